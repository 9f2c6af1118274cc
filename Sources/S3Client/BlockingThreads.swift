import HTTPCore
import Synchronization

/// Threads for work that blocks, which would occupy the few threads of Swift's concurrency.
///
/// A thread ends when there is no work left for it.
final class BlockingThreads: Sendable {
  /// The most threads at the same time. More work waits for its turn.
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    var threads = 0
    var waiting: [@Sendable () -> Void] = []
  }

  init(limit: Int) { self.limit = limit }

  /// Runs work on a thread, in turn if all are busy.
  ///
  /// - Throws: `TransportError.system` if the system has no thread for it, and none runs that could take it.
  func run(_ work: @escaping @Sendable () -> Void) throws(TransportError) {
    let needsThread = state.withLock { state in
      state.waiting.append(work)
      guard state.threads < limit else { return false }
      state.threads += 1
      return true
    }
    guard needsThread else { return }
    do throws(TransportError) {
      try SystemThread.start { self.work() }
    } catch {
      let isStranded = state.withLock { state in
        state.threads -= 1
        // Another thread takes what waits.
        guard state.threads == 0 else { return false }
        state.waiting = []
        return true
      }
      if isStranded { throw error }
    }
  }

  private func work() {
    while let next = next() { next() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.threads -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
