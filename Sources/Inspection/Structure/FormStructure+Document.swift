import ReferenceImpl
import VideoSpec

// The policy: its Base64, its JSON, its conditions as a builder should have written them.

extension FormStructure {
  mutating func examineEncoding() {
    miss("policy", "form-policy-missing")
    let policy = value("policy")
    if policy?.isEmpty == true { diagnosis.add("form-policy-missing", .certain, "policy is empty") }
    // What was handed out in order was broken on its way, which is said by itself.
    let isHandedOut = policy == nil || policy == form.value("policy") || Self.fault(form.value("policy") ?? "") != nil
    if let policy, isHandedOut, let code = Self.fault(policy) { diagnosis.add(code) }
    document = (policy ?? form.value("policy")).flatMap(Self.decoded)
  }

  /// What is wrong with a policy's Base64.
  private static func fault(_ policy: Text) -> String? {
    let bytes = policy.bytes
    if bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return "policy-base64-wrapped" }
    if bytes.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) { return "policy-base64-url-safe" }
    if bytes.count % 4 != 0, bytes.allSatisfy({ $0.isASCIIAlphanumeric || "+/".utf8.contains($0) }) {
      return "policy-base64-unpadded"
    }
    return Base64.decode(bytes) == nil ? "policy-not-base64" : nil
  }

  /// The document, whatever was done to its Base64.
  private static func decoded(_ policy: Text) -> [UInt8]? {
    var text = policy.trimmed
    if text.hasPrefix("b'") || text.hasPrefix("b\"") { text = Text(text.bytes.dropFirst(2).dropLast()) }
    var bytes = text.bytes.filter { $0 != 0x0A && $0 != 0x0D }.map { byte in
      byte == UInt8(ascii: "-") || byte == 0x20
        ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
    }
    while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
    return Base64.decode(bytes)
  }

  mutating func examineDocument() {
    guard let document, !document.isEmpty else { return }
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: document) } catch {
      let isEscaping = document.contains { $0 == 0x0A || $0 == 0x09 } || Self.looksLikeJSON(document)
      return diagnosis.add(isEscaping ? "quotation-marks-unescaped" : "policy-not-json", .certain, "\(error)")
    }
    guard let expiration = json["expiration"]?.text, let conditions = json["conditions"]?.array else {
      return diagnosis.add("policy-incomplete")
    }
    examineExpiration(expiration)
    for condition in conditions { examineShape(condition) }
    do throws(MalformedPolicy) { policy = try PolicyDocument(parsing: document) } catch {
      // An expiration or a condition that is malformed is told of above; the rest of the policy can be read without it.
      if diagnosis.findings.isEmpty { diagnosis.add("condition-malformed", .certain, error.reason) }
      let readable = conditions.compactMap { try? PolicyCondition(json: $0) }
      policy = PolicyDocument(expiration: Self.time(expiration) ?? .maximum, conditions: readable)
    }
  }

  private static func looksLikeJSON(_ document: [UInt8]) -> Bool {
    let text = Text(bytes: document).trimmed
    return text.hasPrefix("{") && text.bytes.last == UInt8(ascii: "}") && text.contains("\"conditions\"")
  }

  private static func time(_ text: Text) -> Timestamp? {
    Timestamp(iso8601: text) ?? Timestamp(basic: text)
      ?? Timestamp(iso8601: Text(text.bytes.prefix(19)) + "Z")
  }

  private mutating func examineExpiration(_ text: Text) {
    let hasForm =
      Timestamp(iso8601: text) != nil
      || text.bytes.count > 20 && text.bytes.last == UInt8(ascii: "Z") && Self.time(text) != nil
    if !hasForm {
      diagnosis.add(Self.time(text) == nil ? "expiration-malformed" : "expiration-format", .certain, "it is \(text)")
    }
    guard let end = Self.time(text), let now = inspector.now else { return }
    if let expires = inspector.intention.boundedExpires, expires > 0,
      let date = value("x-amz-date").flatMap({ Timestamp(basic: $0) })
    {
      if abs(end.seconds - date.seconds - expires) > 1 {
        diagnosis.add("expiration-other", .certain, "it is \(text), \(expires) seconds after \(date) were asked for")
      }
    } else if inspector.intention.expires.map({ $0 < 1 }) == true {
      diagnosis.add("form-cannot-hold", .certain, "the policy has ended when it is built")
    }
    if now > end { diagnosis.add("policy-expired", .certain, "it ended at \(end), and it is \(now)") }
  }

  /// A range with a negative bound: one that was asked for, or one that did not fit into 32 bits.
  private func brokenRange(_ condition: JSONValue) -> String? {
    guard let array = condition.array, array.count == 3, array[0].string == "content-length-range" else { return nil }
    // Digits that no 64 bits hold come of floating point.
    let digits = array[1...].contains { if case .number(let digits) = $0 { Int(digits) == nil } else { false } }
    if digits { return "bounds-other" }
    guard let lower = array[1].integer, let upper = array[2].integer, lower < 0 || upper < 0 else { return nil }
    let isWide = inspector.intention.conditions?.contains { condition in
      if case .contentLengthRange(_, let upper) = condition { upper.value ?? 0 > Int(Int32.max) } else { false }
    }
    return isWide ?? (min(lower, upper) < -1_000_000) ? "bounds-other" : "form-cannot-hold"
  }

  private mutating func examineShape(_ condition: JSONValue) {
    if let object = condition.object, object.members.count != 1 {
      diagnosis.add("condition-object", .certain, "it has \(object.members.count)")
    } else if let array = condition.array, array.count == 3, let name = array[1].text,
      array[0].string != "content-length-range",
      !name.hasPrefix("$")
    {
      diagnosis.add("condition-without-dollar", .certain, "\(name)")
    } else if let code = brokenRange(condition) {
      diagnosis.add(code, .certain, Text(bytes: condition.line).string)
    } else if (try? PolicyCondition(json: condition)) == nil {
      diagnosis.add("condition-malformed", .certain, Text(bytes: condition.line).string)
    }
  }

  // MARK: What every policy needs

  mutating func examineConditions(_ policy: PolicyDocument) {
    let conditions = policy.conditions
    func about(_ name: Text) -> [PolicyCondition] { conditions.filter { $0.isAbout(name) } }
    let bucket = about("bucket")
    if bucket.isEmpty { diagnosis.add("bucket-condition-missing") }
    if bucket.contains(where: { if case .startsWith(_, let prefix) = $0 { prefix.isEmpty } else { false } }) {
      diagnosis.add("bucket-condition-for-any", .likely)
    }
    let key = about("key")
    if key.isEmpty { diagnosis.add("key-condition-missing") }
    examineKey(key)
    let isSigned = value("x-amz-signature") != nil
    for name in ["x-amz-algorithm", "x-amz-credential", "x-amz-date"] as [Text]
    where isSigned && about(name).isEmpty && value(name) != nil {
      diagnosis.add("signing-condition-missing", .certain, "none names \(name)")
    }
    if value("x-amz-security-token") != nil, about("x-amz-security-token").isEmpty {
      diagnosis.add("security-token-condition-missing")
    }
    for case .contentLengthRange(let lower, let upper) in conditions {
      guard let first = lower.value, let last = upper.value else { continue }
      if first > last || first < 0 {
        diagnosis.add("form-cannot-hold", .certain, "the range is \(first) to \(last)")
      }
    }
    if form.value("bucket") != nil { diagnosis.add("bucket-among-the-fields", .remark) }
    if form.value("key") == nil, form.sent?.contains(where: { $0.name.lowercased == "key" }) != true {
      diagnosis.add("form-key-missing")
    }
  }

  private mutating func examineKey(_ conditions: [PolicyCondition]) {
    guard let key = form.value("key") else { return }
    let placeholder = FieldNames.shared.filename
    let endsInName = key.bytes.suffix(placeholder.bytes.count).elementsEqual(placeholder.bytes)
    for condition in conditions {
      switch condition {
      case .startsWith(_, let prefix):
        let isMeant = endsInName && prefix.bytes.count + placeholder.bytes.count == key.bytes.count
        if !isMeant, prefix.isEmpty { diagnosis.add("key-condition-for-any", .likely) }
        if !isMeant, !prefix.isEmpty, key.contains(placeholder) {
          diagnosis.add("key-condition-other", .likely, "it begins with \"\(prefix)\"")
        }
      case .exact(_, let value), .equal(_, let value):
        if endsInName, value == key {
          diagnosis.add("key-condition-other", .certain, "it asks for equality with \"\(value)\"")
        }
      case .contentLengthRange: break
      }
    }
    if key.isEmpty || key.bytes.count > KeyGenerator.limit {
      diagnosis.add("form-cannot-hold", .certain, "the key has \(key.bytes.count) bytes")
    }
  }
}
