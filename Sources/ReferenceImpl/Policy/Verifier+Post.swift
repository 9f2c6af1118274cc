public import VideoSpec

/// A form that S3 takes: what it stores, and how it answers.
public struct AcceptedPost: Hashable, Sendable {
  /// `${filename}` replaced.
  public var key: Text
  /// What the form's field says; nil without one.
  public var contentType: Text?
  /// The `x-amz-meta-*` fields, in order.
  public var metadata: [HeaderField]
  /// 200, 201, 204 or 303.
  public var status: Int
  /// Where a 303 leads, the query not added yet.
  public var redirect: Text?
}

extension Verifier {
  /// Decides on a form as S3 does (POL-030 to POL-065): its signature first, then its policy, then its fields.
  ///
  /// - Throws: ``Rejection`` with S3's code and status; `details` say which condition failed and what S3's answer says besides.
  public func evaluate(
    _ form: ReceivedForm, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> AcceptedPost {
    _ = try verifyFormSignature(in: form.fields, trace: trace)
    return try Self.decide(form, at: now)
  }

  /// Decides on a form whose signature is not in question: for who has the form and not the secret.
  public static func decide(_ form: ReceivedForm, at now: Timestamp) throws(Rejection) -> AcceptedPost {
    guard let file = form.file else {
      throw Rejection(
        ErrorCode("IncorrectNumberOfFilesInPostRequest"), status: 400, field: "file", "the form has no file")
    }
    guard let keyField = form.value("key"), !keyField.isEmpty else {
      throw .invalidArgument("key", "the form needs a field key")
    }
    let policy = try policy(of: form)
    if now > policy.expiration {
      throw .accessDenied("policy", "Invalid according to Policy: Policy expired.")
    }
    let key = keyField.replacingFilename(with: file.name)
    guard !key.isEmpty else { throw .invalidArgument("key", "the key is empty") }
    guard key.bytes.count <= 1024 else {
      throw Rejection(
        ErrorCode("KeyTooLongError"), status: 400, field: "key", "the key has \(key.bytes.count) bytes, more than 1024")
    }
    let facts = FormFacts(form: form, key: key, size: file.size)
    for condition in policy.conditions { try facts.check(condition) }
    try facts.checkCoverage(by: policy.conditions)

    let redirect = form.value("success_action_redirect").flatMap { $0.isWebAddress ? $0 : nil }
    let statuses: [Text: Int] = ["200": 200, "201": 201]
    let asked = form.value("success_action_status").flatMap { statuses[$0] } ?? 204
    let metadata = form.fields.filter { $0.name.lowercased.hasPrefix("x-amz-meta-") }
    return AcceptedPost(
      key: key, contentType: form.value("content-type"), metadata: metadata,
      status: redirect != nil ? 303 : asked, redirect: redirect)
  }

  private static func policy(of form: ReceivedForm) throws(Rejection) -> PolicyDocument {
    func malformed(_ reason: String) -> Rejection {
      Rejection(ErrorCode("InvalidPolicyDocument"), status: 400, field: "policy", "Invalid Policy: \(reason)")
    }
    guard let encoded = form.value("policy"), let bytes = Base64.decode(encoded.bytes) else {
      throw malformed("the policy is not Base64")
    }
    do throws(MalformedPolicy) { return try PolicyDocument(parsing: bytes) } catch { throw malformed(error.reason) }
  }
}

/// What conditions are about.
private struct FormFacts {
  let form: ReceivedForm
  let key: Text
  let size: Int

  /// Names that need no condition.
  private static let free: [Text] = [FieldNames.shared.policy, FieldNames.shared.signature, "file"]
  private static let ignored: Text = "x-ignore-"

  func check(_ condition: PolicyCondition) throws(Rejection) {
    switch condition {
    case .exact(let name, let value): try require(self.value(of: name.lowercased) == value, condition)
    case .equal(_, let value):
      try require(condition.field.map { self.value(of: $0) == value } ?? false, condition)
    case .startsWith(_, let prefix):
      guard let field = condition.field else { throw failed(condition) }
      try require(begins(self.value(of: field), with: prefix, isType: field == "content-type"), condition)
    case .contentLengthRange(let lower, let upper):
      guard let first = lower.value, let last = upper.value else { throw failed(condition) }
      try check(size: size, first, last)
    }
  }

  /// Every field, and the bucket, has to be in a condition (POL-047, POL-048).
  func checkCoverage(by conditions: [PolicyCondition]) throws(Rejection) {
    for name in form.fields.map(\.name) + [FieldNames.shared.bucket] {
      if conditions.contains(where: { $0.isAbout(name) }) || Self.free.contains(where: name.equalsIgnoringCase) {
        continue
      }
      if Text(name.bytes.prefix(Self.ignored.bytes.count)).equalsIgnoringCase(Self.ignored) { continue }
      throw .accessDenied(name.string, "Invalid according to Policy: Extra input fields: \(name.lowercased)")
    }
  }

  private func value(of field: Text) -> Text? {
    if field == FieldNames.shared.bucket { return form.bucket }
    return field == FieldNames.shared.key ? key : form.value(field)
  }

  /// An empty prefix holds for every value, and for an absent one. Of a Content-Type that is a list the documentation says that
  /// every item has to begin so.
  private func begins(_ value: Text?, with prefix: Text, isType: Bool) -> Bool {
    guard let value else { return prefix.isEmpty }
    guard isType, value.bytes.contains(UInt8(ascii: ",")) else { return value.hasPrefix(prefix) }
    return value.commaItems.allSatisfy { $0.hasPrefix(prefix) }
  }

  private func check(size: Int, _ first: Int, _ last: Int) throws(Rejection) {
    if size < first {
      throw Rejection(
        ErrorCode("EntityTooSmall"), status: 400, field: "file",
        "Your proposed upload is smaller than the minimum allowed size",
        details: [HeaderField("ProposedSize", "\(size)"), HeaderField("MinSizeAllowed", "\(first)")])
    }
    if size > last {
      throw Rejection(
        ErrorCode("EntityTooLarge"), status: 400, field: "file",
        "Your proposed upload exceeds the maximum allowed size",
        details: [HeaderField("ProposedSize", "\(size)"), HeaderField("MaxSizeAllowed", "\(last)")])
    }
  }

  private func require(_ holds: Bool, _ condition: PolicyCondition) throws(Rejection) {
    if !holds { throw failed(condition) }
  }

  /// S3 shows a match as `["eq", …]`, however it was written.
  private func failed(_ condition: PolicyCondition) -> Rejection {
    var shown = condition
    if case .exact(let name, let value) = condition { shown = .equal(reference: "$" + name, value: value) }
    return Rejection(
      .accessDenied, status: 403, field: condition.field?.string,
      "Invalid according to Policy: Policy Condition failed: \(shown.text)",
      details: [HeaderField("Condition", shown.text)])
  }
}

extension PolicyCondition {
  /// What of a Content-Type that is a list, for its commas, makes a condition fail that the whole of it fulfils.
  /// - Returns: The first item that does not begin as ``startsWith(reference:prefix:)`` wants; nil where no comma is the matter.
  public func strayItem(of type: Text) -> Text? {
    guard case .startsWith(_, let prefix) = self, field == "content-type", type.hasPrefix(prefix),
      type.bytes.contains(UInt8(ascii: ","))
    else { return nil }
    return type.commaItems.first { !$0.hasPrefix(prefix) }
  }
}

extension Text {
  /// What stands between its commas.
  package var commaItems: [Text] { split(at: UInt8(ascii: ",")).map(\.trimmed) }

  /// `${filename}` replaced by the last part of the file's name; without one it stays (POL-061).
  fileprivate func replacingFilename(with name: Text?) -> Text {
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
