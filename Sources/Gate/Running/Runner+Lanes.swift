public import AdapterProtocol
import Synchronization
import VideoSpec

extension Runner {
  /// Runs every case of the plan like ``run(_:against:progress:)``, but on several threads at once. This is for implementations in this
  /// process, because an adapter performs one run at a time.
  ///
  /// - Parameters:
  ///   - lanes: The number of threads. With 1 or less, this thread runs all cases.
  ///   - make: Makes an implementation for each thread, so that the threads share no state.
  /// - Returns: The outcomes, in the order of the plan.
  /// - Throws: ``InputError`` if a case's input does not fit its operation, which is a fault of the suite.
  public func run<Tested: Implementation & SendableMetatype>(
    _ plan: Plan, lanes: Int, of make: @escaping @Sendable () -> Tested
  ) throws(InputError) -> [CaseOutcome] {
    let next = Atomic(0)
    let done = Mutex<[(index: Int, outcome: Result<CaseOutcome, InputError>)]>([])
    Lanes.run(min(lanes, plan.cases.count)) {
      var implementation = make()
      var outcomes: [(Int, Result<CaseOutcome, InputError>)] = []
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < plan.cases.count else { break }
        outcomes.append(
          (index, Result { () throws(InputError) in try outcome(of: plan.cases[index], from: &implementation) }))
      }
      done.withLock { $0 += outcomes }
    }
    var outcomes: [CaseOutcome] = []
    for (_, outcome) in done.withLock({ $0 }).sorted(by: { $0.index < $1.index }) { outcomes.append(try outcome.get()) }
    return outcomes
  }
}
