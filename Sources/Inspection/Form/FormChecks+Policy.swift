import ReferenceImpl
import VideoSpec

// The policy: its Base64, its JSON, and the conditions that every policy needs.

extension FormChecks {
  mutating func checkEncoding() {
    require("policy", orReport: .formPolicyMissing)
    let policy = value("policy")
    if policy?.isEmpty == true { diagnosis.add(.formPolicyMissing, .certain, "policy is empty") }
    let given = handedOut["policy"]
    let read = PolicyEncoding(policy ?? given ?? "")
    document = read.document
    // If the policy was handed out well-formed, it was changed afterwards, which `checkChanges` reports.
    guard policy?.isEmpty == false, policy == given || PolicyEncoding(given ?? "").code != nil || given == nil else {
      return
    }
    encoding = read
    if let code = read.code { diagnosis.add(code, .certain, read.detail) }
  }

  mutating func checkDocument() {
    guard let document, !document.isEmpty else { return }
    // The rest of a document that is cut off says nothing.
    if encoding?.code == .policyBase64CutOff { return }
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
      if document.count > FormParser.longestFields {
        reportSize(document.count)
      } else if diagnosis.findings.isEmpty {
        diagnosis.add(.conditionMalformed, .certain, error.reason)
      }
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

  /// A credential without an access key: the variable had no value.
  mutating func checkAccessKey(_ policy: PolicyDocument) {
    for condition in policy.conditions {
      let (name, value): (Text, Text)
      switch condition {
      case .exact(let exact, let text): (name, value) = (exact, text)
      case .equal(let reference, let text):
        (name, value) = (Text(reference.bytes.drop { $0 == UInt8(ascii: "$") }), text)
      default: continue
      }
      guard name.lowercased == "x-amz-credential", let key = value.split(at: 0x2F).first, AccessKeyName(key) == .missing
      else { continue }
      diagnosis.add(.credentialsEmpty, .likely, "the access key in the policy's credential is \"\(key)\"")
    }
  }

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
    let requested = inspector.intention.conditions.map { Set($0) }
    for case .contentLengthRange(let lower, let upper) in conditions {
      guard let first = lower.value, let last = upper.value else { continue }
      // A range that was not requested is another cause.
      let isRequested = requested?.contains(.contentLengthRange(lower: lower, upper: upper)) ?? true
      if first > last || first < 0, isRequested {
        report(.formCannotHold, .certain, "content-length-range is \(first) to \(last)")
      }
    }
    if handedOut["key"] == nil, value("key") == nil, !isAfterFile("key") { reportMissingKey(key) }
  }

  /// Reports that no key was handed out. A browser may add it, and has to if the policy has only its prefix.
  private mutating func reportMissingKey(_ conditions: [PolicyCondition]) {
    let isPrefix = conditions.contains { if case .startsWith = $0 { true } else { false } }
    let isRequested = inspector.intention.key != nil
    report(
      .formKeyMissing, isRequested ? .certain : isPrefix ? .remark : .likely,
      isRequested ? nil : "to confirm it, see whether the browser adds a field key by itself")
  }

  private mutating func checkKeyConditions(_ conditions: [PolicyCondition]) {
    guard let key = handedOut["key"] else { return }
    let placeholder = FieldNames.shared.filename
    let endsInName = key.bytes.suffix(placeholder.bytes.count).elementsEqual(placeholder.bytes)
    let hasPlaceholder = key.contains(placeholder)
    for condition in conditions {
      switch condition {
      case .startsWith(_, let prefix):
        let isRequestedPrefix = endsInName && prefix.bytes.count + placeholder.bytes.count == key.bytes.count
        if !isRequestedPrefix, prefix.isEmpty { diagnosis.add(.keyConditionForAny, .likely) }
        if !isRequestedPrefix, !prefix.isEmpty, hasPlaceholder {
          diagnosis.add(.keyConditionOther, .likely, "it requires the prefix \"\(prefix)\"")
        }
      case .exact(_, let value), .equal(_, let value):
        if endsInName, value == key {
          diagnosis.add(.keyConditionOther, .certain, "it requires equality with \"\(value)\"")
        }
      case .contentLengthRange: break
      }
    }
    // The file's name can be shorter than the placeholder, down to nothing.
    let least = key.replacing(placeholder, with: "").bytes.count
    if key.isEmpty || least > KeyGenerator.limit {
      diagnosis.add(.formCannotHold, .certain, "the key has \(least) bytes")
    }
  }
}
