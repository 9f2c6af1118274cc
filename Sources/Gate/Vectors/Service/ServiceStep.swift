package import VideoSpec

/// A step of a service's scenario.
package enum ServiceStep: Hashable, Sendable {
  case call(ServiceCallStep)
  case upload(ServiceUploadStep)
  case object(ServiceObjectStep)
  /// Nil ends the faults of the case.
  case fault(ServiceFault?)
  case asked(ServiceAskedStep)
  case stored(ServiceStoredStep)
  case objects(ServiceObjectsStep)
  case fetch(ServiceFetchStep)
  case race(ServiceRaceStep)
  case run(ServiceActionStep)
  case raw(RawStep)
  /// Waits this many milliseconds.
  case sleep(milliseconds: Int)

  init(_ node: VectorNode, of service: ServiceDefinition, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard let object = node.value.object else { throw node.fault("must be an object") }
    func has(_ name: Text) -> Bool { object[name] != nil }
    if has("call") {
      self = .call(try ServiceCallStep(node, of: service, &scope))
    } else if has("upload") {
      self = .upload(try ServiceUploadStep(node, &scope))
    } else if has("object") {
      try node.requireMembers(["object"])
      self = .object(try ServiceObjectStep(node.member("object"), &scope))
    } else if has("fault") {
      try node.requireMembers(["fault"])
      let fault = try node.member("fault")
      self = .fault(fault.value.isNull ? nil : try ServiceFault(fault, &scope))
    } else if has("asked") {
      try node.requireMembers(["asked"])
      self = .asked(try ServiceAskedStep(node.member("asked"), &scope))
    } else if has("stored") {
      try node.requireMembers(["stored"])
      self = .stored(try ServiceStoredStep(node.member("stored"), &scope))
    } else if has("objects") {
      try node.requireMembers(["objects"])
      self = .objects(try ServiceObjectsStep(node.member("objects"), &scope))
    } else if has("fetch") {
      self = .fetch(try ServiceFetchStep(node, &scope))
    } else if has("race") {
      self = .race(try ServiceRaceStep(node, of: service, &scope))
    } else if has("run") {
      self = .run(try ServiceActionStep(node, of: service))
    } else if has("raw") {
      try node.requireMembers(["raw", "expect"])
      self = .raw(try RawStep(node, &scope))
    } else {
      try node.requireMembers(["sleep"])
      self = .sleep(milliseconds: try node.member("sleep").number(1...60_000))
    }
  }

  /// Whether the step sends something to the backend.
  var asksBackend: Bool {
    switch self {
    case .call, .race, .raw: true
    case .upload, .object, .fault, .asked, .stored, .objects, .fetch, .run, .sleep: false
    }
  }

  /// Whether the step concerns other cases, too.
  var concernsOthers: Bool {
    switch self {
    case .run: true
    case .fault(let fault): fault.map { $0.key == nil } ?? false
    case .asked(let step): step.key == nil
    case .call, .upload, .object, .stored, .objects, .fetch, .race, .raw, .sleep: false
    }
  }

  var expectsRejection: Bool {
    switch self {
    case .call(let step): step.expected.isRejection
    case .upload(let step): step.expected.isRejection
    case .race(let step): step.each?.isRejection == true || step.counts.showsRejection
    case .raw(let step): step.responses.contains(where: \.isRejection)
    case .fetch(let step): step.expected.isRejection
    case .object, .fault, .asked, .stored, .objects, .run, .sleep: false
    }
  }
}

/// A call and its response.
package struct ServiceCallStep: Hashable, Sendable {
  package let request: ServiceRequest
  /// The name under which later steps refer to the response.
  package let name: Text?
  package let expected: ExpectedOutput
  /// How many milliseconds the gate repeats the call until the response is the expected one; nil for a single call.
  package let within: Int?

  fileprivate init(
    _ node: VectorNode, of service: ServiceDefinition, _ scope: inout ScenarioScope
  ) throws(VectorFault) {
    request = try ServiceRequest(node, of: service, &scope, beside: ["as", "within", "expect"])
    expected = try ExpectedOutput(node.member("expect"), of: request.call, &scope)
    within = try node.optional("within").map { node throws(VectorFault) in try node.number(1...60_000) }
    name = try node.optional("as").map { node throws(VectorFault) in try node.newName(scope) }
    if let name { scope.names[name] = .call(request.call) }
  }
}

/// Posts the upload form of a captured response to the store.
package struct ServiceUploadStep: Hashable, Sendable {
  /// The name of the response with the form.
  package let form: Text
  package let file: ScenarioText
  /// The type in the head of the file's part. The store takes the object's type from the field `Content-Type`.
  package let fileType: ScenarioText?
  /// Fields that replace those of the form, or come after them.
  package let fields: [ScenarioField]
  /// The names of fields that are left out, in lower case.
  package let without: [Text]
  package let name: Text?
  package let expected: ExpectedResponse

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["upload", "file", "expect"], optional: ["fileType", "fields", "without", "as"])
    let upload = try node.member("upload")
    form = Text(try upload.string())
    guard case .call(let call)? = scope.names[form], call.hasForm else {
      throw upload.fault("\"\(form)\" is not the name of a response with an upload form above")
    }
    file = try node.member("file").scenarioText(&scope)
    fileType = try node.optional("fileType").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    fields = try node.optional("fields")?.scenarioPairs(&scope) ?? []
    without = try node.optional("without")?.strings().map { Text($0).lowercased } ?? []
    expected = try ExpectedResponse(node.member("expect"), &scope)
    if expected.isNone || expected.continued != nil {
      throw try node.member("expect").fault("the response to an upload can have neither \"none\" nor \"continue\"")
    }
    name = try node.optional("as").map { node throws(VectorFault) in try node.newName(scope) }
    if let name { scope.names[name] = .response }
  }
}

/// Stores or deletes an object in the bucket of the service, past all forms.
package enum ServiceObjectStep: Hashable, Sendable {
  /// - type: Nil for an object without a type of its own.
  case put(key: ScenarioText, body: ScenarioText, type: ScenarioText?)
  case delete(key: ScenarioText)

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard let object = node.value.object else { throw node.fault("must be an object") }
    if object["put"] != nil {
      try node.requireMembers(["put"])
      let put = try node.member("put")
      try put.requireMembers(["key", "body"], optional: ["type"])
      var type: ScenarioText? = ScenarioText("video/webm")
      if let node = put.optional("type") { type = node.value.isNull ? nil : try node.scenarioText(&scope) }
      self = .put(
        key: try put.member("key").scenarioText(&scope), body: try put.member("body").scenarioText(&scope), type: type)
    } else {
      try node.requireMembers(["delete"])
      let delete = try node.member("delete")
      try delete.requireMembers(["key"])
      self = .delete(key: try delete.member("key").scenarioText(&scope))
    }
  }
}

/// A fault that the store commits when the backend asks it for a key.
package struct ServiceFault: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable, CaseIterable {
    case head = "HEAD"
    case get = "GET"
    /// The requests that store an object, whole or in parts.
    case put = "PUT"
  }

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// 403 AccessDenied.
    case forbidden
    /// 503 SlowDown.
    case unavailable
    /// The connection ends in the middle of the exchange.
    case cut
    /// The response comes late.
    case slow
    /// 307 TemporaryRedirect, to the same address.
    case redirect
    /// 429 TooManyRequests.
    case tooManyRequests
  }

  /// Nil for every key.
  package let key: ScenarioText?
  package let method: Method
  package let kind: Kind
  /// How many requests it concerns; nil for all until the faults end.
  package let times: Int?
  /// How late a slow response is.
  package let milliseconds: Int

  private static let usualDelay = 3000

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["on", "kind"], optional: ["key", "times", "milliseconds"])
    key = try node.optional("key").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    method = try node.member("on").word()
    kind = try node.member("kind").word()
    times = try node.optional("times").map { node throws(VectorFault) in try node.number(1...1000) }
    if let node = node.optional("milliseconds"), kind != .slow { throw node.fault("belongs to the kind \"slow\"") }
    milliseconds =
      try node.optional("milliseconds").map { node throws(VectorFault) in try node.number(1...60_000) }
      ?? Self.usualDelay
  }
}

/// Counts what the backend has asked the store for.
package struct ServiceAskedStep: Hashable, Sendable {
  /// Nil for every key.
  package let key: ScenarioText?
  /// Nil for any method.
  package let method: Text?
  package let count: ClosedRange<Int>

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["count"], optional: ["key", "method"])
    key = try node.optional("key").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    method = try node.optional("method").map { node throws(VectorFault) in
      let method = Text(try node.string())
      guard method.bytes.allSatisfy({ (0x41...0x5A).contains($0) }) else { throw node.fault("must be in upper case") }
      return method
    }
    count = try node.member("count").count()
  }
}

extension VectorNode {
  /// Reads a count: a number, or `from` and `to`.
  fileprivate func count() throws(VectorFault) -> ClosedRange<Int> {
    let limit = 1000
    guard value.object != nil else {
      let number = try number(0...limit)
      return number...number
    }
    try requireMembers([], optional: ["from", "to"])
    let from = try optional("from").map { node throws(VectorFault) in try node.number(0...limit) }
    let to = try optional("to").map { node throws(VectorFault) in try node.number(0...limit) }
    guard from != nil || to != nil, from ?? 0 <= to ?? limit else {
      throw fault("must have \"from\", \"to\" or both, in this order")
    }
    return (from ?? 0)...(to ?? Int.max)
  }
}

/// Compares what the store has under a key.
package struct ServiceStoredStep: Hashable, Sendable {
  package let key: ScenarioText
  /// Nil if the store must have no object under the key.
  package let object: Object?

  /// What is expected of the object; nil for anything.
  package struct Object: Hashable, Sendable {
    package let size: Int?
    package let type: ScenarioText?
    package let body: ScenarioText?
  }

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["key"], optional: ["size", "type", "body", "absent"])
    key = try node.member("key").scenarioText(&scope)
    if let absent = node.optional("absent") {
      guard absent.value == .bool(true) else { throw absent.fault("must be true") }
      try node.requireMembers(["key", "absent"])
      object = nil
      return
    }
    object = Object(
      size: try node.optional("size").map { node throws(VectorFault) in try node.number(0...Int(Int32.max)) },
      type: try node.optional("type").map { node throws(VectorFault) in try node.scenarioText(&scope) },
      body: try node.optional("body").map { node throws(VectorFault) in try node.scenarioText(&scope) })
  }
}

/// Counts the objects of the store whose keys begin with a prefix.
package struct ServiceObjectsStep: Hashable, Sendable {
  package let prefix: ScenarioText
  package let count: ClosedRange<Int>

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["prefix", "count"])
    prefix = try node.member("prefix").scenarioText(&scope)
    count = try node.member("count").count()
  }
}

/// Gets a URL of the store, as a browser does.
package struct ServiceFetchStep: Hashable, Sendable {
  package let url: ScenarioText
  package let expected: ExpectedResponse

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["fetch", "expect"])
    url = try node.member("fetch").scenarioText(&scope)
    expected = try ExpectedResponse(node.member("expect"), &scope)
    if expected.isNone || expected.continued != nil {
      throw try node.member("expect").fault("the response can have neither \"none\" nor \"continue\"")
    }
  }
}

/// Calls that the backend gets at the same moment.
package struct ServiceRaceStep: Hashable, Sendable {
  package let requests: [ServiceRequest]
  /// What every response is.
  package let each: ExpectedOutput?
  package let counts: StatusCounts
  /// The outputs that are the same in all responses.
  package let same: [Text]
  /// The outputs that are another one in each response.
  package let different: [Text]
  /// The name under which later steps refer to the first response.
  package let name: Text?

  fileprivate init(
    _ node: VectorNode, of service: ServiceDefinition, _ scope: inout ScenarioScope
  ) throws(VectorFault) {
    try node.requireMembers(["race", "expect"], optional: ["as"])
    scope.isRace = true
    defer { scope.isRace = false }
    let race = try node.member("race")
    let limit = StatusCounts.requestLimit
    if race.value.array != nil {
      var requests: [ServiceRequest] = []
      for node in try race.elements() { requests.append(try ServiceRequest(node, of: service, &scope)) }
      guard (2...limit).contains(requests.count) else { throw race.fault("must have 2 to \(limit) calls") }
      self.requests = requests
    } else {
      try race.requireMembers(["copies", "call"])
      let copies = try race.member("copies").number(2...limit)
      requests = Array(repeating: try ServiceRequest(race.member("call"), of: service, &scope), count: copies)
    }
    let call = Set(requests.map(\.call)).count == 1 ? requests[0].call : nil
    let expect = try node.member("expect")
    try expect.requireMembers([], optional: ["each", "counts", "atLeast", "same", "different"])
    if let node = expect.optional("each") {
      guard let call else { throw node.fault("needs a race of one call") }
      each = try ExpectedOutput(node, of: call, &scope)
    } else {
      each = nil
    }
    counts = try StatusCounts(expect, requests: requests.count, hasEach: each != nil)
    let requests = requests
    func outputs(_ member: Text) throws(VectorFault) -> [Text] {
      try expect.optional(member)?.elements().map { node throws(VectorFault) in
        let name = Text(try node.string())
        guard requests.allSatisfy({ $0.call.place(name) != nil }) else {
          throw node.fault("\"\(name)\" is no output of every call of the race")
        }
        return name
      } ?? []
    }
    same = try outputs("same")
    different = try outputs("different")
    if each == nil, counts.isEmpty, same.isEmpty, different.isEmpty { throw expect.fault("expects nothing") }
    if let node = node.optional("as") {
      guard let call else { throw node.fault("needs a race of one call") }
      let name = try node.newName(scope)
      self.name = name
      scope.names[name] = .call(call)
    } else {
      name = nil
    }
  }
}

/// An action that the hook runs.
package struct ServiceActionStep: Hashable, Sendable {
  package let action: Text
  /// The numbers that the action takes, as the hook gets them.
  package let parameters: JSONObject

  fileprivate init(_ node: VectorNode, of service: ServiceDefinition) throws(VectorFault) {
    let run = try node.member("run")
    let name = Text(try run.string())
    guard let action = service.actions.first(where: { $0.name == name }) else {
      let known = service.actions.map(\.name.string).joined(separator: ", ")
      throw run.fault("\"\(name)\" is no action of \(service.profile): \(known)")
    }
    try node.requireMembers(["run"] + action.parameters)
    self.action = action.name
    var parameters = JSONObject()
    for name in action.parameters {
      parameters[name] = JSONValue(try node.member(name).number(-1_000_000_000...1_000_000_000))
    }
    self.parameters = parameters
  }
}
