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

  /// Whether the hook runs an action, such as a sweep. It concerns what other cases have recorded, too.
  package var runsActions: Bool { steps.contains { if case .run = $0 { true } else { false } } }
}

/// A state that the hook sets up before the first step.
package struct ServiceGiven: Hashable, Sendable {
  package let state: ServiceState
  /// The name under which steps refer to its values.
  package let name: Text
  /// The settings, as the hook gets them.
  package let options: JSONObject

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
    for option in state.options {
      let choice: Text
      if let node = node.optional(option.name) { choice = Text(try node.string()) } else { choice = option.choices[0] }
      guard option.choices.contains(choice) else {
        let known = option.choices.map(\.string).joined(separator: ", ")
        throw try node.member(option.name).fault("\"\(choice)\" is none of \(known)")
      }
      options[option.name] = .string(choice)
    }
    self.options = options
    name = try node.member("as").newName(scope)
    scope.names[name] = .hookValues(state.values)
  }
}
