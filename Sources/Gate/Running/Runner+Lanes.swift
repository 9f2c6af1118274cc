public import AdapterProtocol
import Glibc
import Synchronization
import VideoSpec

extension Runner {
  /// The same as ``run(_:against:progress:)`` on several threads at once, for implementations in this process: a process answers one
  /// question at a time.
  ///
  /// - Parameters:
  ///   - lanes: How many; 1 and less: this thread does it all.
  ///   - make: An implementation for each lane: what one case leaves behind another lane's must not find.
  /// - Returns: The outcome of every case of the plan, in its order, whatever lane it came from.
  /// - Throws: ``InputError`` as the other does.
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

/// Threads for work that is divided.
private enum Lanes {
  private final class Body {
    let call: @Sendable () -> Void
    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }

  /// Calls a closure on so many threads at once, this one among them, and waits for all. A thread that cannot be had is done without.
  static func run(_ count: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      for _ in 1..<max(count, 1) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
          &thread, nil,
          { argument in
            Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().call()
            return nil
          }, argument.toOpaque())
        if code == 0 { threads.append(thread) } else { argument.release() }
      }
      body()
      for thread in threads { pthread_join(thread, nil) }
    }
  }
}
