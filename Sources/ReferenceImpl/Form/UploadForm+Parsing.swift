public import VideoSpec

extension UploadForm {
  /// Reads a form that is in memory as a whole; the file's bytes go into its hash.
  ///
  /// - Throws: ``Rejection`` with S3's code, as ``FormParser`` has it.
  public init(contentType: Text?, body: Text) throws(Rejection) {
    var parser = try FormParser(contentType: contentType)
    var collector = FormCollector()
    try parser.append(body.bytes.span.bytes, to: &collector)
    try parser.finish()
    self = collector.form
  }
}

/// Keeps a form's fields, and of its file what describes it.
private struct FormCollector: FormHandler {
  private(set) var form = UploadForm(fields: [])
  private let digest = DigestContext()

  mutating func field(_ field: HeaderField) { form.fields.append(field) }

  mutating func beginFile(_ file: FilePart) {
    digest.start()
    form.file = UploadedFile(name: file.name, contentType: file.contentType, size: 0, sha256: Text())
  }

  mutating func fileBytes(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { digest.update($0) }
    form.file?.size += bytes.byteCount
  }

  mutating func endFile() { form.file?.sha256 = Text(bytes: Hexadecimal.encode(digest.finish())) }
}
