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
    try checkFileSize(of: form, upload)
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
    return try decide(on: form, postedTo: bucket, at: now)
  }

  /// Decides on a complete form without verifying its signature, for callers that do not have the secret.
  ///
  /// - Throws: ``Rejection`` as ``evaluate(_:postedTo:at:trace:)`` does.
  public static func evaluatePolicy(
    of form: UploadForm, postedTo bucket: Text, at now: Timestamp
  ) throws(Rejection) -> AcceptedUpload {
    let verifier = Verifier(credentials: [], region: "")
    let upload = try verifier.decide(on: form, postedTo: bucket, at: now)
    try verifier.checkFileSize(of: form, upload)
    return upload
  }

  private func checkFileSize(of form: UploadForm, _ upload: AcceptedUpload) throws(Rejection) {
    guard let file = form.file else { return }
    for rejection in upload.rejections(ofFileSize: file.size) { try reject(rejection) }
  }

  private func decide(
    on form: UploadForm, postedTo bucket: Text, at now: Timestamp
  ) throws(Rejection) -> AcceptedUpload {
    let names = FieldNames.shared
    if form.file == nil {
      try reject(
        Rejection(
          .invalidArgument, status: 400, field: "file", "POST requires exactly one file upload per request.",
          details: [Field("ArgumentName", "file"), Field("ArgumentValue", "0")]))
    }
    let values = try FormValues(form)
    let key = values[names.key] ?? ""
    if key.isEmpty { try reject(.invalidArgument("key", "the form needs a field key with a value")) }
    let policy = try policy(of: form)
    if now > policy.expiration {
      try reject(.accessDenied("policy", "Invalid according to Policy: Policy expired."))
    }
    if key.bytes.count > KeyGenerator.limit {
      try reject(
        Rejection(
          .keyTooLong, status: 400, field: "key",
          "the key has \(key.bytes.count) bytes, more than \(KeyGenerator.limit)"))
    }
    let sizeLimits = try PolicyCheck(values: values, bucket: bucket, verifier: self).check(policy.conditions)
    try StoredFieldCheck(values: values, verifier: self).check()
    return AcceptedUpload(
      key: key, contentType: values[names.contentType],
      metadata: values.names.filter { $0.hasPrefix(names.metadataPrefix) }.map { Field($0, values[$0] ?? "") },
      success: Self.success(values), sizeLimits: sizeLimits,
      fields: values.names.map { Field($0, values[$0] ?? "") })
  }

  private func policy(of form: UploadForm) throws(Rejection) -> PolicyDocument {
    func malformed(_ reason: String) -> Rejection {
      Rejection(.invalidPolicyDocument, status: 400, field: "policy", "Invalid Policy: \(reason)")
    }
    guard let encoded = form.value(of: FieldNames.shared.policy), let bytes = Base64.decode(encoded.bytes) else {
      throw malformed("the policy is not Base64")
    }
    do throws(MalformedPolicy) { return try PolicyDocument(parsing: bytes) } catch { throw malformed(error.reason) }
  }

  /// The response that the form asks for (POL-063, POL-064, POL-068).
  private static func success(_ values: FormValues) -> FormSuccess {
    let names = FieldNames.shared
    if let url = names.redirects.lazy.compactMap({ values[$0] }).first, url.isWebAddress { return .redirect(to: url) }
    guard let status = values[names.status] else { return .noContent }
    return status == "200" ? .ok : status == "201" ? .created : .noContent
  }
}

extension Text {
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
