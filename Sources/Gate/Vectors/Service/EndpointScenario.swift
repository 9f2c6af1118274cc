import VideoSpec

/// A case that the gate puts to an HTTP server itself.
enum EndpointScenario {
  /// Requests to an S3 server.
  case http(HTTPScenario)
  /// Calls of a service.
  case service(ServiceScenario)

  /// Reads the members `given` and `steps` of a case, strictly.
  init(_ node: VectorNode, of operation: Operation, _ profile: Profile) throws(VectorFault) {
    guard operation == .serviceScenario else {
      self = .http(try HTTPScenario(node))
      return
    }
    guard let service = ServiceDefinition.service(of: profile) else {
      throw node.fault("the profile \(profile) is not that of a service")
    }
    self = .service(try ServiceScenario(node, of: service))
  }

  /// Reads the scenario of a case; nil for a case of another kind.
  init?(_ vector: VectorCase) {
    if let scenario = HTTPScenario(vector) {
      self = .http(scenario)
    } else if let scenario = ServiceScenario(vector) {
      self = .service(scenario)
    } else {
      return nil
    }
  }

  /// Whether some step expects a rejection: a response with a status of 400 or more.
  var showsRejection: Bool {
    switch self {
    case .http(let scenario): scenario.showsRejection
    case .service(let scenario): scenario.showsRejection
    }
  }

  /// The scenario for people.
  var lines: [String] {
    switch self {
    case .http(let scenario): scenario.lines
    case .service(let scenario): scenario.lines
    }
  }
}
