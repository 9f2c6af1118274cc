public import VideoSpec

extension Signer {
  /// Builds the policy for an upload form, signs it, and returns the form with its URL. Bytes and order are those of boto3.
  ///
  /// - Returns: The URL, and the caller's fields, `key`, `x-amz-algorithm`, `x-amz-credential`, `x-amz-date`, `x-amz-security-token`
  ///   if the credentials have one, `policy` and `x-amz-signature`.
  /// - Throws: ``Rejection``, which names the field, the condition, the expiry or the bucket that is wrong.
  public func presignedPost(
    for request: PostPolicyRequest, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> PresignedPost {
    try PresignedPostRules.check(request)
    guard let expiration = time.adding(seconds: request.expires) else {
      throw Rejection(.invalidExpires, field: "expires", "the policy would expire after the year 9999")
    }
    let names = FieldNames.shared
    let stamp = time.basic
    let key = try dailyKey(at: time)
    let token = self.token?.text

    var document = PolicyDocument.Writer(expiration: expiration)
    for condition in request.conditions { document.append(condition) }
    document.append(exactly: names.bucket, request.bucket)
    document.append(Self.keyCondition(request.key, names))
    document.append(written: key.policyConditions)
    document.append(exactly: names.date, stamp)
    if let token { document.append(exactly: names.token, token) }
    let signed = sign(policy: document.finish(), with: key, trace: trace)

    var fields: [Field] = []
    fields.reserveCapacity(request.fields.count + 7)
    fields.append(contentsOf: request.fields)
    fields.append(Field(names.key, request.key))
    fields.append(Field(names.algorithm, algorithm))
    fields.append(Field(names.credential, key.credential))
    fields.append(Field(names.date, stamp))
    if let token { fields.append(Field(names.token, token)) }
    fields.append(Field(names.policy, Text(bytes: signed.policy)))
    fields.append(Field(names.signature, Text(bytes: signed.signature)))
    return PresignedPost(
      url: try request.location.url(bucket: request.bucket, region: region), form: UploadForm(fields: fields))
  }

  /// Equality with the key. For a key that ends in `${filename}`, whose end is not known yet, a prefix (POL-003).
  private static func keyCondition(_ key: Text, _ names: FieldNames) -> PolicyCondition {
    let placeholder = names.filename.bytes
    guard key.bytes.suffix(placeholder.count).elementsEqual(placeholder) else {
      return .exact(name: names.key, value: key)
    }
    return .startsWith(reference: names.keyReference, prefix: Text(key.bytes.dropLast(placeholder.count)))
  }
}
