public import VideoSpec

extension UploadForm {
  /// Parses the body of a request that is in memory, and computes the SHA-256 of the file.
  ///
  /// - Throws: ``Rejection`` with S3's code, as ``FormParser`` does.
  public init(contentType: Text?, body: Text) throws(Rejection) {
    var parser = try FormParser(contentType: contentType)
    var collector = FormCollector()
    try parser.append(body.bytes.span.bytes, to: &collector)
    try parser.finish()
    self = collector.form
  }
}

/// Collects a form's fields and the description of its file.
private struct FormCollector: FormHandler {
  private(set) var form = UploadForm()
  private let digest = DigestContext()

  mutating func field(_ field: Field) { form.fields.append(field) }

  mutating func beginFile(_ file: FormFile) {
    digest.start()
    form.file = file
  }

  mutating func fileBytes(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { digest.update($0) }
    form.file?.size += bytes.byteCount
  }

  mutating func endFile() { form.file?.sha256 = Text(bytes: Hexadecimal.encode(digest.finish())) }
}
