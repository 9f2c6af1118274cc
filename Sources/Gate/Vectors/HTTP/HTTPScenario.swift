package import VideoSpec

/// Requests to an endpoint and the responses that are expected: a case of `http.scenario`.
package struct HTTPScenario: Hashable, Sendable {
  /// What the gate sets up before the first step, in this order.
  package let given: [GivenState]
  package let steps: [ScenarioStep]

  /// Reads the members `given` and `steps` of a case, strictly.
  init(_ node: VectorNode) throws(VectorFault) {
    var scope = ScenarioScope()
    var given: [GivenState] = []
    for state in try node.member("given").elements() { given.append(try GivenState(state, &scope)) }
    let list = try node.member("steps")
    var steps: [ScenarioStep] = []
    for step in try list.elements() { steps.append(try ScenarioStep(step, &scope)) }
    guard steps.contains(where: { if case .sleep = $0 { false } else { true } }) else {
      throw list.fault("must contain a request")
    }
    self.given = given
    self.steps = steps
  }

  /// Reads the scenario of a case whose operation is `http.scenario`; nil for another case.
  package init?(_ vector: VectorCase) {
    guard vector.operation == .httpScenario, let scenario = try? HTTPScenario(VectorNode(value: vector.input)) else {
      return nil
    }
    self = scenario
  }

  /// Whether a state asks for session credentials.
  package var needsSession: Bool { given.contains(.session) }

  /// Whether some step expects a rejection: a response with a status of 400 or more.
  package var showsRejection: Bool { steps.contains(where: \.expectsRejection) }
}

/// A step of a scenario.
package enum ScenarioStep: Hashable, Sendable {
  case request(RequestStep)
  case race(RaceStep)
  case raw(RawStep)
  /// Waits this many milliseconds.
  case sleep(milliseconds: Int)

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard let object = node.value.object else { throw node.fault("must be an object") }
    if object["request"] != nil {
      self = .request(try RequestStep(node, &scope))
    } else if object["race"] != nil {
      try node.requireMembers(["race", "expect"])
      self = .race(try RaceStep(node, &scope))
    } else if object["raw"] != nil {
      try node.requireMembers(["raw", "expect"])
      self = .raw(try RawStep(node, &scope))
    } else {
      try node.requireMembers(["sleep"])
      self = .sleep(milliseconds: try node.member("sleep").number(1...60_000))
    }
  }

  fileprivate var expectsRejection: Bool {
    switch self {
    case .request(let step): step.expected.isRejection
    case .race(let step): step.each?.isRejection == true || step.counts.showsRejection
    case .raw(let step): step.responses.contains(where: \.isRejection)
    case .sleep: false
    }
  }
}

/// A request and its response.
package struct RequestStep: Hashable, Sendable {
  package let request: ScenarioRequest
  /// The name under which later steps refer to the response.
  package let name: Text?
  package let expected: ExpectedResponse
  /// How many milliseconds the gate repeats the request until the response is the expected one; nil for a single request.
  package let within: Int?

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["request", "expect"], optional: ["as", "within"])
    request = try ScenarioRequest(node.member("request"), &scope)
    expected = try ExpectedResponse(node.member("expect"), &scope)
    within = try node.optional("within").map { node throws(VectorFault) in try node.number(1...60_000) }
    guard (request.cut != nil) == expected.isNone else {
      throw try node.member("expect").fault("\"none\" and the request's \"cut\" belong together")
    }
    if expected.continued != nil, !request.expectsContinue {
      throw try node.member("expect").fault("\"continue\" needs the request's \"expectContinue\"")
    }
    name = try node.optional("as").map { node throws(VectorFault) in try node.newName(scope) }
    if let name { scope.names[name] = .response }
  }
}

/// Requests that the server gets at the same moment: each without its last byte first, then all last bytes.
package struct RaceStep: Hashable, Sendable {
  package let requests: [ScenarioRequest]
  /// What every response is.
  package let each: ExpectedResponse?
  package let counts: StatusCounts

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    scope.isRace = true
    defer { scope.isRace = false }
    let race = try node.member("race")
    if race.value.array != nil {
      var requests: [ScenarioRequest] = []
      for request in try race.elements() { requests.append(try ScenarioRequest(request, &scope)) }
      let limit = StatusCounts.requestLimit
      guard (2...limit).contains(requests.count) else { throw race.fault("must have 2 to \(limit) requests") }
      self.requests = requests
    } else {
      try race.requireMembers(["copies", "request"])
      let copies = try race.member("copies").number(2...StatusCounts.requestLimit)
      requests = Array(repeating: try ScenarioRequest(race.member("request"), &scope), count: copies)
    }
    let expect = try node.member("expect")
    try expect.requireMembers([], optional: ["each", "counts", "atLeast"])
    each = try expect.optional("each").map { node throws(VectorFault) in try ExpectedResponse(node, &scope) }
    counts = try StatusCounts(expect, requests: requests.count, hasEach: each != nil)
    if each == nil, counts.isEmpty { throw expect.fault("expects nothing") }
    if requests.contains(where: { $0.cut != nil || $0.expectsContinue }) {
      throw race.fault("a request of a race can have neither \"cut\" nor \"expectContinue\"")
    }
  }
}

/// Bytes that are sent as they are, on a connection of their own.
package struct RawStep: Hashable, Sendable {
  package let pieces: [ScenarioText]
  /// How many milliseconds the gate waits between the pieces.
  package let pause: Int
  /// Whether the gate closes its side of the connection after the last piece.
  package let closesSending: Bool
  package let responses: [ExpectedResponse]
  /// Whether the server closes the connection after the responses. If false, it answers one more request on it. Nil if it does not matter.
  package let closed: Bool?

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    let raw = try node.member("raw")
    try raw.requireMembers(["send"], optional: ["pause", "half"])
    let send = try raw.member("send")
    pieces = try send.scenarioTexts(&scope)
    if pieces.isEmpty { throw send.fault("must not be empty") }
    pause = try raw.optional("pause").map { node throws(VectorFault) in try node.number(0...60_000) } ?? 0
    closesSending = try raw.optional("half")?.flag() ?? false
    let expect = try node.member("expect")
    try expect.requireMembers(["responses"], optional: ["closed"])
    var responses: [ExpectedResponse] = []
    for response in try expect.member("responses").elements() {
      responses.append(try ExpectedResponse(response, &scope))
    }
    self.responses = responses
    closed = try expect.optional("closed")?.flag()
    // A service's later steps can show what became of a request that the gate cut off.
    if responses.isEmpty, closed == nil, scope.service == nil { throw expect.fault("expects nothing") }
    if responses.contains(where: { $0.isNone || $0.continued != nil }) {
      throw expect.fault("a response to raw bytes can have neither \"none\" nor \"continue\"")
    }
  }
}
