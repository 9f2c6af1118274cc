import Gate
import Glibc
import VideoSpec

/// Runs one scenario: sets up its states, sends its requests, judges the responses, and removes what it has created.
struct ScenarioRun {
  let scenario: HTTPScenario
  let configuration: EndpointConfiguration
  let builder: RequestBuilder
  let redaction: Redaction
  private(set) var setup: ScenarioSetup
  private var values: ScenarioValues

  init(
    _ scenario: HTTPScenario, _ configuration: EndpointConfiguration, signer: any RequestSigner, redaction: Redaction
  ) {
    self.scenario = scenario
    self.configuration = configuration
    self.redaction = redaction
    builder = RequestBuilder(configuration: configuration, signer: signer)
    values = ScenarioValues(configuration)
    setup = ScenarioSetup(configuration)
  }

  /// Runs the scenario up to its end or the first step that is not as expected.
  ///
  /// - Throws: ``CaseStop``, with the exchange if there was one.
  mutating func run() throws(CaseStop) {
    if scenario.needsSession, configuration.session == nil {
      throw .notRun("it needs session credentials that the server knows: use --session-profile")
    }
    for state in scenario.given { try setup.establish(state, &values) }
    for (index, step) in scenario.steps.enumerated() {
      do throws(CaseStop) {
        try run(step)
      } catch {
        guard case .failed(var failure) = error, scenario.steps.count > 1 else { throw error }
        failure.reason = "step \(index + 1): \(failure.reason)"
        throw .failed(failure)
      }
    }
  }

  /// Removes everything that the case has created.
  ///
  /// - Returns: What could not be removed.
  mutating func cleanUp() -> [String] { setup.cleanUp() }

  private mutating func run(_ step: ScenarioStep) throws(CaseStop) {
    switch step {
    case .request(let step): try run(step)
    case .race(let step): try run(step)
    case .raw(let step): try run(step)
    case .sleep(let milliseconds): Pause.milliseconds(milliseconds)
    }
  }

  // MARK: - Requests

  private mutating func run(_ step: RequestStep) throws(CaseStop) {
    let end = ContinuousClock.now.advanced(by: .milliseconds(step.within ?? 0))
    while true {
      let request = try builder.request(RequestParts(step.request, values))
      setup.note(step.request, values)
      let exchange = try exchange(request)
      if step.expected.isNone { return }
      let failure: Failure?
      if let response = exchange.response {
        failure = try ResponseJudge(values: values).failure(of: response, expected: step.expected)
        if failure == nil {
          values.capture(step.name, response)
          return
        }
      } else {
        failure = Failure(exchange.problem ?? "there is no response")
      }
      guard step.within != nil, .now < end else {
        throw .failed(described(failure, request: step.request, exchanges: [exchange]))
      }
      Pause.milliseconds(50)
    }
  }

  private func exchange(_ request: WireRequest) throws(CaseStop) -> Exchange {
    let connection = try EndpointConnection(configuration)
    defer { connection.close() }
    return connection.exchange(request)
  }

  private func described(_ failure: Failure?, request: ScenarioRequest?, exchanges: [Exchange]) -> Failure {
    ExchangeText.described(failure, title: request?.title, exchanges: exchanges, redaction: redaction)
  }

  // MARK: - Races

  private mutating func run(_ step: RaceStep) throws(CaseStop) {
    var requests: [WireRequest] = []
    for (index, request) in step.requests.enumerated() {
      values.copy = index + 1
      requests.append(try builder.request(RequestParts(request, values)))
      setup.note(request, values)
    }
    let exchanges = try Race(configuration).run(requests)
    if let lost = exchanges.first(where: { $0.response == nil }) {
      throw .failed(described(Failure(lost.problem ?? "there is no response"), request: nil, exchanges: [lost]))
    }
    if let each = step.each {
      for (index, exchange) in exchanges.enumerated() {
        values.copy = index + 1
        guard let response = exchange.response else { continue }
        if let failure = try ResponseJudge(values: values).failure(of: response, expected: each) {
          throw .failed(described(failure, request: step.requests[index], exchanges: [exchange]))
        }
      }
    }
    if let failure = step.counts.failure(of: exchanges) {
      throw .failed(described(failure, request: step.requests.first, exchanges: exchanges))
    }
  }

  // MARK: - Raw bytes

  private mutating func run(_ step: RawStep) throws(CaseStop) {
    var pieces: [[UInt8]] = []
    for piece in step.pieces { pieces.append(try values.text(piece).bytes) }
    let outcome = try RawExchange(configuration).run(step, pieces: pieces) { () throws(CaseStop) in
      try builder.request(RequestParts("GET"))
    }
    for (response, expected) in zip(outcome.responses, step.responses) {
      if let failure = try ResponseJudge(values: values).failure(of: response, expected: expected) {
        throw .failed(outcome.described(failure, pieces, redaction))
      }
    }
    if let problem = outcome.problem { throw .failed(outcome.described(Failure(problem), pieces, redaction)) }
  }
}

extension StatusCounts {
  /// Returns what is wrong with the statuses of a race; nil if they are the expected ones.
  func failure(of exchanges: [Exchange]) -> Failure? {
    let statuses = exchanges.compactMap { $0.response?.status }
    if isEmpty || accept(statuses) { return nil }
    let found = Self.shown(statuses)
    return Failure(
      "of \(exchanges.count) requests at the same moment, the statuses are \(found), expected \(shown)",
      divergence: Divergence(step: "statuses", expected: Text(shown), observed: Text(found)))
  }
}

/// Waits.
enum Pause {
  static func milliseconds(_ milliseconds: Int) {
    var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    var left = timespec()
    // An interrupted wait goes on with the time that is left.
    while nanosleep(&time, &left) != 0, errno == EINTR { time = left }
  }
}
