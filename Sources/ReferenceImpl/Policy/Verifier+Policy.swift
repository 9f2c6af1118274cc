public import VideoSpec

extension Verifier {
  /// Decides on a complete form as S3 does (POL-030 to POL-065): first the signature, then the fields, last the file's size.
  ///
  /// - Parameter bucket: The bucket that the form was posted to.
  /// - Throws: ``Rejection`` with S3's code and status. Its `details` hold what S3's error document adds, such as the condition that
  ///   failed.
  public func evaluate(
    _ form: UploadForm, postedTo bucket: Text, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> AcceptedUpload {
    let upload = try evaluateFields(of: form, postedTo: bucket, at: now, trace: trace)
    try upload.check(fileSize: form.file?.size ?? 0)
    return upload
  }

  /// Decides on everything about a form but the size of its file.
  ///
  /// A receiver calls this as soon as the file begins: all fields that count have arrived by then (FRM-015). Afterwards it has to
  /// compare the bytes that arrive with the limits of the result: ``AcceptedUpload/check(fileSizeSoFar:)``,
  /// ``AcceptedUpload/check(fileSize:)``.
  /// - Throws: ``Rejection`` as ``evaluate(_:postedTo:at:trace:)`` does.
  public func evaluateFields(
    of form: UploadForm, postedTo bucket: Text, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> AcceptedUpload {
    _ = try verifyFormSignature(in: form.fields, at: now, trace: trace)
    return try Self.decide(on: form, postedTo: bucket, at: now)
  }

  /// Decides on a complete form without verifying its signature, for callers that do not have the secret.
  ///
  /// - Throws: ``Rejection`` as ``evaluate(_:postedTo:at:trace:)`` does.
  public static func evaluatePolicy(
    of form: UploadForm, postedTo bucket: Text, at now: Timestamp
  ) throws(Rejection) -> AcceptedUpload {
    let upload = try decide(on: form, postedTo: bucket, at: now)
    try upload.check(fileSize: form.file?.size ?? 0)
    return upload
  }

  private static func decide(
    on form: UploadForm, postedTo bucket: Text, at now: Timestamp
  ) throws(Rejection) -> AcceptedUpload {
    guard let file = form.file else {
      throw Rejection(.incorrectNumberOfFiles, status: 400, field: "file", "the form has no file")
    }
    guard let keyField = form.value(of: FieldNames.shared.key), !keyField.isEmpty else {
      throw .invalidArgument("key", "the form needs a field key")
    }
    let policy = try policy(of: form)
    if now > policy.expiration {
      throw .accessDenied("policy", "Invalid according to Policy: Policy expired.")
    }
    let key = keyField.replacingFileName(with: file.name)
    guard !key.isEmpty else { throw .invalidArgument("key", "the key is empty") }
    guard key.bytes.count <= KeyGenerator.limit else {
      throw Rejection(
        .keyTooLong, status: 400, field: "key",
        "the key has \(key.bytes.count) bytes, more than \(KeyGenerator.limit)")
    }
    let check = PolicyCheck(form: form, bucket: bucket, key: key)
    let sizeLimits = try check.check(policy.conditions)
    return AcceptedUpload(
      key: key, contentType: form.value(of: "content-type"),
      metadata: form.fields.filter { $0.name.lowercased.hasPrefix("x-amz-meta-") }, success: success(of: form),
      sizeLimits: sizeLimits)
  }

  private static func policy(of form: UploadForm) throws(Rejection) -> PolicyDocument {
    func malformed(_ reason: String) -> Rejection {
      Rejection(.invalidPolicyDocument, status: 400, field: "policy", "Invalid Policy: \(reason)")
    }
    guard let encoded = form.value(of: FieldNames.shared.policy), let bytes = Base64.decode(encoded.bytes) else {
      throw malformed("the policy is not Base64")
    }
    do throws(MalformedPolicy) { return try PolicyDocument(parsing: bytes) } catch { throw malformed(error.reason) }
  }

  /// The response that the form asks for (POL-063, POL-064).
  private static func success(of form: UploadForm) -> FormSuccess {
    if let url = form.value(of: "success_action_redirect"), url.isWebAddress { return .redirect(to: url) }
    switch form.value(of: "success_action_status") ?? "" {
    case "200": return .ok
    case "201": return .created
    default: return .noContent
    }
  }
}

extension Text {
  /// Replaces `${filename}` with the last component of the file's name. Without a file name it stays (POL-061).
  fileprivate func replacingFileName(with name: Text?) -> Text {
    guard let name else { return self }
    let placeholder = FieldNames.shared.filename.bytes
    let separators: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
    let last = name.bytes.split(omittingEmptySubsequences: false, whereSeparator: separators.contains).last ?? []
    var result: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.first {
      if rest.starts(with: placeholder) {
        result += last
        rest = rest.dropFirst(placeholder.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return Text(bytes: result)
  }

  /// Whether the text is an http or https URL with a host (POL-064).
  fileprivate var isWebAddress: Bool {
    let lowercased = self.lowercased
    for scheme in ["http://", "https://"] as [Text] where lowercased.hasPrefix(scheme) {
      let host = bytes.dropFirst(scheme.bytes.count).prefix { !"/?#".utf8.contains($0) }
      return !host.isEmpty && !bytes.contains { $0 <= 0x20 || $0 == 0x7F }
    }
    return false
  }
}
