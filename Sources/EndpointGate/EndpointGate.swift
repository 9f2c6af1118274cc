public import Gate
import Synchronization
import VideoSpec

/// Runs HTTP scenarios against an endpoint, and judges its responses.
public struct EndpointGate: Sendable {
  private let configuration: EndpointConfiguration
  private let signer: any RequestSigner
  private let redaction: Redaction

  /// The number of failed connections in a row after which the remaining cases are not run.
  static let unreachableLimit = 5

  /// Creates a gate that signs with this project's own signer.
  public init(_ configuration: EndpointConfiguration) { self.init(configuration, signer: OwnSigner()) }

  package init(_ configuration: EndpointConfiguration, signer: any RequestSigner) {
    self.configuration = configuration
    self.signer = signer
    redaction = Redaction(configuration.secrets)
  }

  /// The outcomes of a run.
  public struct Run: Sendable {
    /// In the order of the plan.
    public var outcomes: [CaseOutcome]
    /// What the gate could not remove from the endpoint.
    public var warnings: [String]
  }

  /// Why a run cannot begin.
  public struct Obstacle: Sendable {
    public var reason: String
    /// Whether the obstacle may go away without anybody's help: a server that has just been started may not listen yet.
    public var isTemporary: Bool
  }

  /// Why a run cannot begin; nil if it can. Nobody listens, the server does not know the access key, or the given bucket is not empty.
  public func obstacle() -> Obstacle? {
    do throws(CaseStop) {
      if try listOfBuckets() == "InvalidAccessKeyId" {
        return Obstacle(
          reason: "the server does not know the access key: it responds InvalidAccessKeyId to a list of buckets",
          isTemporary: false)
      }
      guard let bucket = configuration.bucket else { return nil }
      let cleaning = BucketCleaning(bucket, configuration)
      if let reason = try cleaning.obstacle() { return Obstacle(reason: reason, isTemporary: true) }
      if try cleaning.keys().isEmpty { return nil }
      return Obstacle(
        reason: "the bucket \(bucket) is not empty, and the gate would delete what is in it: name an empty one",
        isTemporary: false)
    } catch {
      switch error {
      case .unreachable(let reason), .notRun(let reason): return Obstacle(reason: reason, isTemporary: true)
      case .failed(let failure): return Obstacle(reason: failure.reason, isTemporary: true)
      }
    }
  }

  /// The error code with which the server responds to ListBuckets; nil if there is none.
  private func listOfBuckets() throws(CaseStop) -> Text? {
    try RequestBuilder(configuration: configuration, signer: OwnSigner()).request(RequestParts("GET"))
      .exchanged(with: configuration).response?.errorCode
  }

  /// What is probably wrong with the gate's own settings; nil if nothing is.
  public func doubt() -> String? {
    guard (try? listOfBuckets()) == "SignatureDoesNotMatch" else { return nil }
    return "the server responds SignatureDoesNotMatch to a list of buckets: is the secret access key right?"
  }

  /// Runs the cases of a plan, several at the same time. Whatever the server does, every case has a verdict in the end.
  ///
  /// - Parameters:
  ///   - stopsAfter: Whether to begin no more cases after an outcome. Those are reported as not run.
  ///   - progress: Called with each outcome as soon as it is known, by one thread at a time.
  public func run(
    _ plan: Plan, stopsAfter: @escaping @Sendable (CaseOutcome) -> Bool = { _ in false },
    progress: @escaping @Sendable (CaseOutcome) -> Void = { _ in }
  ) -> Run {
    let state = Mutex(State())
    let lanes = configuration.bucket == nil ? configuration.lanes : 1
    Lanes.run(min(lanes, plan.cases.count)) {
      while let (index, vector, reason) = state.withLock({ $0.take(from: plan) }) {
        let start = ContinuousClock.now
        var result = Result(verdict: .notRun(reason ?? ""), warnings: [], isUnreachable: false)
        if reason == nil { result = self.result(of: vector) }
        let outcome = CaseOutcome(
          vector: vector, verdict: result.verdict,
          duration: reason == nil ? start.duration(to: .now) : .zero)
        state.withLock { state in
          state.add(outcome, result, at: index)
          if reason == nil, stopsAfter(outcome) { state.reasonToStop = "the run was stopped after \(vector.id)" }
          progress(outcome)
        }
      }
    }
    return state.withLock { state in
      Run(outcomes: state.outcomes.sorted { $0.index < $1.index }.map(\.outcome), warnings: state.warnings)
    }
  }

  private struct Result {
    var verdict: Verdict
    var warnings: [String]
    var isUnreachable: Bool
  }

  private struct State {
    var next = 0
    var outcomes: [(index: Int, outcome: CaseOutcome)] = []
    var warnings: [String] = []
    var reasonToStop: String?
    private var unreachable = 0

    mutating func take(from plan: Plan) -> (Int, VectorCase, String?)? {
      guard next < plan.cases.count else { return nil }
      defer { next += 1 }
      return (next, plan.cases[next], reasonToStop)
    }

    mutating func add(_ outcome: CaseOutcome, _ result: Result, at index: Int) {
      outcomes.append((index, outcome))
      warnings += result.warnings
      unreachable = result.isUnreachable ? unreachable + 1 : 0
      if unreachable == EndpointGate.unreachableLimit, reasonToStop == nil {
        reasonToStop = "the run was stopped, because the endpoint could not be reached \(unreachable) times"
      }
    }
  }

  private func result(of vector: VectorCase) -> Result {
    guard let scenario = HTTPScenario(vector) else {
      return Result(verdict: .notRun("the case is not an HTTP scenario"), warnings: [], isUnreachable: false)
    }
    var run = ScenarioRun(scenario, configuration, signer: signer, redaction: redaction)
    var result = Result(verdict: .pass, warnings: [], isUnreachable: false)
    do throws(CaseStop) { try run.run() } catch {
      switch error {
      case .failed(let failure): result.verdict = redaction.apply(to: .fail(failure))
      case .notRun(let reason): result.verdict = .notRun(redaction.apply(to: reason))
      case .unreachable(let reason):
        result.isUnreachable = true
        result.verdict = .notRun("the endpoint could not be reached: \(reason)")
      }
    }
    result.warnings = run.cleanUp().map { "\(vector.id): \($0)" }
    return result
  }
}
