import VideoSpec

/// Checks a form against the conditions of its policy.
struct PolicyCheck {
  let values: FormValues
  /// The bucket that the form was posted to. A field named `bucket` does not replace it (POL-069).
  let bucket: Text
  let verifier: Verifier

  /// Names that need no condition (POL-047).
  private static let free: [Text] = [FieldNames.shared.policy, FieldNames.shared.signature, "file"]
  private static let ignored: Text = "x-ignore-"

  /// Checks every condition but the size, in the order of the policy, and then that every field has a condition.
  ///
  /// - Returns: The limits of the file's size.
  func check(_ conditions: [PolicyCondition]) throws(Rejection) -> [AcceptedUpload.SizeLimit] {
    var limits: [AcceptedUpload.SizeLimit] = []
    var covered = SmallTextTable<Void>()
    for condition in conditions {
      switch condition {
      case .exact(let name, let value):
        let name = name.lowercased
        covered.insert(name)
        try require(self.value(of: name) == value, condition)
      case .equal(let reference, let value):
        let name = reference.withoutDollar
        covered.insert(name)
        try require(reference.hasDollar && self.value(of: name) == value, condition)
      case .startsWith(let reference, let prefix):
        let name = reference.withoutDollar
        covered.insert(name)
        try require(reference.hasDollar && begins(name, with: prefix), condition)
      case .contentLengthRange(let lower, let upper):
        if let minimum = lower.value, let maximum = upper.value {
          limits.append(AcceptedUpload.SizeLimit(minimum: minimum, maximum: maximum))
        } else {
          try require(false, condition)
        }
      }
    }
    try checkCoverage(by: covered)
    return limits
  }

  /// Checks that every field, and the bucket, has a condition (POL-047, POL-048).
  private func checkCoverage(by covered: SmallTextTable<Void>) throws(Rejection) {
    let bucket = FieldNames.shared.bucket
    for name in values.names + (values[bucket] == nil ? [bucket] : [])
    where !covered.contains(name) && !Self.free.contains(name) && !name.hasPrefix(Self.ignored) {
      try verifier.reject(.accessDenied(name.string, "Invalid according to Policy: Extra input fields: \(name)"))
    }
  }

  /// - Parameter field: The name in lower case.
  private func value(of field: Text) -> Text? { field == FieldNames.shared.bucket ? bucket : values[field] }

  /// Whether the form has the field, and its value begins with the prefix. In a `Content-Type` that is a list, every item has to begin
  /// with it (POL-041).
  private func begins(_ field: Text, with prefix: Text) -> Bool {
    guard let value = value(of: field) else { return false }
    let isList = field == FieldNames.shared.contentType && value.bytes.contains(UInt8(ascii: ","))
    guard isList else { return value.hasPrefix(prefix) }
    return value.commaItems.allSatisfy { $0.hasPrefix(prefix) }
  }

  /// S3 shows an exact match as `["eq", …]`, whichever way the policy spells it.
  private func require(_ holds: Bool, _ condition: PolicyCondition) throws(Rejection) {
    if holds { return }
    var shown = condition
    if case .exact(let name, let value) = condition { shown = .equal(reference: "$" + name, value: value) }
    try verifier.reject(
      Rejection(
        .accessDenied, status: 403, field: condition.field?.string,
        "Invalid according to Policy: Policy Condition failed: \(shown.text)",
        details: [Field("Condition", shown.text)]))
  }
}

extension Text {
  /// The name of a condition's field in lower case, also if it lacks its `$`: such a condition fails, but it is about that field.
  fileprivate var withoutDollar: Text { hasDollar ? Text(bytes.dropFirst()).lowercased : lowercased }

  fileprivate var hasDollar: Bool { bytes.first == UInt8(ascii: "$") }
}
