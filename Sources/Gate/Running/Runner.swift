public import AdapterProtocol
public import VideoSpec

/// Runs cases against an implementation and has the results judged. An implementation in this process and a child process are treated
/// alike.
public struct Runner: Sendable {
  /// After this many runs without a result the remaining cases are not run.
  public static let abnormalEndLimit = 5

  /// How long an implementation may take for each call.
  public var deadlineMilliseconds: Int
  private let judge: Judge
  private let oracle: any SignatureOracle
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - oracle: Recomputes signatures for the judge.
  ///   - now: Returns the current time, for implementations that sign by their own clock.
  public init(
    oracle: any SignatureOracle, deadlineMilliseconds: Int = 2000, now: @escaping @Sendable () -> Timestamp
  ) {
    self.deadlineMilliseconds = deadlineMilliseconds
    self.oracle = oracle
    self.now = now
    judge = Judge(oracle: oracle)
  }

  /// Runs every case of the plan and returns the outcomes in the order of the plan.
  ///
  /// - Parameters:
  ///   - stopsAfter: Whether to stop after an outcome. The cases that follow are reported as not run.
  ///   - progress: Called with each outcome as soon as it is known.
  /// - Throws: ``InputError`` if a case's input does not fit its operation, which is a fault of the suite.
  public func run(
    _ plan: Plan, against implementation: inout some Implementation,
    stopsAfter: (CaseOutcome) -> Bool = { _ in false }, progress: (CaseOutcome) -> Void = { _ in }
  ) throws(InputError) -> [CaseOutcome] {
    var outcomes: [CaseOutcome] = []
    var abnormalEnds = 0
    var reasonToStop: String?
    for vector in plan.cases {
      let outcome =
        if let reasonToStop {
          CaseOutcome(vector: vector, verdict: .notRun(reasonToStop))
        } else {
          try self.outcome(of: vector, from: &implementation)
        }
      if case .broken(let breakage) = outcome.verdict, breakage.kind != .adapterError { abnormalEnds += 1 }
      if reasonToStop == nil {
        if abnormalEnds == Runner.abnormalEndLimit {
          reasonToStop = "the run was stopped after the adapter had failed \(abnormalEnds) times"
        } else if stopsAfter(outcome) {
          reasonToStop = "the run was stopped after \(vector.id)"
        }
      }
      outcomes.append(outcome)
      progress(outcome)
    }
    return outcomes
  }

  /// Returns the outcomes for an implementation that did not start: the first case is broken, and the others are not run.
  public func outcomes(of plan: Plan, brokenBy breakage: Breakage) -> [CaseOutcome] {
    plan.cases.enumerated().map { index, vector in
      let verdict: Verdict = index == 0 ? .broken(breakage) : .notRun("the implementation did not start")
      return CaseOutcome(vector: vector, verdict: verdict)
    }
  }

  /// Runs and judges one case.
  func outcome(
    of vector: VectorCase, from implementation: inout some Implementation
  ) throws(InputError) -> CaseOutcome {
    let start = ContinuousClock.now
    let verdict = try verdict(on: vector, from: &implementation).shown(for: vector)
    return CaseOutcome(vector: vector, verdict: verdict, duration: start.duration(to: .now))
  }

  private func verdict(
    on vector: VectorCase, from implementation: inout some Implementation
  ) throws(InputError) -> Verdict {
    let shape = vector.operation.declaration.shape
    if let reason = implementation.info.reasonNotToRun(vector, shape) { return .unsupported(reason) }
    switch shape {
    case .call(let shape):
      let info = implementation.info
      let run = Run(
        call: shape.call, clock: vector.clock, random: oracle.sha256(vector.seed),
        deadlineMilliseconds: deadlineMilliseconds, input: vector.input)
      // Clocks that are read in different ways can be up to a second apart.
      let start = Timestamp(clamping: now().seconds - 1)
      let observation: Observation
      do {
        observation = try implementation.perform(run)
      } catch {
        return .broken(error)
      }
      let dates = info.clock == .own ? start...max(start, now()) : vector.clock...vector.clock
      return try judge.verdict(on: observation, of: vector, dates: dates, implementation: info)
    case .scenario(let kind):
      return try kind.verdict(
        of: vector, against: &implementation, judge: judge, deadlineMilliseconds: deadlineMilliseconds)
    case .exchanges: return .unsupported("an adapter takes no HTTP requests: use --endpoint")
    }
  }
}

extension VectorCase {
  /// The bytes from which the random bytes of the run are derived: everything that the implementation is told, and nothing else, so that
  /// they are the same for every run and disclose nothing.
  fileprivate var seed: [UInt8] { Array("\(operation)\n\(clock.iso8601)\n".utf8) + input.line }
}

extension ImplementationInfo {
  /// Why a case cannot be run against this implementation; nil if it can.
  fileprivate func reasonNotToRun(_ vector: VectorCase, _ shape: CaseShape) -> String? {
    if let gap = unsupported.first(where: { $0.requirement == vector.requirement.id }) { return gap.reason }
    if let call = shape.calls.first(where: { !calls.contains($0) }) { return "it does not support \(call)" }
    switch shape {
    case .call(let shape):
      if clock == .own, shape.clock == .given {
        return "it uses its own clock, but \(shape.call) can only be judged at a given time"
      }
      return nil
    case .scenario(let kind): return kind.reasonNotToRun(vector, against: self)
    case .exchanges: return nil
    }
  }
}
