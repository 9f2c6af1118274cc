public import AdapterProtocol
public import VideoSpec

/// Puts cases to an implementation and has its answers judged. An implementation in this process and a child process go the same way.
public struct Runner: Sendable {
  /// How many runs may end without an answer before the rest is not run.
  public static let abnormalEndLimit = 5

  /// How long an implementation has for each answer.
  public var deadlineMilliseconds: Int
  private let judge: Judge
  private let oracle: any SignatureOracle
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - oracle: Recomputes signatures for the judge.
  ///   - now: The time of day, for implementations that sign by their own clock.
  public init(
    oracle: any SignatureOracle, deadlineMilliseconds: Int = 2000, now: @escaping @Sendable () -> Timestamp
  ) {
    self.deadlineMilliseconds = deadlineMilliseconds
    self.oracle = oracle
    self.now = now
    judge = Judge(oracle: oracle)
  }

  /// The outcome of every case of the plan, in its order.
  ///
  /// - Parameter progress: Told each outcome as it comes.
  /// - Throws: ``InputError`` when a case's input is not what its operation wants, which is the suite's own fault.
  public func run(
    _ plan: Plan, against implementation: inout some Implementation, progress: (CaseOutcome) -> Void = { _ in }
  ) throws(InputError) -> [CaseOutcome] {
    var outcomes: [CaseOutcome] = []
    var abnormalEnds = 0
    for vector in plan.cases {
      let outcome =
        if abnormalEnds == Runner.abnormalEndLimit {
          CaseOutcome(vector: vector, verdict: .notRun("the run was stopped after \(abnormalEnds) abnormal ends"))
        } else {
          try self.outcome(of: vector, from: &implementation)
        }
      if case .broken(let breakage) = outcome.verdict, breakage.kind != .adapterError { abnormalEnds += 1 }
      outcomes.append(outcome)
      progress(outcome)
    }
    return outcomes
  }

  /// The outcomes when the implementation cannot even be asked: the first case is broken, the rest are not run.
  public func outcomes(of plan: Plan, brokenBy breakage: Breakage) -> [CaseOutcome] {
    plan.cases.enumerated().map { index, vector in
      let verdict: Verdict = index == 0 ? .broken(breakage) : .notRun("the implementation did not start")
      return CaseOutcome(vector: vector, verdict: verdict)
    }
  }

  /// One case, put and judged.
  func outcome(
    of vector: VectorCase, from implementation: inout some Implementation
  ) throws(InputError) -> CaseOutcome {
    CaseOutcome(vector: vector, verdict: try verdict(on: vector, from: &implementation))
  }

  private func verdict(
    on vector: VectorCase, from implementation: inout some Implementation
  ) throws(InputError) -> Verdict {
    let profile = implementation.profile
    if let reason = profile.reasonNotToRun(vector) { return .unsupported(reason) }
    if vector.operation == .recordScenario {
      let run = try ScenarioRun(
        vector, judgedBy: judge, deadlineMilliseconds: deadlineMilliseconds, profile: profile)
      do throws(Breakage) { return try run.verdict(on: &implementation) } catch { return .broken(error) }
    }
    let run = Run(
      operation: vector.operation, clock: vector.clock, random: oracle.sha256(vector.question),
      deadlineMilliseconds: deadlineMilliseconds, input: vector.input)
    let start = now()
    let observation: Observation
    do {
      observation = try implementation.perform(run)
    } catch {
      return .broken(error)
    }
    let dates = profile.clock == .own ? start...max(start, now()) : vector.clock...vector.clock
    return try judge.verdict(on: observation, of: vector, dates: dates, profile: profile)
  }
}

extension VectorCase {
  /// All that an implementation is told, and nothing else: what it gets as random is the same at every run, and says no more.
  fileprivate var question: [UInt8] { Array("\(operation)\n\(clock.iso8601)\n".utf8) + input.line }
}

extension ImplementationProfile {
  /// Why a case cannot be put to this implementation; nil when it can.
  fileprivate func reasonNotToRun(_ vector: VectorCase) -> String? {
    if let gap = unsupported.first(where: { $0.requirement == vector.requirement.id }) { return gap.reason }
    if let message = vector.operation.messages.first(where: { !operations.contains($0) }) {
      return "it does not answer \(message)"
    }
    if vector.operation == .recordScenario { return reasonNotToPlay(vector) }
    let signers: [Operation] = [.signURL, .signHeaders, .policyBuild]
    let timeless: [Operation] = [
      .canonical, .formParse, .formRespond, .keyParse, .mediaTypeParse, .limitsRead, .objectValidate,
    ]
    if clock == .own, !signers.contains(vector.operation), !timeless.contains(vector.operation) {
      return "it has a clock of its own, and \(vector.operation) can only be judged at a given time"
    }
    return nil
  }

  private func reasonNotToPlay(_ vector: VectorCase) -> String? {
    let steps = vector.input["steps"]?.array ?? []
    if clock == .own { return "it has a clock of its own, and scenarios have theirs" }
    if random == .own, steps.contains(where: { $0["random"] != nil }) {
      return "it has randomness of its own, and the scenario needs a given one"
    }
    let points = steps.compactMap { $0["fault"]?["point"]?.string }
    return points.first { !faults.contains($0) }.map { "it cannot fail at \($0)" }
  }
}
