import VideoSpec

/// Checks a form against the conditions of its policy.
struct PolicyCheck {
  let form: UploadForm
  let bucket: Text
  /// The object's key, `${filename}` replaced (POL-061).
  let key: Text

  /// Names that need no condition (POL-047).
  private static let free: [Text] = [FieldNames.shared.policy, FieldNames.shared.signature, "file"]
  private static let ignored: Text = "x-ignore-"

  /// Checks every condition but the size, in the order of the policy, and then that every field has a condition.
  ///
  /// - Returns: The limits of the file's size.
  func check(_ conditions: [PolicyCondition]) throws(Rejection) -> [AcceptedUpload.SizeLimit] {
    var limits: [AcceptedUpload.SizeLimit] = []
    for condition in conditions {
      switch condition {
      case .exact(let name, let value): try require(self.value(of: name.lowercased) == value, condition)
      case .equal(_, let value):
        try require(condition.field.map { self.value(of: $0) == value } ?? false, condition)
      case .startsWith(_, let prefix):
        guard let field = condition.field else { throw failed(condition) }
        try require(begins(self.value(of: field), with: prefix, isType: field == "content-type"), condition)
      case .contentLengthRange(let lower, let upper):
        guard let minimum = lower.value, let maximum = upper.value else { throw failed(condition) }
        limits.append(AcceptedUpload.SizeLimit(minimum: minimum, maximum: maximum))
      }
    }
    try checkCoverage(by: conditions)
    return limits
  }

  /// Checks that every field, and the bucket, has a condition (POL-047, POL-048).
  private func checkCoverage(by conditions: [PolicyCondition]) throws(Rejection) {
    for name in form.fields.map(\.name) + [FieldNames.shared.bucket] {
      if conditions.contains(where: { $0.isAbout(name) }) || Self.free.contains(where: name.equalsIgnoringCase) {
        continue
      }
      if Text(name.bytes.prefix(Self.ignored.bytes.count)).equalsIgnoringCase(Self.ignored) { continue }
      throw .accessDenied(name.string, "Invalid according to Policy: Extra input fields: \(name.lowercased)")
    }
  }

  private func value(of field: Text) -> Text? {
    if field == FieldNames.shared.bucket { return bucket }
    return field == FieldNames.shared.key ? key : form.value(of: field)
  }

  /// An empty prefix matches every value, and an absent one. For a `Content-Type` that is a list, S3's documentation says that every
  /// item has to begin with the prefix (POL-041).
  private func begins(_ value: Text?, with prefix: Text, isType: Bool) -> Bool {
    guard let value else { return prefix.isEmpty }
    guard isType, value.bytes.contains(UInt8(ascii: ",")) else { return value.hasPrefix(prefix) }
    return value.commaItems.allSatisfy { $0.hasPrefix(prefix) }
  }

  private func require(_ holds: Bool, _ condition: PolicyCondition) throws(Rejection) {
    if !holds { throw failed(condition) }
  }

  /// S3 shows an exact match as `["eq", …]`, whichever way the policy spells it.
  private func failed(_ condition: PolicyCondition) -> Rejection {
    var shown = condition
    if case .exact(let name, let value) = condition { shown = .equal(reference: "$" + name, value: value) }
    return Rejection(
      .accessDenied, status: 403, field: condition.field?.string,
      "Invalid according to Policy: Policy Condition failed: \(shown.text)",
      details: [Field("Condition", shown.text)])
  }
}
