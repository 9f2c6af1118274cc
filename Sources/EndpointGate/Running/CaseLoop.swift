import Gate
import Synchronization
import VideoSpec

/// Runs the cases of a plan, several at the same time. Whatever the server does, every case has a verdict in the end.
struct CaseLoop {
  /// How many cases run at the same time.
  let lanes: Int
  /// Whether to begin no more cases after an outcome. Those are reported as not run.
  let stopsAfter: @Sendable (CaseOutcome) -> Bool
  /// Called with each outcome as soon as it is known, by one thread at a time.
  let progress: @Sendable (CaseOutcome) -> Void

  /// The number of failed connections in a row after which the remaining cases are not run.
  static let unreachableLimit = 5

  /// What a case came to.
  struct Result {
    var verdict: Verdict
    /// What could not be removed after the case.
    var warnings: [String] = []
    var isUnreachable = false
    /// Why no further case can be run; nil if the run goes on.
    var reasonToEnd: String?

    /// Takes the end of a case over, without secrets.
    mutating func stop(_ stop: CaseStop, _ redaction: Redaction) {
      switch stop {
      case .failed(let failure): verdict = redaction.apply(to: .fail(failure))
      case .notRun(let reason): verdict = .notRun(redaction.apply(to: reason))
      case .ended(let reason):
        verdict = .notRun(redaction.apply(to: reason))
        reasonToEnd = redaction.apply(to: reason)
      case .unreachable(let reason):
        isUnreachable = true
        verdict = .notRun("the endpoint could not be reached: \(reason)")
      }
    }
  }

  /// - Parameters:
  ///   - isAlone: Whether nothing else may run beside a case. Such cases come last.
  ///   - result: Runs a case, on any of several threads.
  func run(
    _ plan: Plan, isAlone: (VectorCase) -> Bool = { _ in false }, result: @Sendable (VectorCase) -> Result
  ) -> EndpointGate.Run {
    let alone = plan.cases.map(isAlone)
    let state = Mutex(State())
    for (count, isAlone) in [(lanes, false), (1, true)] {
      let indices = plan.cases.indices.filter { alone[$0] == isAlone }
      state.withLock { $0.left = indices[...] }
      run(plan, lanes: min(count, indices.count), state, result)
    }
    return state.withLock { state in
      EndpointGate.Run(
        outcomes: state.outcomes.sorted { $0.index < $1.index }.map(\.outcome), warnings: state.warnings)
    }
  }

  private func run(
    _ plan: Plan, lanes: Int, _ state: borrowing Mutex<State>, _ result: @Sendable (VectorCase) -> Result
  ) {
    Lanes.run(lanes) {
      while let (index, vector, reason) = state.withLock({ $0.take(from: plan) }) {
        let start = ContinuousClock.now
        let result = reason.map { Result(verdict: .notRun($0)) } ?? result(vector)
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
  }

  private struct State {
    /// The indices of the cases that have not begun.
    var left: ArraySlice<Int> = []
    var outcomes: [(index: Int, outcome: CaseOutcome)] = []
    var warnings: [String] = []
    var reasonToStop: String?
    private var unreachable = 0

    mutating func take(from plan: Plan) -> (Int, VectorCase, String?)? {
      guard let next = left.popFirst() else { return nil }
      return (next, plan.cases[next], reasonToStop)
    }

    mutating func add(_ outcome: CaseOutcome, _ result: Result, at index: Int) {
      outcomes.append((index, outcome))
      warnings += result.warnings
      unreachable = result.isUnreachable ? unreachable + 1 : 0
      if let reason = result.reasonToEnd, reasonToStop == nil { reasonToStop = "the run was stopped: \(reason)" }
      if unreachable == CaseLoop.unreachableLimit, reasonToStop == nil {
        reasonToStop = "the run was stopped, because the endpoint could not be reached \(unreachable) times"
      }
    }
  }
}
