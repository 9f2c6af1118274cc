import ReferenceImpl
import VideoSpec

// The URL of the form, the requested form, and the sent fields.

extension FormChecks {
  mutating func checkLocation() {
    guard let url = form.url, let parts = RequestParts(InspectedRequest(url: url)) else { return }
    let host = parts.host.hostAndPort.host
    if let end = host.firstRange(of: ".s3"), host.bytes[..<end].contains(UInt8(ascii: ".")), parts.scheme == "https" {
      diagnosis.add(.dottedBucketInTheHost)
    }
    guard let wanted = inspector.intention.url, let intended = RequestParts(InspectedRequest(url: wanted)),
      wanted != url
    else { return }
    let bucket = inspector.intention.bucket ?? form.bucket ?? ""
    let isMoved =
      intended.host.hasPrefix(bucket + ".") != parts.host.hasPrefix(bucket + ".") || intended.path != parts.path
    let isPort = intended.host.hostAndPort.host == host
    if !diagnosis.has(.dottedBucketInTheHost) {
      diagnosis.add(
        isMoved || isPort ? .formUrlPath : .formUrlRegion, .certain, "the URL is \(url), the intended one is \(wanted)")
    }
  }

  // MARK: The requested form

  /// Compares the form with the requested one.
  mutating func checkRequestedForm(_ policy: PolicyDocument) {
    let intention = inspector.intention
    for field in intention.fields where form.value(field.name) == nil {
      diagnosis.add(.fieldsLost, .certain, "\(field.name) is missing")
    }
    if let key = form.value("key") {
      for case .exact(let name, let value) in policy.conditions where name == "key" && value != key {
        let isASCII = value.bytes.contains(UInt8(ascii: "?")) && key.bytes.contains { $0 > 0x7F }
        if isASCII { diagnosis.add(.policyTextAsAscii, .certain, "the condition requires \"\(value)\"") }
        if key.bytes.contains(UInt8(ascii: "\\")) {
          diagnosis.add(.quotationMarksUnescaped, .certain, "a backslash in the key was lost")
        }
      }
    }
    for condition in intention.conditions ?? []
    where !policy.conditions.contains(where: { $0.isEquivalent(to: condition) }) {
      diagnosis.add(Self.code(of: condition, in: policy), .certain, "\(condition.text) was requested")
    }
  }

  /// The cause if a requested condition is not in the policy.
  private static func code(of condition: PolicyCondition, in policy: PolicyDocument) -> CauseCode {
    switch condition {
    case .contentLengthRange(let lower, let upper):
      let isWide = (lower.value ?? 0) > Int(Int32.max) || (upper.value ?? 0) > Int(Int32.max)
      return isWide && policy.conditions.contains { if case .contentLengthRange = $0 { true } else { false } }
        ? .boundsOther : .conditionsOther
    case .startsWith(_, let prefix):
      let field = condition.field
      let asEquality = policy.conditions.contains { other in
        if case .equal(_, let value) = other { other.field == field && value == prefix } else { false }
      }
      return asEquality ? .prefixesBuiltAsEquality : code(of: prefix)
    case .exact(_, let value), .equal(_, let value):
      let escapes = value.bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }
      return escapes ? .quotationMarksUnescaped : code(of: value)
    }
  }

  private static func code(of value: Text) -> CauseCode {
    value.bytes.contains { $0 > 0x7F }
      ? .policyTextAsAscii
      : value.bytes.contains(UInt8(ascii: "\\")) ? .quotationMarksUnescaped : .conditionsOther
  }

  // MARK: The sent fields

  /// Checks whether the sent fields and the file satisfy the policy.
  mutating func checkUpload(_ policy: PolicyDocument) {
    let sent = sentFields
    let values: FormValues
    do throws(Rejection) {
      values = try FormValues(UploadForm(fields: sent, file: form.file))
    } catch {
      // The values are not known, so no condition can be judged.
      return diagnosis.add(.formFieldsTooLarge, .certain, error.message)
    }
    func value(_ name: Text) -> Text? { name == "bucket" ? form.target : values[name] }
    for condition in policy.conditions {
      switch condition {
      case .exact(let name, let wanted): check(value(name.lowercased), wanted, condition)
      case .equal(_, let wanted): if let field = condition.field { check(value(field), wanted, condition) }
      case .startsWith(_, let prefix): if let field = condition.field { check(value(field), prefix: prefix, condition) }
      case .contentLengthRange(let lower, let upper):
        guard let size = form.file?.size, let first = lower.value, let last = upper.value else { continue }
        if size < first || size > last {
          diagnosis.add(.fileSize, .certain, "the file has \(size) bytes, the policy allows \(first) to \(last)")
        }
      }
    }
    checkCoverage(sent, policy)
    if form.sent != nil, sent.first(where: { $0.name.lowercased == "key" })?.value.isEmpty != false {
      diagnosis.add(.keyMissing)
    }
    if let key = value("key"), key.bytes.count > KeyGenerator.limit, !diagnosis.has(.formCannotHold) {
      diagnosis.add(.keyTooLong)
    }
  }

  /// Reports that a field is missing.
  private mutating func reportMissingField(of condition: PolicyCondition) {
    let name = condition.field ?? ""
    guard name != "bucket" else { return }
    if isAfterFile(name) {
      return diagnosis.add(.fieldAfterFile, .certain, "\(name) comes after the file")
    }
    if name == "key" { return }
    // `require` reports missing signing fields.
    let isSigning = name.hasPrefix("x-amz-") && form.value(name) == nil && form.sent == nil
    if isSigning || missing.contains(name) { return }
    if form.sent == nil {
      diagnosis.add(.fieldMissing, .remark, "the browser has to send \(name), because of \(condition.text)")
    } else {
      diagnosis.add(.fieldMissing, .certain, "the form has no field for \(condition.text)")
    }
  }

  private mutating func check(_ value: Text?, _ wanted: Text, _ condition: PolicyCondition) {
    guard let value else { return reportMissingField(of: condition) }
    guard value != wanted else { return }
    let shown = "the condition is \(condition.text), but the value is \"\(value)\""
    if condition.field == "bucket" {
      return diagnosis.add(.bucketOther, form.isTargetCertain ? .certain : .likely, shown)
    }
    if diagnosis.has(.policyTextAsAscii) || diagnosis.has(.quotationMarksUnescaped) { return }
    if value.equalsIgnoringCase(wanted) { return diagnosis.add(.fieldCase, .certain, shown) }
    let isPrefix = value.hasPrefix(wanted) && (wanted.isEmpty || wanted.bytes.last == UInt8(ascii: "/"))
    diagnosis.add(isPrefix ? .prefixesBuiltAsEquality : .fieldOther, .certain, shown)
  }

  private mutating func check(_ value: Text?, prefix: Text, _ condition: PolicyCondition) {
    guard let value else { return reportMissingField(of: condition) }
    let isType = condition.field == "content-type"
    let values = isType && value.bytes.contains(UInt8(ascii: ",")) ? value.commaItems : [value]
    guard !values.allSatisfy({ $0.hasPrefix(prefix) }) else { return }
    if let item = condition.strayItem(of: value) {
      return diagnosis.add(
        .typeWithComma, .likely,
        "the item \"\(item)\" of \"\(value)\" does not begin with the prefix of \(condition.text)")
    }
    let isCase = values.allSatisfy { $0.lowercased.hasPrefix(prefix.lowercased) }
    if condition.field == "bucket" {
      return diagnosis.add(
        .bucketOther, form.isTargetCertain ? .certain : .likely, "the condition is \(condition.text)")
    }
    diagnosis.add(
      isCase ? .fieldCase : .fieldBeginsOtherwise, .certain,
      "the condition is \(condition.text), but the value is \"\(value)\"")
  }

  private mutating func checkCoverage(_ sent: [Field], _ policy: PolicyDocument) {
    let free: Set<Text> = [
      "policy", "x-amz-signature", "file", "bucket", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date",
      "x-amz-security-token", "awsaccesskeyid", "signature",
    ]
    let covered = Set(policy.conditions.compactMap(\.field))
    for field in sent {
      let name = field.name.lowercased
      if free.contains(name) || name.hasPrefix("x-ignore-") || covered.contains(name) { continue }
      let isHandedOut = form.fields.contains { $0.name.equalsIgnoringCase(field.name) }
      diagnosis.add(
        isHandedOut ? .fieldWithoutCondition : .fieldNotCovered, .certain, "Extra input fields: \(name)")
    }
  }
}

extension PolicyCondition {
  /// Whether two conditions require the same, even if they are written differently.
  fileprivate func isEquivalent(to other: PolicyCondition) -> Bool {
    switch (self, other) {
    case (.contentLengthRange(let lower, let upper), .contentLengthRange(let first, let last)):
      lower.value == first.value && upper.value == last.value
    case (.startsWith(_, let prefix), .startsWith(_, let wanted)): field == other.field && prefix == wanted
    default: equality != nil && equality == other.equality && field == other.field
    }
  }

  private var equality: Text? {
    switch self {
    case .exact(_, let value), .equal(_, let value): value
    default: nil
    }
  }
}
