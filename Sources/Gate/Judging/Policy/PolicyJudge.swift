import AdapterProtocol
import VideoSpec

/// Judges an upload form by its meaning: its URL, its fields, the conditions of its policy, and the signature.
struct PolicyJudge {
  let credentials: Credentials
  let region: Text
  let service: Text
  /// The requested lifetime.
  let expiresSeconds: Int
  let output: JudgedOutput
  let oracle: any SignatureOracle

  /// Checks the form and throws the first thing that is wrong.
  func check() throws(Failure) {
    try checkURL()
    let fields = try output.fields("fields")
    let expected = try expectedFields()
    try check(fields, against: expected)
    let document = try document(in: fields, of: "the form")
    let model = try self.document(in: expected, of: "the case")
    try check(document, against: model)
    try checkBucket(in: fields, against: model)
    do throws(Rejection) {
      try oracle.examine(form: fields, credentials: credentials, region: region, service: service)
    } catch {
      var failure = output.failure("the signature does not match the policy: S3 would answer \(error.code)")
      failure.rules = ["POL-010", "POL-009"]
      throw failure
    }
  }

  private func checkURL() throws(Failure) {
    func withoutSlash(_ text: Text) -> Text {
      text.bytes.last == UInt8(ascii: "/") ? Text(text.bytes.dropLast()) : text
    }
    guard let expected = output.expected?["url"].flatMap({ Text(protocolForm: $0) }) else { return }
    let url = try output.text("url")
    guard withoutSlash(url) == withoutSlash(expected) else {
      throw Failure(
        "the form's URL is \(url), expected \(expected)",
        divergence: Divergence(step: "url", expected: expected, observed: url),
        breaks: ["POL-020", "POL-021", "POL-022", "SIG-100"])
    }
  }

  private func expectedFields() throws(Failure) -> [HeaderField] {
    guard let expected = output.expected, let fields = try? InputReader(expected).fields("fields") else {
      throw Failure("the case has no \"fields\" to compare with")
    }
    return fields
  }

  /// Checks that the form has exactly the expected fields and values. The policy and its signature are checked separately.
  private func check(_ fields: [HeaderField], against expected: [HeaderField]) throws(Failure) {
    func value(_ name: Text, in fields: [HeaderField]) -> [Text] {
      fields.filter { $0.name.lowercased == name }.map(\.value)
    }
    let judgedApart: Set<Text> = ["policy", "x-amz-signature"]
    for name in Set(expected.map(\.name.lowercased)).subtracting(judgedApart).sorted() {
      let observed = value(name, in: fields)
      guard let first = observed.first else {
        throw Failure("the form has no field \"\(name)\"", breaks: rules(of: name))
      }
      guard observed.count == 1 else {
        throw Failure("the form has the field \"\(name)\" \(observed.count) times", breaks: rules(of: name))
      }
      let wanted = value(name, in: expected)[0]
      if output.hasOwnClock, name == "x-amz-date" || name == "x-amz-credential" { continue }
      guard first == wanted else {
        throw Failure(
          "the field \"\(name)\" has the wrong value",
          divergence: Divergence(step: "field \(name)", expected: wanted, observed: first), breaks: rules(of: name))
      }
    }
    // A field `bucket` with the form's bucket changes nothing: the policy has a condition for it anyway (POL-002, POL-069).
    let known = Set(expected.map(\.name.lowercased)).union(["bucket"])
    if let extra = fields.first(where: { !known.contains($0.name.lowercased) }) {
      throw Failure("the form has the field \"\(extra.name)\", which was not requested", breaks: ["POL-008"])
    }
  }

  /// Checks that a field `bucket`, if there is one, names the bucket that the policy is for.
  private func checkBucket(in fields: [HeaderField], against model: PolicyDocument) throws(Failure) {
    for field in fields where field.name.equalsIgnoringCase("bucket") {
      let right = PolicyCondition.equal(reference: "$bucket", value: field.value)
      guard model.conditions.contains(where: { $0.comparable == right }) else {
        throw Failure("the form's field bucket names another bucket: \(field.value)", breaks: ["POL-002", "POL-008"])
      }
    }
  }

  /// The rules that a wrong field breaks.
  private func rules(of field: Text) -> [RequirementID] {
    switch field {
    case "key": ["POL-003", "POL-008", "POL-009"]
    case "x-amz-security-token": ["POL-005"]
    case "x-amz-algorithm", "x-amz-credential", "x-amz-date": ["POL-010", "POL-004"]
    default: ["POL-008", "POL-009"]
    }
  }

  /// The rules that a missing, additional or wrong condition breaks.
  private func rules(of condition: PolicyCondition) -> [RequirementID] {
    if case .contentLengthRange = condition { return ["POL-007", "POL-006"] }
    switch condition.field {
    case "bucket": return ["POL-002", "POL-006", "POL-009"]
    case "key": return ["POL-003", "POL-006", "POL-009"]
    case "x-amz-security-token": return ["POL-005", "POL-006"]
    case "x-amz-algorithm", "x-amz-credential", "x-amz-date": return ["POL-004", "POL-010"]
    default: return ["POL-006", "POL-008", "POL-009"]
    }
  }

  private func document(in fields: [HeaderField], of owner: String) throws(Failure) -> PolicyDocument {
    guard let encoded = fields.first(where: { $0.name.lowercased == "policy" })?.value else {
      throw Failure("\(owner) has no field \"policy\"", breaks: ["POL-010"])
    }
    guard let bytes = Base64.decode(encoded.bytes) else {
      throw Failure("the policy of \(owner) is not Base64", breaks: ["SIG-111", "POL-010"])
    }
    do throws(MalformedPolicy) { return try PolicyDocument(parsing: bytes) } catch {
      throw Failure(
        "S3 would not accept the policy of \(owner): \(error.reason)",
        breaks: ["POL-009", "POL-007", "POL-001", "POL-012"])
    }
  }

  private func check(_ document: PolicyDocument, against model: PolicyDocument) throws(Failure) {
    let ends = document.expiration.seconds - expiresSeconds
    guard (output.dates.lowerBound.seconds...output.dates.upperBound.seconds).contains(ends) else {
      throw Failure(
        "the policy has the wrong expiration",
        divergence: Divergence(
          step: "expiration", expected: model.expiration.iso8601, observed: document.expiration.iso8601),
        breaks: ["POL-001"])
    }
    // As multisets: a builder that drops one of two equal conditions has changed what it was given.
    func comparable(_ document: PolicyDocument) -> [PolicyCondition] {
      document.conditions.map(\.comparable).filter { !(output.hasOwnClock && $0.followsFromClock) }
    }
    let (given, wanted) = (comparable(document), comparable(model))
    for condition in wanted {
      let (found, expected) = (given.count { $0 == condition }, wanted.count { $0 == condition })
      if found == 0 { throw Failure("the policy has no condition \(condition.text)", breaks: rules(of: condition)) }
      if found != expected {
        throw Failure(
          "the policy has the condition \(condition.text) \(found) times, expected \(expected)",
          breaks: rules(of: condition))
      }
    }
    if let extra = given.first(where: { !wanted.contains($0) }) {
      throw Failure("the policy has a condition that was not requested: \(extra.text)", breaks: rules(of: extra))
    }
  }
}

extension PolicyJudge {
  /// The judge of an output of `policy.build`.
  init(_ input: PolicyBuildInput, output: JudgedOutput, oracle: any SignatureOracle) {
    self.init(
      credentials: input.credentials, region: input.region, service: input.service,
      expiresSeconds: input.expiresSeconds, output: output, oracle: oracle)
  }
}

extension PolicyCondition {
  /// The same form for all conditions with the same meaning.
  fileprivate var comparable: PolicyCondition {
    switch self {
    case .exact(let name, let value): .equal(reference: "$" + name.lowercased, value: value)
    case .equal(let reference, let value): .equal(reference: reference.lowercased, value: value)
    case .startsWith(let reference, let prefix): .startsWith(reference: reference.lowercased, prefix: prefix)
    case .contentLengthRange(let lower, let upper):
      if let first = lower.value, let last = upper.value {
        .contentLengthRange(lower: .number(first), upper: .number(last))
      } else {
        self
      }
    }
  }

  fileprivate var followsFromClock: Bool { field == "x-amz-date" || field == "x-amz-credential" }
}
