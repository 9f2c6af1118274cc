import ReferenceImpl
import Synchronization
package import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The faults that tests have asked for.
package final class FaultPlan: Sendable {
  /// The most faults at the same time.
  package static let limit = 100

  private struct State {
    var faults: [EndpointFault] = []
    /// Counts how often the faults were ended, which also ends the delays that run.
    var generation = 0

    /// Takes the faults that a condition chooses, and removes those that were the last of their count.
    mutating func take(_ isTaken: (EndpointFault) -> Bool) -> [EndpointFault.Kind] {
      if faults.isEmpty { return [] }
      var kinds: [EndpointFault.Kind] = []
      faults = faults.compactMap { fault in
        guard isTaken(fault) else { return fault }
        kinds.append(fault.kind)
        guard let count = fault.count else { return fault }
        var left = fault
        left.count = count - 1
        return count > 1 ? left : nil
      }
      return kinds
    }
  }

  private let state = SharedState(State())

  package init() {}

  /// The faults, the oldest first, each with the number of requests that are left.
  package var faults: [EndpointFault] { state.withLock { $0.faults } }

  /// Adds a fault. Returns false if there are already ``limit`` faults.
  package func add(_ fault: EndpointFault) -> Bool {
    state.withLock { state in
      guard state.faults.count < Self.limit else { return false }
      state.faults.append(fault)
      return true
    }
  }

  /// Ends all faults, and the delays that requests are waiting for.
  package func removeAll() {
    state.withLock { state in
      state.faults = []
      state.generation += 1
    }
  }

  /// Ends the faults of these keys, where nil stands for faults of every key. Requests that are already delayed go on waiting.
  package func remove(keys: Set<Text?>) {
    state.withLock { state in state.faults.removeAll { keys.contains($0.key) } }
  }

  /// The faults to commit before a request is looked at: every delay, then the first of the others. Each counts this request.
  func takeEarly(_ operation: S3Operation, _ bucket: Text?, _ key: Text?) -> [EndpointFault.Kind] {
    state.withLock { state in
      var isOver = false
      return state.take { (fault: EndpointFault) -> Bool in
        guard fault.kind.isEarly, fault.concerns(operation, bucket, key) else { return false }
        if case .delay = fault.kind { return true }
        defer { isOver = true }
        return !isOver
      }.sorted { $0.isDelay && !$1.isDelay }
    }
  }

  /// The fault to commit on a response: the first that concerns the request. A refused request commits nothing that could be lost.
  func takeLate(
    _ operation: S3Operation, _ bucket: Text?, _ key: Text?, isAccepted: Bool
  ) -> EndpointFault.Kind? {
    state.withLock { state in
      var isOver = false
      return state.take { (fault: EndpointFault) -> Bool in
        guard !isOver, !fault.kind.isEarly, fault.concerns(operation, bucket, key) else { return false }
        isOver = isAccepted || fault.kind != .lostResponse
        return isOver
      }.first
    }
  }

  /// How many requests wait at the same time. Each keeps a thread, and some have to be left for the control plane.
  private static let waitLimit = 128
  private let waiting = Atomic(0)

  /// Waits for a delay, or until the faults are ended. Does not wait if ``waitLimit`` requests do.
  func wait(milliseconds: Int) {
    defer { waiting.subtract(1, ordering: .relaxed) }
    guard waiting.add(1, ordering: .relaxed).newValue <= Self.waitLimit else { return }
    let generation = state.withLock { $0.generation }
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while true {
      let left = end - .now
      guard left > .zero, state.withLock({ $0.generation }) == generation else { return }
      let microseconds = min(left, .milliseconds(20)).components.attoseconds / 1_000_000_000_000
      usleep(UInt32(max(1, microseconds)))
    }
  }
}
