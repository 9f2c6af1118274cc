import AdapterProtocol
import VideoSpec

extension VectorFile {
  /// Reads a file in the format of `vectors/README.md`, strictly.
  ///
  /// - Throws: ``VectorError`` with the line of the first fault.
  public init(name: String, bytes: [UInt8]) throws(VectorError) {
    self = try VectorNode.read(name: name, bytes: bytes) { root throws(VectorFault) in
      try VectorFile(name: name, root: root)
    }
  }

  static let memberOrder: [Text] = ["$schema", "format", "subject", "topic", "notes", "defaults", "groups"]

  private init(name: String, root: VectorNode) throws(VectorFault) {
    try root.requireMembers(["format", "subject", "topic", "groups"], optional: ["$schema", "notes", "defaults"])
    let format = try root.member("format")
    guard try format.integer() == 1 else { throw format.fault("must be 1") }
    self.name = name
    subject = try root.member("subject").parsed(as: "a subject of the catalogue") { name in
      Catalogue.subjects.contains { $0.name.utf8.elementsEqual(name.utf8) } ? name : nil
    }
    topic = try root.member("topic").string()
    notes =
      try root.optional("notes")?.members().map { flag, node throws(VectorFault) in
        try VectorNote(flag: flag.string, node)
      } ?? []
    let defaults = try VectorDefaults(root.optional("defaults"))
    groups = try root.member("groups").elements().map { node throws(VectorFault) in
      try VectorGroup(node, defaults: defaults, file: name)
    }
  }
}

/// The members that the cases of a file have in common.
private struct VectorDefaults {
  var clock: VectorNode?
  var input: JSONObject

  init(_ node: VectorNode?) throws(VectorFault) {
    try node?.requireMembers([], optional: ["clock", "input"])
    clock = node?.optional("clock")
    input = JSONObject()
    for (name, node) in try node?.optional("input")?.members() ?? [] { input[name] = node.value }
  }
}

extension VectorNote {
  fileprivate init(flag: String, _ node: VectorNode) throws(VectorFault) {
    try node.requireMembers(["bugType", "effect"], optional: ["links"])
    self.flag = flag
    bugType = try node.member("bugType").string()
    effect = try node.member("effect").string()
    links = try node.optional("links")?.strings() ?? []
  }
}

extension VectorGroup {
  static let memberOrder: [Text] = ["requirement", "profile", "operation", "cases"]

  fileprivate init(_ node: VectorNode, defaults: VectorDefaults, file: String) throws(VectorFault) {
    try node.requireMembers(VectorGroup.memberOrder)
    requirement = try node.member("requirement").parsed(as: "a requirement of this program's catalogue") { text in
      RequirementID(text).flatMap { Catalogue.requirement($0) }
    }
    profile = try node.member("profile").parsed(as: "a profile") { Profile($0) }
    let operationNode = try node.member("operation")
    if try operationNode.string() == "form.answer" {
      throw operationNode.fault("is \"form.answer\", which is now called \"form.respond\"")
    }
    operation = try operationNode.parsed(as: "an operation") { Operation($0) }
    guard profile.operations.contains(operation) else {
      throw operationNode.fault("\(operation) does not belong to the profile \(profile)")
    }
    cases = []
    for caseNode in try node.member("cases").elements() {
      do {
        cases.append(try VectorCase(caseNode, of: self, defaults: defaults, file: file))
      } catch {
        throw VectorFault(path: error.path, reason: error.reason, caseID: caseNode.value["id"]?.string)
      }
    }
  }
}

extension VectorCase {
  static let memberOrder: [Text] = [
    "id", "title", "since", "withdrawn", "flags", "evidence", "clock", "input", "expect", "trace", "given", "steps",
  ]

  fileprivate init(
    _ node: VectorNode, of group: VectorGroup, defaults: VectorDefaults, file: String
  ) throws(VectorFault) {
    let isExchange = group.operation.declaration.isForEndpoints
    try node.requireMembers(
      ["id", "title", "since", "evidence"] + (isExchange ? ["given", "steps"] : ["input", "expect"]),
      optional: ["withdrawn", "flags"] + (isExchange ? [] : ["clock", "trace"]))
    self.file = file
    requirement = group.requirement
    profile = group.profile
    operation = group.operation
    id = try node.member("id").parsed(as: "a requirement's ID and a number, such as SIG-006-02") { CaseID($0) }
    title = try node.member("title").string()
    since = try node.member("since").parsed(as: "an edition such as 1.0") { Edition($0) }
    withdrawn = try node.optional("withdrawn")?.parsed(as: "an edition such as 1.0") { Edition($0) }
    flags = try node.optional("flags")?.strings() ?? []
    evidence = try Evidence(node.member("evidence"))
    if isExchange {
      _ = try EndpointScenario(node, of: operation, profile)
      clock = Timestamp(clamping: 0)
      input = ["given": try node.member("given").value, "steps": try node.member("steps").value]
      expectation = .accepted(output: nil)
      mayReject = false
      trace = Trace()
      return
    }
    guard let clockNode = node.optional("clock") ?? defaults.clock else {
      throw node.fault("has no \"clock\", and neither have the defaults")
    }
    clock = try clockNode.parsed(as: "a time such as 2026-01-02T03:04:05Z") { Timestamp(iso8601: Text($0)) }
    input = try node.member("input").input(defaults: defaults.input, operation: operation)
    let expect = try node.member("expect")
    expectation = try Expectation(expect)
    mayReject =
      try expect.optional("mayReject").map { node throws(VectorFault) in
        guard node.value == .bool(true) else { throw node.fault("must be true, or left out") }
        return true
      } ?? false
    trace = try Trace(node.optional("trace"))
    do throws(InputError) {
      try operation.declaration.shape.check(expectation, of: input)
    } catch { throw try node.member("expect").fault("output.\(error.field) \(error.reason)") }
  }
}

extension VectorNode {
  /// Merges the case's members into the defaults, and checks that the result is an input of the operation.
  fileprivate func input(defaults: JSONObject, operation: Operation) throws(VectorFault) -> JSONValue {
    var merged = defaults
    for (name, node) in try members() { merged[name] = node.value }
    let input = try VectorNode(value: .object(merged), path: path).expanded()
    do {
      try operation.declaration.shape.check(input: input)
    } catch {
      throw fault(error.description)
    }
    return input
  }
}

extension Evidence {
  fileprivate init(_ node: VectorNode) throws(VectorFault) {
    try node.requireMembers(["kind", "reference"])
    self.init(
      try node.member("kind").parsed(as: "a kind of evidence") { Evidence.Kind(rawValue: $0) },
      try node.member("reference").string())
  }
}

extension Expectation {
  fileprivate init(_ node: VectorNode) throws(VectorFault) {
    let verdict = try node.member("verdict")
    switch try verdict.string() {
    case "accepted":
      try node.requireMembers(["verdict"], optional: ["mayReject", "output"])
      _ = try node.optional("output")?.members()
      self = .accepted(output: try node.optional("output")?.expanded())
    case "rejected":
      try node.requireMembers(["verdict", "error"])
      let error = try node.member("error")
      try error.requireMembers([], optional: ["code", "status", "field"])
      let code = try error.optional("code")?.string()
      self = .rejected(
        code: code.map { ErrorCode($0) }, status: try error.optional("status")?.integer(),
        field: try error.optional("field")?.string())
    case "valid": throw verdict.fault("is \"valid\", which is now called \"accepted\"")
    case "invalid": throw verdict.fault("is \"invalid\", which is now called \"rejected\"")
    default: throw verdict.fault("must be \"accepted\" or \"rejected\"")
    }
  }
}

extension Trace {
  fileprivate init(_ node: VectorNode?) throws(VectorFault) {
    self.init()
    for (name, step) in try node?.members() ?? [] {
      guard let text = Text(protocolForm: try step.expanded()) else {
        throw step.fault("must be a string or {\"base64\": …}")
      }
      steps.append(Step(name: name.string, value: text))
    }
  }
}
