import ReferenceImpl
import VideoSpec

// The policy: its Base64, its JSON, and the conditions that every policy needs.

extension FormChecks {
  mutating func checkEncoding() {
    require("policy", orReport: .formPolicyMissing)
    let policy = value("policy")
    if policy?.isEmpty == true { diagnosis.add(.formPolicyMissing, .certain, "policy is empty") }
    // If the policy was handed out well-formed, it was changed afterwards, which `checkChanges` reports.
    let isHandedOut = policy == nil || policy == form.value("policy") || Self.fault(form.value("policy") ?? "") != nil
    if let policy, isHandedOut, let code = Self.fault(policy) { diagnosis.add(code) }
    document = (policy ?? form.value("policy")).flatMap(Self.decoded)
  }

  /// The fault in a policy's Base64; nil if there is none.
  private static func fault(_ policy: Text) -> CauseCode? {
    let bytes = policy.bytes
    if bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return .policyBase64Wrapped }
    if bytes.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) { return .policyBase64UrlSafe }
    if bytes.count % 4 != 0, bytes.allSatisfy({ $0.isASCIIAlphanumeric || "+/".utf8.contains($0) }) {
      return .policyBase64Unpadded
    }
    return Base64.decode(bytes) == nil ? .policyNotBase64 : nil
  }

  /// The policy document, decoded even from malformed Base64.
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

  mutating func checkDocument() {
    guard let document, !document.isEmpty else { return }
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: document) } catch {
      let isEscaping = document.contains { $0 == 0x0A || $0 == 0x09 } || Self.looksLikeJSON(document)
      return diagnosis.add(isEscaping ? .quotationMarksUnescaped : .policyNotJson, .certain, "\(error)")
    }
    guard let expiration = json["expiration"]?.text, let conditions = json["conditions"]?.array else {
      return diagnosis.add(.policyIncomplete)
    }
    checkExpiration(expiration)
    for condition in conditions { checkSyntax(of: condition) }
    do throws(MalformedPolicy) { policy = try PolicyDocument(parsing: document) } catch {
      // Malformed expirations and conditions are reported above. The rest of the policy can be read without them.
      if diagnosis.findings.isEmpty { diagnosis.add(.conditionMalformed, .certain, error.reason) }
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

  private mutating func checkExpiration(_ text: Text) {
    let isWellFormed =
      Timestamp(iso8601: text) != nil
      || text.bytes.count > 20 && text.bytes.last == UInt8(ascii: "Z") && Self.time(text) != nil
    if !isWellFormed {
      diagnosis.add(
        Self.time(text) == nil ? .expirationMalformed : .expirationFormat, .certain, "expiration is \(text)")
    }
    guard let end = Self.time(text), let now = inspector.now else { return }
    if let expires = inspector.intention.boundedExpires, expires > 0,
      let date = value("x-amz-date").flatMap({ Timestamp(basic: $0) })
    {
      if abs(end.seconds - date.seconds - expires) > 1 {
        diagnosis.add(
          .expirationOther, .certain, "expiration is \(text), the requested time is \(expires) seconds after \(date)")
      }
    } else if inspector.intention.expires.map({ $0 < 1 }) == true {
      diagnosis.add(.formCannotHold, .certain, "the policy has already expired when it is built")
    }
    if now > end { diagnosis.add(.policyExpired, .certain, "the policy expired at \(end), the current time is \(now)") }
  }

  /// The cause if a range has an impossible bound: a requested one, or one that overflowed; nil if it has none.
  private func rangeFault(_ condition: JSONValue) -> CauseCode? {
    guard let array = condition.array, array.count == 3, array[0].string == "content-length-range" else { return nil }
    // A number that does not fit into 64 bits was calculated in floating point.
    let digits = array[1...].contains { if case .number(let digits) = $0 { Int(digits) == nil } else { false } }
    if digits { return .boundsOther }
    guard let lower = array[1].integer, let upper = array[2].integer, lower < 0 || upper < 0 else { return nil }
    let isWide = inspector.intention.conditions?.contains { condition in
      if case .contentLengthRange(_, let upper) = condition { upper.value ?? 0 > Int(Int32.max) } else { false }
    }
    return isWide ?? (min(lower, upper) < -1_000_000) ? .boundsOther : .formCannotHold
  }

  private mutating func checkSyntax(of condition: JSONValue) {
    if let object = condition.object, object.members.count != 1 {
      diagnosis.add(.conditionObject, .certain, "the object has \(object.members.count) properties")
    } else if let array = condition.array, array.count == 3, let name = array[1].text,
      array[0].string != "content-length-range",
      !name.hasPrefix("$")
    {
      diagnosis.add(.conditionWithoutDollar, .certain, "the name is \"\(name)\"")
    } else if let code = rangeFault(condition) {
      diagnosis.add(code, .certain, Text(bytes: condition.line).string)
    } else if (try? PolicyCondition(json: condition)) == nil {
      diagnosis.add(.conditionMalformed, .certain, Text(bytes: condition.line).string)
    }
  }

  // MARK: Conditions that every policy needs

  mutating func checkConditions(_ policy: PolicyDocument) {
    let conditions = policy.conditions
    func about(_ name: Text) -> [PolicyCondition] { conditions.filter { $0.isAbout(name) } }
    let bucket = about("bucket")
    if bucket.isEmpty { diagnosis.add(.bucketConditionMissing) }
    if bucket.contains(where: { if case .startsWith(_, let prefix) = $0 { prefix.isEmpty } else { false } }) {
      diagnosis.add(.bucketConditionForAny, .likely)
    }
    let key = about("key")
    if key.isEmpty { diagnosis.add(.keyConditionMissing) }
    checkKeyConditions(key)
    let isSigned = value("x-amz-signature") != nil
    for name in ["x-amz-algorithm", "x-amz-credential", "x-amz-date"] as [Text]
    where isSigned && about(name).isEmpty && value(name) != nil {
      diagnosis.add(.signingConditionMissing, .certain, "no condition names \(name)")
    }
    if value("x-amz-security-token") != nil, about("x-amz-security-token").isEmpty {
      diagnosis.add(.securityTokenConditionMissing)
    }
    for case .contentLengthRange(let lower, let upper) in conditions {
      guard let first = lower.value, let last = upper.value else { continue }
      if first > last || first < 0 {
        diagnosis.add(.formCannotHold, .certain, "content-length-range is \(first) to \(last)")
      }
    }
    if form.value("key") == nil, form.sent?.contains(where: { $0.name.lowercased == "key" }) != true {
      diagnosis.add(.formKeyMissing)
    }
  }

  private mutating func checkKeyConditions(_ conditions: [PolicyCondition]) {
    guard let key = form.value("key") else { return }
    let placeholder = FieldNames.shared.filename
    let endsInName = key.bytes.suffix(placeholder.bytes.count).elementsEqual(placeholder.bytes)
    for condition in conditions {
      switch condition {
      case .startsWith(_, let prefix):
        let isRequestedPrefix = endsInName && prefix.bytes.count + placeholder.bytes.count == key.bytes.count
        if !isRequestedPrefix, prefix.isEmpty { diagnosis.add(.keyConditionForAny, .likely) }
        if !isRequestedPrefix, !prefix.isEmpty, key.contains(placeholder) {
          diagnosis.add(.keyConditionOther, .likely, "it requires the prefix \"\(prefix)\"")
        }
      case .exact(_, let value), .equal(_, let value):
        if endsInName, value == key {
          diagnosis.add(.keyConditionOther, .certain, "it requires equality with \"\(value)\"")
        }
      case .contentLengthRange: break
      }
    }
    if key.isEmpty || key.bytes.count > KeyGenerator.limit {
      diagnosis.add(.formCannotHold, .certain, "the key has \(key.bytes.count) bytes")
    }
  }
}
