package import VideoSpec

/// A call of a service in a scenario: who calls, with which inputs, and what differs from a well-formed call.
package struct ServiceRequest: Hashable, Sendable {
  /// A header that a call usually has.
  package enum Usual: Hashable, Sendable {
    case usual
    case absent
    case text(ScenarioText)

    fileprivate init(_ node: VectorNode?, _ scope: inout ScenarioScope) throws(VectorFault) {
      guard let node else {
        self = .usual
        return
      }
      self = node.value.isNull ? .absent : .text(try node.scenarioText(&scope))
    }
  }

  /// A value with the name of an input or of a raw member.
  package struct Member: Hashable, Sendable {
    package let name: Text
    package let value: ScenarioJSON
  }

  package let call: ServiceCall
  /// The name of the user who calls; nil for nobody.
  package let user: Text?
  package let inputs: [Member]
  package let headers: [ScenarioField]
  package let origin: Usual
  package let cookie: Usual
  package let authorization: Usual
  package let contentType: Usual
  /// The file of a call that sends one.
  package let file: ServiceFile?
  /// The bytes of the body instead of one made of the inputs.
  package let body: ScenarioText?
  /// The method instead of the backend's own.
  package let method: Text?
  /// The path as it is sent, instead of the backend's own.
  package let path: ScenarioText?
  /// Whether the slashes of an input in the path are percent-encoded, too.
  package let encodesSlashes: Bool
  /// Members that the body has beside the inputs.
  package let added: [Member]

  /// - Parameter others: The members that the caller reads itself.
  init(
    _ node: VectorNode, of service: ServiceDefinition, _ scope: inout ScenarioScope, beside others: [Text] = []
  ) throws(VectorFault) {
    try node.requireMembers(
      ["call"],
      optional: [
        "by", "input", "headers", "origin", "cookie", "authorization", "body", "contentType", "method", "path", "add",
        "file", "fileName", "fileType", "part", "fields", "slashes",
      ] + others)
    let word = try node.member("call")
    let name = Text(try word.string())
    guard let call = service.calls.first(where: { $0.name == name }) else {
      let known = service.calls.map(\.name.string).joined(separator: ", ")
      throw word.fault("\"\(name)\" is no call of \(service.profile): \(known)")
    }
    self.call = call
    user = try node.optional("by").map { [scope] node throws(VectorFault) in try node.userName(scope) }
    func members(_ name: Text) throws(VectorFault) -> [Member] {
      try node.optional(name)?.members().map { name, node throws(VectorFault) in
        Member(name: name, value: try ScenarioJSON(node, scope))
      } ?? []
    }
    inputs = try members("input")
    for member in inputs where !call.inputs.contains(where: { $0.name == member.name }) {
      let known = call.inputs.map(\.name.string).joined(separator: ", ")
      throw try node.member("input").member(member.name).fault("is no input of \(call.name): \(known)")
    }
    headers = try node.optional("headers")?.scenarioPairs(&scope) ?? []
    origin = try Usual(node.optional("origin"), &scope)
    cookie = try Usual(node.optional("cookie"), &scope)
    authorization = try Usual(node.optional("authorization"), &scope)
    contentType = try Usual(node.optional("contentType"), &scope)
    body = try node.optional("body").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    method = try node.optional("method").map { node throws(VectorFault) in Text(try node.string()) }
    file = try ServiceFile(node, of: call, isNeeded: body == nil && method == nil, &scope)
    path = try node.optional("path").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    encodesSlashes =
      try node.optional("slashes").map { node throws(VectorFault) in
        guard try node.string() == "encoded" else { throw node.fault("must be \"encoded\"") }
        return true
      } ?? false
    added = try members("add")
    if let node = node.optional("body"), !added.isEmpty {
      throw node.fault("replaces the body, so \"add\" has no effect")
    }
    let mapping = ServiceMapping(service).calls[call.name]
    if path == nil, let missing = mapping?.placeholders.first(where: { name in !inputs.contains { $0.name == name } }) {
      throw node.fault("has no input \"\(missing)\", which belongs to the path")
    }
  }
}

/// The file that a call sends in a multipart form, and the fields before it.
package struct ServiceFile: Hashable, Sendable {
  package let content: ScenarioText
  /// Nil for a part without a file name.
  package let name: ScenarioText?
  /// The type in the head of the part; nil for none.
  package let type: ScenarioText?
  /// The name of the part.
  package let part: Text
  package let fields: [ScenarioField]

  /// Reads the members of a call.
  ///
  /// - Parameter isNeeded: Whether the call has to send a file if it can.
  /// - Returns: Nil for a call that sends none.
  fileprivate init?(
    _ node: VectorNode, of call: ServiceCall, isNeeded: Bool, _ scope: inout ScenarioScope
  ) throws(VectorFault) {
    let own: [Text] = ["file", "fileName", "fileType", "part", "fields"]
    guard let part = call.filePart else {
      if let name = own.first(where: { node.optional($0) != nil }) {
        throw try node.member(name).fault("belongs to a call that sends a file, and \(call.name) sends none")
      }
      return nil
    }
    if !isNeeded, !own.contains(where: { node.optional($0) != nil }) { return nil }
    func text(_ name: Text, usual: Text) throws(VectorFault) -> ScenarioText? {
      guard let node = node.optional(name) else { return ScenarioText(usual) }
      return node.value.isNull ? nil : try node.scenarioText(&scope)
    }
    content = try node.member("file").scenarioText(&scope)
    name = try text("fileName", usual: "clip.mp4")
    type = try text("fileType", usual: "video/mp4")
    self.part = try node.optional("part").map { node throws(VectorFault) in Text(try node.string()) } ?? part
    fields = try node.optional("fields")?.scenarioPairs(&scope) ?? []
  }
}

/// What a step expects of the response to a call.
package struct ExpectedOutput: Hashable, Sendable {
  /// The expectation of an output.
  package struct Member: Hashable, Sendable {
    package let name: Text
    package let matcher: ValueMatcher
  }

  /// The status, the headers and the body.
  package let response: ExpectedResponse
  package let output: [Member]
  package let errorCode: ValueMatcher?
  package let errorField: ValueMatcher?
  /// The media type of the error, without its parameters.
  package let errorType: ResponseMatcher?

  init(_ node: VectorNode, of call: ServiceCall, _ scope: inout ScenarioScope) throws(VectorFault) {
    response = try ExpectedResponse(node, &scope, beside: ["output", "error"])
    var output: [Member] = []
    for (name, node) in try node.optional("output")?.members() ?? [] {
      guard call.place(name) != nil else {
        let known = call.outputs.map(\.name.string) + (call.hasForm ? ["key", "field.NAME"] : [])
        throw node.fault("is no output of \(call.name): \(known.joined(separator: ", "))")
      }
      output.append(Member(name: name, matcher: try ValueMatcher(node, &scope)))
    }
    if let node = node.optional("output"), output.isEmpty { throw node.fault("expects nothing") }
    self.output = output
    let error = node.optional("error")
    try error?.requireMembers([], optional: ["code", "field", "contentType"])
    if let error, error.value.object?.members.isEmpty == true { throw error.fault("expects nothing") }
    errorCode = try error?.optional("code").map { node throws(VectorFault) in try ValueMatcher(node, &scope) }
    errorField = try error?.optional("field").map { node throws(VectorFault) in try ValueMatcher(node, &scope) }
    errorType = try error?.optional("contentType").map { node throws(VectorFault) in try ResponseMatcher(node, &scope) }
  }

  var isRejection: Bool { response.isRejection }
}
