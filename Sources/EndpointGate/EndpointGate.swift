public import Gate
import VideoSpec

/// Runs HTTP scenarios against an endpoint, and judges its responses.
public struct EndpointGate: Sendable {
  private let configuration: EndpointConfiguration
  private let signer: any RequestSigner
  private let redaction: Redaction

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
      case .unreachable(let reason), .notRun(let reason), .ended(let reason):
        return Obstacle(reason: reason, isTemporary: true)
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
    CaseLoop(lanes: configuration.bucket == nil ? configuration.lanes : 1, stopsAfter: stopsAfter, progress: progress)
      .run(plan) { result(of: $0) }
  }

  private func result(of vector: VectorCase) -> CaseLoop.Result {
    guard let scenario = HTTPScenario(vector) else {
      return CaseLoop.Result(verdict: .notRun("the case is not an HTTP scenario"))
    }
    var run = ScenarioRun(scenario, configuration, signer: signer, redaction: redaction)
    var result = CaseLoop.Result(verdict: .pass)
    do throws(CaseStop) { try run.run() } catch { result.stop(error, redaction) }
    result.warnings = run.cleanUp().map { "\(vector.id): \($0)" }
    return result
  }
}
