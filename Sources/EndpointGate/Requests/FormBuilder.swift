import Gate
import VideoSpec

/// Builds the body of an upload form, with its policy and its signature.
struct FormBuilder {
  private let form: RequestParts.Form
  private let job: SigningJob
  private let signer: any RequestSigner
  private let bucket: Text?
  private var fields: [HeaderField]

  init(_ form: RequestParts.Form, job: SigningJob, signer: any RequestSigner, bucket: Text?) {
    self.form = form
    self.job = job
    self.signer = signer
    self.bucket = bucket
    fields = form.fields
  }

  /// Adds the policy and the fields that sign it. A field that the scenario gives stands for the signer's.
  mutating func sign() throws(SigningGap) {
    let given = Set(form.fields.map(\.name.lowercased))
    let signing = OwnSigner().fields(ofCredentialsOf: job).filter { !given.contains($0.name.lowercased) }
    let signed = try signer.fields(forPolicy: Text(bytes: policy(signing).line), job: job)
    fields += signed.filter { !given.contains($0.name.lowercased) }
  }

  private func policy(_ signing: [HeaderField]) -> JSONValue {
    func exact(_ field: HeaderField) -> JSONValue { .object([field.name: .string(field.value)]) }
    let own: [JSONValue] =
      (bucket.map { [["bucket": .string($0)]] } ?? [])
      + form.fields.filter { FormBuilder.needsCondition($0.name.lowercased) }.map(exact)
    let conditions = (form.conditions ?? own) + form.addedConditions + signing.map(exact)
    let expiration = ScenarioValues.now(form.expires)
    return ["expiration": .string(expiration.iso8601), "conditions": .array(conditions)]
  }

  /// Whether S3 asks for a condition on a field.
  private static func needsCondition(_ name: Text) -> Bool {
    !["policy", "x-amz-signature", "awsaccesskeyid", "signature", "file"].contains(name)
      && !name.hasPrefix("x-ignore-")
  }

  /// Changes a field after signing.
  mutating func apply(_ change: Change?) {
    switch change {
    case .field(let field):
      if let index = fields.firstIndex(where: { $0.name.equalsIgnoringCase(field.name) }) {
        fields[index].value = field.value
      } else {
        fields.append(field)
      }
    case .removeField(let name): fields.removeAll { $0.name.lowercased == name }
    case .signature:
      if let index = fields.firstIndex(where: { $0.name.lowercased == "x-amz-signature" }) {
        fields[index].value = ByteChange.alteringLast(fields[index].value)
      }
    default: break
    }
  }

  /// The body as it is sent.
  var body: [UInt8] {
    RequestParts.Form.body(
      fields, file: form.file, fileName: form.fileName, fileType: form.fileType, after: form.after,
      preamble: form.preamble, boundary: form.boundary)
  }
}

extension RequestParts.Form {
  /// Returns a form as it is sent.
  ///
  /// - Parameters:
  ///   - part: The name of the part with the file.
  ///   - fileName: Nil for a part without a file name.
  static func body(
    _ fields: [HeaderField], part filePart: Text = "file", file: Text?, fileName: Text?, fileType: Text?,
    after: [HeaderField] = [], preamble: Text = Text(), boundary: Text
  ) -> [UInt8] {
    var body = preamble.bytes
    func part(_ name: Text, parameters: Text = Text(), headers: Text = Text(), value: Text) {
      body += "--".utf8 + boundary.bytes + "\r\nContent-Disposition: form-data; name=\"".utf8 + name.bytes
      body += "\"".utf8 + parameters.bytes + "\r\n".utf8 + headers.bytes + "\r\n".utf8 + value.bytes + "\r\n".utf8
    }
    for field in fields { part(field.name, value: field.value) }
    if let file {
      let type = fileType.map { "Content-Type: " + $0 + "\r\n" } ?? Text()
      let parameters = fileName.map { "; filename=\"" + $0 + "\"" } ?? Text()
      part(filePart, parameters: parameters, headers: type, value: file)
    }
    for field in after { part(field.name, value: field.value) }
    return body + "--".utf8 + boundary.bytes + "--\r\n".utf8
  }
}
