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
  /// - Throws: ``Refusal`` naming the field, the condition, the expiry or the bucket that is at fault.
  public func postForm(
    _ request: PostPolicyRequest, at time: Timestamp, trace: inout Trace?
  ) throws(Refusal) -> PostForm {
    try PostFormRules.check(request)
    let (end, overflows) = time.seconds.addingReportingOverflow(request.expires)
    guard !overflows, let expiration = Timestamp(seconds: end) else {
      throw Refusal(.invalidExpires, field: "expires", "the policy would end after the year 9999")
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
    let signed = sign(policy: document.finish(), with: key, trace: &trace)

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

  /// Builds and signs the policy for an upload form, without a trace.
  public func postForm(_ request: PostPolicyRequest, at time: Timestamp) throws(Refusal) -> PostForm {
    var trace: Trace?
    return try postForm(request, at: time, trace: &trace)
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

/// The names of a form's fields. Made once, and held by one reference: a text literal is an allocation, a static property a call.
final class FieldNames: Sendable {
  static let shared = FieldNames()

  let bucket: Text = "bucket"
  let key: Text = "key"
  let keyReference: Text = "$key"
  let policy: Text = "policy"
  let algorithm: Text = "x-amz-algorithm"
  let credential: Text = "x-amz-credential"
  let date: Text = "x-amz-date"
  let token: Text = "x-amz-security-token"
  let signature: Text = "x-amz-signature"
  /// What S3 replaces by the file's name.
  let filename: Text = "${filename}"
}

/// What a builder refuses, so that it fails here and not in a browser.
enum PostFormRules {
  private static let own: [Text] = [
    "key", "policy", "file", "bucket", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token",
    "x-amz-signature",
  ]

  static func check(_ request: PostPolicyRequest) throws(Refusal) {
    guard request.expires >= 1 else {
      throw Refusal(.invalidExpires, field: "expires", "an expiry is at least 1 second, not \(request.expires)")
    }
    try SigningRules.check(bucket: request.bucket)
    guard !request.key.isEmpty, request.key.isUTF8 else {
      throw Refusal(.invalidKey, field: "key", "the key is empty, or not UTF-8")
    }
    guard request.key.bytes.count <= KeyGenerator.limit else {
      throw Refusal(
        .invalidKey, field: "key", "the key has more than \(KeyGenerator.limit) bytes: S3 would answer KeyTooLongError")
    }
    for condition in request.conditions { try check(condition) }
    for field in request.fields {
      guard !own.contains(where: field.name.equalsIgnoringCase) else {
        throw Refusal(.invalidField, field: field.name.string, "the builder sets \(field.name) itself")
      }
      guard field.name.isUTF8, field.value.isUTF8 else {
        throw Refusal(.invalidField, field: field.name.string, "the field is not UTF-8")
      }
      let isCovered = request.conditions.contains { $0.isAbout(field.name) }
      guard isCovered || request.allowsUncoveredFields || field.name.lowercased.hasPrefix("x-ignore-") else {
        throw Refusal(
          .invalidField, field: field.name.string,
          "no condition covers the field \(field.name): S3 would answer \"Extra input fields\"")
      }
    }
  }

  private static func check(_ condition: PolicyCondition) throws(Refusal) {
    func refuse(_ reason: String) -> Refusal {
      Refusal(.invalidCondition, field: "conditions", "\(condition.text): \(reason)")
    }
    switch condition {
    case .exact(let name, let value):
      if name.isEmpty || !name.isUTF8 || !value.isUTF8 {
        throw refuse("a text is empty or not UTF-8")
      }
    case .equal(let reference, let value), .startsWith(let reference, let value):
      if reference.bytes.first != UInt8(ascii: "$") { throw refuse("the name of the field begins with '$'") }
      if !reference.isUTF8 || !value.isUTF8 { throw refuse("a text is not UTF-8") }
    case .contentLengthRange(let lower, let upper):
      guard let first = lower.value, let last = upper.value, first >= 0 else {
        throw refuse("a bound is no whole number from 0 to \(Int.max)")
      }
      if first > last { throw refuse("no size is in this range") }
    }
  }
}
