package import VideoSpec

/// How a backend offers the calls of a service: methods, paths and members. What a mapping file does not name is as the service has it.
package struct ServiceMapping: Hashable, Sendable {
  package struct Call: Hashable, Sendable {
    package var method: Text
    /// The path, in which `{NAME}` stands for an input, and `{NAME:path}` for one that keeps its slashes.
    package var path: Text
    package var inputs: [Text: MemberPath]
    package var outputs: [Text: MemberPath]
  }

  package private(set) var calls: [Text: Call]
  /// Where an error has its code.
  package private(set) var errorCode = MemberPath(member: "code")
  /// Where an error names the faulty input.
  package private(set) var errorField = MemberPath(member: "field")

  /// The mapping of a backend that offers the service as it is.
  package init(_ service: ServiceDefinition) {
    calls = [:]
    for call in service.calls {
      calls[call.name] = Call(
        method: call.method, path: call.path,
        inputs: Dictionary(uniqueKeysWithValues: call.inputs.map { ($0.name, $0.path) }),
        outputs: Dictionary(uniqueKeysWithValues: call.outputs.map { ($0.name, $0.path) }))
    }
  }

  /// Reads a mapping file, strictly.
  ///
  /// - Throws: ``VectorError`` with the file, the line and the member of the first fault.
  package init(file: String, bytes: [UInt8], of service: ServiceDefinition) throws(VectorError) {
    self = try VectorNode.read(name: file, bytes: bytes) { node throws(VectorFault) in
      try ServiceMapping(node, of: service)
    }
  }

  private init(_ node: VectorNode, of service: ServiceDefinition) throws(VectorFault) {
    self.init(service)
    try node.requireMembers([], optional: ["calls", "errors"])
    for (name, node) in try node.optional("calls")?.members() ?? [] {
      guard let definition = service.calls.first(where: { $0.name == name }), var call = calls[name] else {
        throw node.fault("is no call of \(service.profile): \(Self.list(service.calls.map(\.name)))")
      }
      try call.read(node, of: definition)
      calls[name] = call
    }
    let errors = node.optional("errors")
    try errors?.requireMembers([], optional: ["code", "field"])
    errorCode = try errors?.optional("code")?.memberPath(isSingle: true) ?? errorCode
    errorField = try errors?.optional("field")?.memberPath(isSingle: true) ?? errorField
  }

  fileprivate static func list(_ names: [Text]) -> String { names.map(\.string).joined(separator: ", ") }
}

extension ServiceMapping.Call {
  fileprivate mutating func read(_ node: VectorNode, of call: ServiceCall) throws(VectorFault) {
    try node.requireMembers([], optional: ["method", "path", "input", "output"])
    if let node = node.optional("method") {
      method = Text(try node.string())
      guard method.bytes.allSatisfy({ (0x41...0x5A).contains($0) }) else {
        throw node.fault("must be a method in upper case, such as POST")
      }
    }
    let names = call.inputs.map(\.name)
    if let node = node.optional("path") {
      path = Text(try node.string())
      guard path.hasPrefix("/"), path.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw node.fault("must begin with a slash, and have neither spaces nor control characters")
      }
      for name in placeholders where !names.contains(name) {
        throw node.fault("\"{\(name)}\" is no input of \(call.name): \(ServiceMapping.list(names))")
      }
    }
    for (name, node) in try node.optional("input")?.members() ?? [] {
      guard names.contains(name) else {
        throw node.fault("is no input of \(call.name): \(ServiceMapping.list(names))")
      }
      inputs[name] = try node.memberPath(isSingle: true)
    }
    for (name, node) in try node.optional("output")?.members() ?? [] {
      guard let output = call.outputs.first(where: { $0.name == name }) else {
        throw node.fault("is no output of \(call.name): \(ServiceMapping.list(call.outputs.map(\.name)))")
      }
      outputs[name] = try node.memberPath(isSingle: output.path.isSingle)
    }
  }

  /// The names between braces in the path.
  package var placeholders: [Text] { templates.map { $0.splitOnce(at: UInt8(ascii: ":"))?.head ?? $0 } }

  /// What stands between braces in the path: `NAME`, or `NAME:path`.
  private var templates: [Text] {
    path.bytes.split(separator: UInt8(ascii: "{")).dropFirst(path.hasPrefix("{") ? 0 : 1).map { part in
      Text(part.prefix { $0 != UInt8(ascii: "}") })
    }
  }

  /// Returns the path with its placeholders replaced.
  ///
  /// - Parameter value: Returns the value of an input, percent-encoded, with its slashes as they are if that is wanted.
  /// - Returns: Nil for a placeholder without a value.
  package func path(_ value: (_ name: Text, _ keepsSlashes: Bool) -> Text?) -> Text? {
    var path = path
    for template in templates {
      let parts = template.splitOnce(at: UInt8(ascii: ":"))
      guard let value = value(parts?.head ?? template, parts?.tail == "path") else { return nil }
      path = path.replacing("{" + template + "}", with: value)
    }
    return path
  }
}

extension VectorNode {
  /// Reads a path of members.
  ///
  /// - Parameter isSingle: Whether the path has to lead to one value. A list can be the elements of an array, or the array itself.
  fileprivate func memberPath(isSingle: Bool) throws(VectorFault) -> MemberPath {
    guard let path = MemberPath(Text(try string())) else {
      throw fault("must be names of members with dots between them, such as error.code")
    }
    if isSingle, !path.isSingle { throw fault("must lead to one value, so it can have no \"*\"") }
    return path
  }
}
