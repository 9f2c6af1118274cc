package import Gate
import HTTPClient
import VideoSpec

/// Runs the scenarios of a service against a backend, and is the backend's store.
package struct ServiceGate: Sendable {
  private let configuration: ServiceConfiguration
  private let store: GateStore
  private let hook: ServiceHook?
  private let redaction: Redaction

  package init(_ configuration: ServiceConfiguration, store: GateStore, hook: ServiceHook?) {
    self.configuration = configuration
    self.store = store
    self.hook = hook
    redaction = Redaction(configuration.backend.secrets)
  }

  /// Why a run cannot begin: the backend does not respond, or says that it is not ready yet (503 with `Retry-After`). Nil if it responds with
  /// anything else.
  package static func obstacle(of backend: EndpointConfiguration) -> EndpointGate.Obstacle? {
    let host = HeaderField("Host", backend.endpoint.authority)
    let request = WireRequest(method: "GET", target: "/", fields: [host], body: [])
    do throws(CaseStop) {
      let exchange = try request.exchanged(with: backend)
      if let response = exchange.response {
        guard response.status == 503, response.header("retry-after") != nil else { return nil }
        return EndpointGate.Obstacle(reason: "it responds with 503 and Retry-After", isTemporary: true)
      }
      return EndpointGate.Obstacle(reason: exchange.problem ?? "there is no response", isTemporary: true)
    } catch {
      switch error {
      case .unreachable(let reason), .notRun(let reason), .ended(let reason):
        return EndpointGate.Obstacle(reason: reason, isTemporary: true)
      case .failed(let failure): return EndpointGate.Obstacle(reason: failure.reason, isTemporary: true)
      }
    }
  }

  /// Runs the cases of a plan, several at the same time. Whatever the backend does, every case has a verdict in the end.
  ///
  /// - Parameters:
  ///   - stopsAfter: Whether to begin no more cases after an outcome. Those are reported as not run.
  ///   - progress: Called with each outcome as soon as it is known, by one thread at a time.
  package func run(
    _ plan: Plan, stopsAfter: @escaping @Sendable (CaseOutcome) -> Bool = { _ in false },
    progress: @escaping @Sendable (CaseOutcome) -> Void = { _ in }
  ) -> EndpointGate.Run {
    let loop = CaseLoop(lanes: configuration.backend.lanes, stopsAfter: stopsAfter, progress: progress)
    return loop.run(plan, isAlone: { ServiceScenario($0)?.concernsOthers ?? false }, result: { result(of: $0) })
  }

  private func result(of vector: VectorCase) -> CaseLoop.Result {
    guard let scenario = ServiceScenario(vector) else {
      return CaseLoop.Result(verdict: .notRun("the case is not a scenario of a service"))
    }
    var run = ServiceRun(scenario, configuration, store: store, hook: hook, redaction: redaction)
    var result = CaseLoop.Result(verdict: .pass)
    do throws(CaseStop) { try run.run() } catch { result.stop(error, run.redaction) }
    result.warnings = run.cleanUp().map { "\(vector.id): \($0)" }
    return result
  }
}
