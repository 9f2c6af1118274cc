package import VideoSpec

/// Calls of a service and what is expected of them: a case of `service.scenario`.
package struct ServiceScenario: Hashable, Sendable {
  package let service: ServiceDefinition
  /// What the hook sets up before the first step, in this order.
  package let given: [ServiceGiven]
  package let steps: [ServiceStep]

  /// The limit for the repetitions of a scenario, in bytes: a file may be larger than the largest that a service takes.
  static let expansionLimit = 128 << 20

  /// Reads the members `given` and `steps` of a case, strictly.
  init(_ node: VectorNode, of service: ServiceDefinition) throws(VectorFault) {
    var scope = ScenarioScope(of: service, expansionLimit: Self.expansionLimit)
    var given: [ServiceGiven] = []
    for state in try node.member("given").elements() { given.append(try ServiceGiven(state, of: service, &scope)) }
    let list = try node.member("steps")
    var steps: [ServiceStep] = []
    for step in try list.elements() { steps.append(try ServiceStep(step, of: service, &scope)) }
    guard steps.contains(where: \.asksBackend) else { throw list.fault("must contain a call, a race or raw bytes") }
    self.service = service
    self.given = given
    self.steps = steps
  }

  /// Reads the scenario of a case whose operation is `service.scenario`; nil for another case.
  package init?(_ vector: VectorCase) {
    guard vector.operation == .serviceScenario, let service = ServiceDefinition.service(of: vector.profile),
      let scenario = try? ServiceScenario(VectorNode(value: vector.input), of: service)
    else { return nil }
    self = scenario
  }

  /// Whether some step expects a rejection: a response with a status of 400 or more.
  package var showsRejection: Bool { steps.contains(where: \.expectsRejection) }

  /// Whether a step concerns other cases, too: the hook runs an action such as a sweep, or all keys of the store are looked at.
  package var concernsOthers: Bool { steps.contains(where: \.concernsOthers) }
}

/// A state that the hook sets up before the first step.
package struct ServiceGiven: Hashable, Sendable {
  package let state: ServiceState
  /// The name under which steps refer to its values.
  package let name: Text
  /// The settings, as the hook gets them.
  package let options: JSONObject
  /// The settings that are other states, such as users: the name of each. The hook gets the `name` among its values.
  package let owners: [Text: Text]

  fileprivate init(
    _ node: VectorNode, of service: ServiceDefinition, _ scope: inout ScenarioScope
  ) throws(VectorFault) {
    guard node.value.object != nil else { throw node.fault("must be an object") }
    let word = try node.member("state")
    let stateName = Text(try word.string())
    guard let state = service.states.first(where: { $0.name == stateName }) else {
      let known = service.states.map(\.name.string).joined(separator: ", ")
      throw word.fault("\"\(stateName)\" is no state of \(service.profile): \(known)")
    }
    self.state = state
    try node.requireMembers(["state", "as"], optional: state.options.map(\.name))
    var options = JSONObject()
    var owners: [Text: Text] = [:]
    for option in state.options {
      switch option.kind {
      case .choice(let choices):
        let choice = try node.optional(option.name).map { node throws(VectorFault) in Text(try node.string()) }
        guard choice.map(choices.contains) ?? true else {
          let known = choices.map(\.string).joined(separator: ", ")
          throw try node.member(option.name).fault("\"\(choice ?? Text())\" is none of \(known)")
        }
        options[option.name] = .string(choice ?? choices[0])
      case .text(let usual):
        let text = try node.optional(option.name).map { node throws(VectorFault) in Text(try node.string()) }
        options[option.name] = (text ?? usual).map { .string($0) }
      case .integer(let range, let usual):
        let number = try node.optional(option.name).map { node throws(VectorFault) in try node.number(range) }
        options[option.name] = JSONValue(number ?? usual)
      case .state(let kind):
        let owner = try node.member(option.name)
        let name = Text(try owner.string())
        guard case .hookValues(let values)? = scope.names[name],
          service.states.contains(where: { $0.name == kind && $0.values == values })
        else { throw owner.fault("\"\(name)\" is not the name of a \(kind) above") }
        owners[option.name] = name
      }
    }
    self.options = options
    self.owners = owners
    name = try node.member("as").newName(scope)
    scope.names[name] = .hookValues(state.values)
  }
}

extension VectorNode {
  /// Reads the name of a user's state.
  func userName(_ scope: ScenarioScope) throws(VectorFault) -> Text {
    let name = Text(try string())
    guard let credential = scope.service?.credential.rawValue, case .hookValues(let values)? = scope.names[name],
      values.contains(credential)
    else { throw fault("\"\(name)\" is not the name of a user above") }
    return name
  }
}
