public import VideoSpec

/// What a browser needs to upload: where to post, and the fields to send before the file.
public struct PostForm: Hashable, Sendable {
  public var url: Text
  /// In order; the file follows them.
  public var fields: [HeaderField]
}

extension ErrorCode {
  /// A field that no condition covers, or that the builder sets itself (POL-011).
  public static let invalidField = ErrorCode("InvalidField")
  /// A condition that S3 would not understand, or that no form can fulfil (POL-012).
  public static let invalidCondition = ErrorCode("InvalidCondition")
  /// A style of URL that the bucket or region does not have.
  public static let invalidStyle = ErrorCode("InvalidStyle")
  /// An empty key.
  public static let invalidKey = ErrorCode("InvalidKey")
}

extension Signer {
  /// Builds and signs the policy for an upload form; bytes and order are boto3's.
  ///
  /// - Returns: The URL, and the caller's fields, key, x-amz-algorithm, x-amz-credential, x-amz-date, x-amz-security-token if there
  ///   is one, policy and x-amz-signature.
  /// - Throws: ``Rejection`` naming the field, the condition, the expiry or the bucket that is at fault.
  public func postForm(
    _ request: PostPolicyRequest, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> PostForm {
    try PostFormRules.check(request)
    guard let expiration = time.adding(seconds: request.expires) else {
      throw Rejection(.invalidExpires, field: "expires", "the policy would end after the year 9999")
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

    var fields: [HeaderField] = []
    fields.reserveCapacity(request.fields.count + 7)
    fields.append(contentsOf: request.fields)
    fields.append(HeaderField(names.key, request.key))
    fields.append(HeaderField(names.algorithm, algorithm))
    fields.append(HeaderField(names.credential, key.credential))
    fields.append(HeaderField(names.date, stamp))
    if let token { fields.append(HeaderField(names.token, token)) }
    fields.append(HeaderField(names.policy, Text(bytes: signed.policy)))
    fields.append(HeaderField(names.signature, Text(bytes: signed.signature)))
    return PostForm(url: try request.location.url(bucket: request.bucket, region: region), fields: fields)
  }

  /// Equality with the key; for one that ends in `${filename}`, whose end is not known yet, its beginning (POL-003).
  private static func keyCondition(_ key: Text, _ names: FieldNames) -> PolicyCondition {
    let placeholder = names.filename.bytes
    guard key.bytes.suffix(placeholder.count).elementsEqual(placeholder) else {
      return .exact(name: names.key, value: key)
    }
    return .startsWith(reference: names.keyReference, prefix: Text(key.bytes.dropLast(placeholder.count)))
  }
}
