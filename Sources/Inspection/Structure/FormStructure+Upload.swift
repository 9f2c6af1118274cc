import ReferenceImpl
import VideoSpec

// Where the form goes, what was asked for, and what was sent.

extension FormStructure {
  mutating func examineLocation() {
    guard let url = form.url, let parts = RequestParts(InspectedRequest(url: url)) else { return }
    let host = parts.host.hostAndPort.host
    if let end = host.firstRange(of: ".s3"), host.bytes[..<end].contains(UInt8(ascii: ".")), parts.scheme == "https" {
      diagnosis.add("dotted-bucket-in-the-host")
    }
    guard let wanted = inspector.intention.url, let meant = RequestParts(InspectedRequest(url: wanted)), wanted != url
    else { return }
    let bucket = inspector.intention.bucket ?? form.bucket ?? ""
    let isMoved = meant.host.hasPrefix(bucket + ".") != parts.host.hasPrefix(bucket + ".") || meant.path != parts.path
    let isPort = meant.host.hostAndPort.host == host
    if !diagnosis.has("dotted-bucket-in-the-host") {
      diagnosis.add(isMoved || isPort ? "form-url-path" : "form-url-region", .certain, "it is \(url), not \(wanted)")
    }
  }

  // MARK: What was asked for

  mutating func examineBuilding(_ policy: PolicyDocument) {
    let meant = inspector.intention
    for field in meant.fields where form.value(field.name) == nil {
      diagnosis.add("fields-lost", .certain, "there is no \(field.name)")
    }
    if let key = form.value("key") {
      for case .exact(let name, let value) in policy.conditions where name == "key" && value != key {
        let isASCII = value.bytes.contains(UInt8(ascii: "?")) && key.bytes.contains { $0 > 0x7F }
        if isASCII { diagnosis.add("policy-text-as-ascii", .certain, "the condition is \"\(value)\"") }
        if key.bytes.contains(UInt8(ascii: "\\")) {
          diagnosis.add("quotation-marks-unescaped", .certain, "a backslash in the key was lost")
        }
      }
    }
    for condition in meant.conditions ?? [] where !policy.conditions.contains(where: { $0.means(condition) }) {
      diagnosis.add(Self.code(of: condition, in: policy), .certain, "\(condition.text) was asked for")
    }
  }

  private static func code(of condition: PolicyCondition, in policy: PolicyDocument) -> String {
    switch condition {
    case .contentLengthRange(let lower, let upper):
      let isWide = (lower.value ?? 0) > Int(Int32.max) || (upper.value ?? 0) > Int(Int32.max)
      return isWide && policy.conditions.contains { if case .contentLengthRange = $0 { true } else { false } }
        ? "bounds-other" : "conditions-other"
    case .startsWith(_, let prefix):
      let field = condition.field
      let asEquality = policy.conditions.contains { other in
        if case .equal(_, let value) = other { other.field == field && value == prefix } else { false }
      }
      return asEquality ? "prefixes-built-as-equality" : code(of: prefix)
    case .exact(_, let value), .equal(_, let value):
      let escapes = value.bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }
      return escapes ? "quotation-marks-unescaped" : code(of: value)
    }
  }

  private static func code(of value: Text) -> String {
    value.bytes.contains { $0 > 0x7F }
      ? "policy-text-as-ascii"
      : value.bytes.contains(UInt8(ascii: "\\")) ? "quotation-marks-unescaped" : "conditions-other"
  }

  // MARK: What was sent

  mutating func examineUpload(_ policy: PolicyDocument) {
    let sent = sentFields
    func value(_ name: Text) -> Text? {
      if name == "bucket" { return form.target }
      let value = sent.first { $0.name.equalsIgnoringCase(name) }?.value
      guard name == "key", let file = form.file?.name else { return value }
      return value?.replacing(FieldNames.shared.filename, with: file)
    }
    for condition in policy.conditions {
      switch condition {
      case .exact(let name, let wanted): check(value(name.lowercased), wanted, condition)
      case .equal(_, let wanted): if let field = condition.field { check(value(field), wanted, condition) }
      case .startsWith(_, let prefix): if let field = condition.field { check(value(field), prefix: prefix, condition) }
      case .contentLengthRange(let lower, let upper):
        guard let size = form.file?.size, let first = lower.value, let last = upper.value else { continue }
        if size < first || size > last {
          diagnosis.add("file-size", .certain, "it has \(size) bytes, and may have \(first) to \(last)")
        }
      }
    }
    checkCoverage(sent, policy)
    if form.sent != nil, sent.first(where: { $0.name.lowercased == "key" })?.value.isEmpty != false {
      diagnosis.add("key-missing")
    }
    if let key = value("key"), key.bytes.count > KeyGenerator.limit, !diagnosis.has("form-cannot-hold") {
      diagnosis.add("key-too-long")
    }
  }

  private mutating func missing(_ condition: PolicyCondition, isNeeded: Bool = true) {
    let name = condition.field ?? ""
    guard name != "bucket" else { return }
    if isAfterFile(name) {
      return diagnosis.add("field-after-file", .certain, "\(name) comes after the file")
    }
    if name == "key" { return }
    // The fields of the signature are looked for by themselves.
    let isSigning = name.hasPrefix("x-amz-") && form.value(name) == nil && form.sent == nil
    if isSigning || missed.contains(name) { return }
    let shown =
      isNeeded
      ? "\(condition.text), and the form has no such field"
      : "\(condition.text), and the form has no such field: S3 has rejected such forms although every value begins with nothing"
    if form.sent == nil {
      diagnosis.add("field-missing", .remark, "the browser has to send \(name): \(condition.text)")
    } else {
      diagnosis.add("field-missing", isNeeded ? .certain : .likely, shown)
    }
  }

  private mutating func check(_ value: Text?, _ wanted: Text, _ condition: PolicyCondition) {
    guard let value else { return missing(condition) }
    guard value != wanted else { return }
    let shown = "\(condition.text), and it is \"\(value)\""
    if condition.field == "bucket" {
      return diagnosis.add("bucket-other", form.isTargetCertain ? .certain : .likely, shown)
    }
    if diagnosis.has("policy-text-as-ascii") || diagnosis.has("quotation-marks-unescaped") { return }
    if value.equalsIgnoringCase(wanted) { return diagnosis.add("field-case", .certain, shown) }
    let isPrefix = value.hasPrefix(wanted) && (wanted.isEmpty || wanted.bytes.last == UInt8(ascii: "/"))
    diagnosis.add(isPrefix ? "prefixes-built-as-equality" : "field-other", .certain, shown)
  }

  private mutating func check(_ value: Text?, prefix: Text, _ condition: PolicyCondition) {
    guard let value else { return missing(condition, isNeeded: !prefix.isEmpty) }
    let isType = condition.field == "content-type"
    let values = isType && value.bytes.contains(UInt8(ascii: ",")) ? value.commaItems : [value]
    guard !values.allSatisfy({ $0.hasPrefix(prefix) }) else { return }
    if let item = condition.strayItem(of: value) {
      return diagnosis.add(
        "type-with-comma", .likely, "the item \"\(item)\" of \"\(value)\" does not begin so; \(condition.text)")
    }
    let isCase = values.allSatisfy { $0.lowercased.hasPrefix(prefix.lowercased) }
    if condition.field == "bucket" {
      return diagnosis.add("bucket-other", form.isTargetCertain ? .certain : .likely, "\(condition.text)")
    }
    diagnosis.add(
      isCase ? "field-case" : "field-begins-otherwise", .certain, "\(condition.text), and it is \"\(value)\"")
  }

  private mutating func checkCoverage(_ sent: [Field], _ policy: PolicyDocument) {
    let free: Set<Text> = [
      "policy", "x-amz-signature", "file", "bucket", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date",
      "x-amz-security-token", "awsaccesskeyid", "signature",
    ]
    for field in sent {
      let name = field.name.lowercased
      if free.contains(name) || name.hasPrefix("x-ignore-")
        || policy.conditions.contains(where: { $0.isAbout(field.name) })
      {
        continue
      }
      let isHandedOut = form.fields.contains { $0.name.equalsIgnoringCase(field.name) }
      diagnosis.add(
        isHandedOut ? "field-without-condition" : "field-not-covered", .certain, "Extra input fields: \(name)")
    }
  }
}

extension PolicyCondition {
  /// Whether two conditions ask the same, however they are written.
  fileprivate func means(_ other: PolicyCondition) -> Bool {
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
