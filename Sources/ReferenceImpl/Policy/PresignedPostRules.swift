import VideoSpec

/// Checks a request for an upload form, so that mistakes show here and not in a browser.
enum PresignedPostRules {
  private static let own: [Text] = [
    "key", "policy", "file", "bucket", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token",
    "x-amz-signature",
  ]

  static func check(_ request: PostPolicyRequest) throws(Rejection) {
    guard request.expires >= 1 else {
      throw Rejection(.invalidExpires, field: "expires", "expires must be at least 1 second, not \(request.expires)")
    }
    try SigningRules.check(bucket: request.bucket)
    guard !request.key.isEmpty, request.key.isUTF8 else {
      throw Rejection(.invalidKey, field: "key", "the key is empty, or not UTF-8")
    }
    guard request.key.bytes.count <= KeyGenerator.limit else {
      throw Rejection(
        .invalidKey, field: "key",
        "the key has more than \(KeyGenerator.limit) bytes: S3 would respond with KeyTooLongError")
    }
    for condition in request.conditions { try check(condition) }
    for field in request.fields {
      guard !own.contains(where: field.name.equalsIgnoringCase) else {
        throw Rejection(.invalidField, field: field.name.string, "the builder sets \(field.name) itself")
      }
      guard field.name.isUTF8, field.value.isUTF8 else {
        throw Rejection(.invalidField, field: field.name.string, "the field is not UTF-8")
      }
      let isCovered = request.conditions.contains { $0.isAbout(field.name) }
      guard isCovered || request.allowsUncoveredFields || field.name.lowercased.hasPrefix("x-ignore-") else {
        throw Rejection(
          .invalidField, field: field.name.string,
          "no condition covers the field \(field.name): S3 would respond with \"Extra input fields\"")
      }
    }
  }

  private static func check(_ condition: PolicyCondition) throws(Rejection) {
    func reject(_ reason: String) -> Rejection {
      Rejection(.invalidCondition, field: "conditions", "\(condition.text): \(reason)")
    }
    switch condition {
    case .exact(let name, let value):
      if name.isEmpty || !name.isUTF8 || !value.isUTF8 {
        throw reject("a text is empty or not UTF-8")
      }
    case .equal(let reference, let value), .startsWith(let reference, let value):
      if reference.bytes.first != UInt8(ascii: "$") { throw reject("the name of the field must begin with '$'") }
      if !reference.isUTF8 || !value.isUTF8 { throw reject("a text is not UTF-8") }
    case .contentLengthRange(let lower, let upper):
      guard let first = lower.value, let last = upper.value, first >= 0 else {
        throw reject("a bound is not a whole number from 0 to \(Int.max)")
      }
      if first > last { throw reject("no size is in this range") }
    }
  }
}
