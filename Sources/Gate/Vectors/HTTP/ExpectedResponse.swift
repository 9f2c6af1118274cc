package import VideoSpec

/// What a step expects of a response.
package struct ExpectedResponse: Hashable, Sendable {
  /// The statuses that are right; empty if it does not matter.
  package let statuses: [Int]
  /// The S3 error codes that are right; empty if it does not matter.
  package let codes: [Text]
  /// Headers by their names in lower case. Several fields of a name count as one, their values joined by `, `.
  package let headers: [(name: Text, matcher: ResponseMatcher)]
  /// The decoded body.
  package let body: ResponseMatcher?
  /// The texts of the XML elements with a path, which are local names from the root on.
  package let xml: [(path: [Text], matcher: ResponseMatcher)]
  /// Whether `100 Continue` comes before the response; nil if it does not matter.
  package let continued: Bool?
  /// Whether no response is expected, because the gate closes the connection.
  package let isNone: Bool

  /// - Parameter others: The members that the caller reads itself; nil for an expectation of an S3 server's response.
  init(_ node: VectorNode, _ scope: inout ScenarioScope, beside others: [Text]? = nil) throws(VectorFault) {
    let own: [Text] = others == nil ? ["code", "xml", "continue", "none"] : []
    try node.requireMembers([], optional: ["status", "headers", "body"] + own + (others ?? []))
    if node.value.object?.members.isEmpty != false { throw node.fault("expects nothing") }
    isNone =
      try node.optional("none").map { node throws(VectorFault) in
        guard node.value == .bool(true) else { throw node.fault("must be true, or left out") }
        return true
      } ?? false
    if isNone, node.value.object?.members.count != 1 { throw node.fault("expects no response, and something of it") }
    if let status = node.optional("status") {
      let nodes = status.value.array == nil ? [status] : try status.elements()
      statuses = try nodes.map { node throws(VectorFault) in try node.number(100...599) }
      if statuses.isEmpty { throw status.fault("must not be empty") }
    } else {
      statuses = []
    }
    if let code = node.optional("code") {
      codes = try (code.value.array == nil ? [code.string()] : code.strings()).map { Text($0) }
      if codes.isEmpty { throw code.fault("must not be empty") }
    } else {
      codes = []
    }
    headers =
      try node.optional("headers")?.members().map { name, node throws(VectorFault) in
        if name != name.lowercased { throw node.fault("\"\(name)\" must be in lower case") }
        return (name, try ResponseMatcher(node, &scope))
      } ?? []
    body = try node.optional("body").map { node throws(VectorFault) in try ResponseMatcher(node, &scope) }
    xml =
      try node.optional("xml")?.members().map { name, node throws(VectorFault) in
        let path = name.split(at: UInt8(ascii: "/"))
        if path.contains(where: \.isEmpty) {
          throw node.fault("\"\(name)\" is no path: it has local names from the root on, with slashes between them")
        }
        return (path, try ResponseMatcher(node, &scope))
      } ?? []
    continued = try node.optional("continue")?.flag()
  }

  /// Whether the response is a rejection.
  package var isRejection: Bool { !statuses.isEmpty && statuses.allSatisfy { $0 >= 400 } }
}

extension ExpectedResponse {
  package static func == (left: ExpectedResponse, right: ExpectedResponse) -> Bool {
    left.statuses == right.statuses && left.codes == right.codes && left.body == right.body
      && left.continued == right.continued && left.isNone == right.isNone
      && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.matcher == $1.matcher }
      && left.xml.elementsEqual(right.xml) { $0.path == $1.path && $0.matcher == $1.matcher }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(statuses)
    hasher.combine(codes)
    hasher.combine(body)
  }
}

/// What a value of a response is compared with.
package indirect enum ResponseMatcher: Hashable, Sendable {
  case equal(ScenarioText)
  case absent
  case present
  case oneOf([ScenarioText])
  /// A pattern for the whole value: `*` stands for any bytes and `?` for one.
  case like(ScenarioText)
  case not(ResponseMatcher)
  /// At least one of these matches.
  case anyOf([ResponseMatcher])
  /// All of these are in the comma-separated list, whatever their case.
  case tokens([ScenarioText])
  /// Every value matches.
  case each(ResponseMatcher)
  /// The values, in order.
  case list([ScenarioText])
  /// The values, in any order.
  case set([ScenarioText])
  /// The number of values.
  case count(Int)
  /// The number of bytes.
  case size(Int)
  /// The SHA-256 of the bytes, as lowercase hexadecimal digits.
  case sha256(Text)
  case number(from: Int?, to: Int?)

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    if node.value.isNull {
      self = .absent
      return
    }
    guard let object = node.value.object else {
      self = .equal(try node.scenarioText(&scope))
      return
    }
    guard let name = object.members.first?.name else { throw node.fault("must not be empty") }
    if ["base64", "repeat", "count", "parts"].contains(name), name != "count" || object.members.count == 2 {
      self = .equal(try node.scenarioText(&scope))
      return
    }
    try node.requireMembers([name])
    let member = try node.member(name)
    switch name {
    case "present":
      guard member.value == .bool(true) else { throw member.fault("must be true; null stands for an absent value") }
      self = .present
    case "oneOf": self = .oneOf(try member.someTexts(&scope))
    case "like": self = .like(try member.scenarioText(&scope))
    case "not": self = .not(try ResponseMatcher(member, &scope))
    case "anyOf":
      var matchers: [ResponseMatcher] = []
      for node in try member.elements() { matchers.append(try ResponseMatcher(node, &scope)) }
      if matchers.count < 2 { throw member.fault("must have two matchers or more") }
      self = .anyOf(matchers)
    case "tokens": self = .tokens(try member.someTexts(&scope))
    case "each": self = .each(try ResponseMatcher(member, &scope))
    case "list": self = .list(try member.scenarioTexts(&scope))
    case "set": self = .set(try member.scenarioTexts(&scope))
    case "count": self = .count(try member.number(0...100_000))
    case "size": self = .size(try member.number(0...Int(Int32.max)))
    case "sha256":
      let digits = Text(try member.string())
      guard digits.bytes.count == 64, Hexadecimal.isLowercase(digits) else {
        throw member.fault("must be 64 lowercase hexadecimal digits")
      }
      self = .sha256(digits)
    case "number":
      try member.requireMembers([], optional: ["from", "to"])
      func bound(_ name: Text) throws(VectorFault) -> Int? {
        try member.optional(name).map { node throws(VectorFault) in try node.number(Int.min / 2...Int.max / 2) }
      }
      let (from, to) = (try bound("from"), try bound("to"))
      guard from != nil || to != nil, from ?? .min <= to ?? .max else {
        throw member.fault("must have \"from\", \"to\" or both, in this order")
      }
      self = .number(from: from, to: to)
    default: throw node.fault("\"\(name)\" is no matcher")
    }
  }
}

extension VectorNode {
  fileprivate func someTexts(_ scope: inout ScenarioScope) throws(VectorFault) -> [ScenarioText] {
    let texts = try scenarioTexts(&scope)
    if texts.isEmpty { throw fault("must not be empty") }
    return texts
  }
}
