import AdapterProtocol
public import VideoSpec

/// A case as an example for people: the input, the expectation and the evidence.
public struct Example: Sendable {
  let vector: VectorCase

  /// The credentials of the vectors are published examples. They are shown, because without them nobody could check the calculation.
  public init(_ vector: VectorCase) { self.vector = vector }

  /// Returns the simplest accepted case: one of ours, and of a signer if there is one.
  public static func accepted(of cases: [VectorCase]) -> Example? {
    simplest(cases) { !$0.showsRejection }
  }

  /// Returns the simplest rejected case.
  public static func rejected(of cases: [VectorCase]) -> Example? {
    simplest(cases, \.showsRejection)
  }

  private static func simplest(_ cases: [VectorCase], _ condition: (VectorCase) -> Bool) -> Example? {
    let candidates = cases.filter { condition($0) && $0.evidence.kind != .contested }
    // Cases of the AWS test suite come last, because they are not about S3, and so do raw targets, which are harder to read.
    func weight(_ vector: VectorCase) -> (Int, Int, Int, CaseID) {
      let isWire = vector.input["target"]?["wire"] != nil
      return (
        vector.evidence.kind == .suite ? 1 : 0, isWire ? 1 : 0,
        vector.operation.declaration.exampleRank, vector.id
      )
    }
    return candidates.min { weight($0) < weight($1) }.map { Example($0) }
  }

  public var json: JSONValue {
    var object: JSONObject = [
      "id": JSONValue(vector.id.rawValue), "title": JSONValue(vector.title),
      "profile": JSONValue(vector.profile.rawValue), "operation": JSONValue(vector.operation.rawValue),
    ]
    let isExchange = vector.operation.declaration.isForEndpoints
    if !isExchange { object["clock"] = .string(vector.clock.iso8601) }
    object["evidence"] = [
      "kind": JSONValue(vector.evidence.kind.rawValue), "reference": JSONValue(vector.evidence.reference),
    ]
    if isExchange {
      for member in vector.input.object?.members ?? [] { object[member.name] = member.value }
      return .object(object)
    }
    object["input"] = vector.input
    switch vector.expectation {
    case .accepted(let output):
      var expect: JSONObject = ["verdict": "accepted", "output": output ?? .null]
      if vector.mayReject { expect["mayReject"] = true }
      object["expect"] = .object(expect)
    case .rejected(let code, let status, let field):
      var error: JSONObject = [
        "code": code.map { JSONValue($0.rawValue) } ?? .null, "status": status.map { JSONValue($0) } ?? .null,
      ]
      error["field"] = field.map { JSONValue($0) }
      object["expect"] = ["verdict": "rejected", "error": .object(error)]
    }
    if !vector.trace.steps.isEmpty {
      object["trace"] = .object(
        JSONObject(members: vector.trace.steps.map { .init(name: Text($0.name), value: $0.value.protocolForm) }))
    }
    return .object(object)
  }

  /// The whole case, for people.
  public var lines: [String] {
    var lines = heading
    lines.append(
      "  \(Example.question(vector)), \(vector.evidence.kind.rawValue): \(vector.evidence.reference)")
    if let scenario = EndpointScenario(vector) { return lines + scenario.lines }
    if case .scenario(let kind) = vector.operation.declaration.shape {
      return lines + Example.setup(of: vector.input, kind, indent: "  ") + kind.lines(of: vector)
    }
    lines += Example.described(vector.input, name: nil, indent: "  ") + decodedPolicy
    for step in vector.trace.steps { lines += Example.block(step.name, step.value.string, indent: "  ") }
    if case .accepted(let output?) = vector.expectation {
      lines += Example.described(output, name: "output", indent: "  ")
    }
    return lines
  }

  /// The parts of the case that the rule is about, for people: the request, and the canonical request or the output.
  public var excerpt: [String] {
    switch vector.operation.declaration.shape {
    case .call(let shape): excerpt(shape.excerpt)
    case .scenario(let kind): heading + kind.lines(of: vector)
    case .exchanges: heading + (EndpointScenario(vector)?.lines ?? [])
    }
  }

  private func excerpt(_ excerpt: CallShape.Excerpt) -> [String] {
    switch excerpt {
    case .input: return heading + Example.described(vector.input, name: nil, indent: "  ") + decodedPolicy
    case .member(let name):
      return heading + Example.described(vector.input[name] ?? .null, name: nil, indent: "  ") + decodedPolicy
    case .inputAndOutput: break
    }
    let background: Set<Text> = [
      "credentials", "region", "service", "endpoint", "method", "contentSha256Header", "algorithm", "expires",
    ]
    var input = vector.input
    if var object = input.object {
      object.members.removeAll { background.contains($0.name) }
      object["fields"] = object["fields"].map(Example.withoutPolicy)
      input = .object(object)
    }
    var lines = heading + Example.described(input, name: nil, indent: "  ") + decodedPolicy
    guard case .accepted(let output) = vector.expectation else { return lines }
    if let canonical = vector.trace["canonicalRequest"] {
      lines += Example.block("canonicalRequest", canonical.string, indent: "  ")
    } else if let output {
      lines += Example.described(output, name: nil, indent: "  ")
    }
    return lines
  }

  /// The decoded form field `policy`, because the condition that an example is about cannot be seen in Base64.
  private var decodedPolicy: [String] {
    for field in vector.input["fields"]?.array ?? [] {
      if let policy = Example.policy(field) {
        return Example.block("policy, decoded", policy.string, indent: "  ")
      }
    }
    return []
  }

  /// The fields without the policy, which is shown decoded below them.
  private static func withoutPolicy(_ fields: JSONValue) -> JSONValue {
    guard let pairs = fields.array else { return fields }
    return .array(
      pairs.map { pair in
        guard policy(pair) != nil else { return pair }
        return ["policy", "…"]
      })
  }

  /// The policy in a field; nil if the field is another one.
  private static func policy(_ pair: JSONValue) -> Text? {
    guard let pair = pair.array, pair.count == 2, pair[0].text?.lowercased == "policy" else { return nil }
    return pair[1].text.flatMap { Base64.decode($0.bytes) }.map { Text(bytes: $0) }
  }

  private var heading: [String] {
    switch vector.expectation {
    case .accepted:
      ["\(acceptedLabel): \(vector.id)  \(vector.operation)  \(vector.title)"]
        + (vector.mayReject ? ["  or rejected, with any code"] : [])
    case .rejected(let code, let status, let field):
      [
        "Rejected: \(vector.id)  \(vector.operation)  \(vector.title)",
        (code.map { "  with \(status.map { "\($0) " } ?? "")\($0)" } ?? "  rejected, with any code")
          + (field.map { ", naming \($0)" } ?? ""),
      ]
    }
  }

  /// The operation, and the time if the case has one.
  static func question(_ vector: VectorCase) -> String {
    vector.operation.declaration.isForEndpoints ? "\(vector.operation)" : "\(vector.operation) at \(vector.clock)"
  }

  private var acceptedLabel: String {
    switch vector.operation.declaration.shape {
    case .call: "Accepted"
    case .scenario: "Scenario"
    case .exchanges: vector.showsRejection ? "Rejected" : "Accepted"
    }
  }

  /// The state before the first step of a scenario.
  static func setup(of input: JSONValue, _ kind: any ScenarioKind, indent: String) -> [String] {
    described(input[kind.setupMember] ?? .null, name: kind.setupMember.string, indent: indent)
  }

  /// The members of a value, one per line.
  static func described(_ value: JSONValue, name: String?, indent: String) -> [String] {
    if case .object(let object) = value,
      name == nil
        || object.members.contains(where: {
          $0.value.object != nil || $0.value.array != nil || $0.value.text.map { $0.bytes.contains(0x0A) } == true
        })
    {
      let head = name.map { ["\(indent)\($0)"] } ?? []
      let inner = name == nil ? indent : indent + "  "
      return head + object.members.flatMap { described($0.value, name: $0.name.string, indent: inner) }
    }
    if let text = value.text { return block(name ?? "", text.string, indent: indent) }
    return ["\(indent)\(name ?? ""): \(cut(String(decoding: value.line, as: UTF8.self)))"]
  }

  /// A named text, with its lines below the name if there are several.
  static func block(_ name: String, _ text: String, indent: String) -> [String] {
    // By bytes, because for Swift a CR LF is one character, which is not a line feed.
    let lines = Text(text).replacing("\r", with: "\\r").split(at: 0x0A).map { cut($0.string.withoutControls) }
    guard lines.count > 1 else { return ["\(indent)\(name): \(lines[0])"] }
    return ["\(indent)\(name):"] + lines.map { "\(indent)  | \($0)" }
  }

  private static func cut(_ text: String) -> String {
    let limit = 600
    return text.utf8.count <= limit ? text : "\(Text(text.utf8.prefix(limit)))… (\(text.utf8.count) bytes)"
  }
}
