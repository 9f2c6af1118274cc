import Synchronization

/// Transactions that are committed together. Each member waits for the outcome on its own thread.
final class CommitGroup: Sendable {
  private struct State {
    var members = 1
    var failure: RecordStoreError?
  }

  private let state = SharedState(State())
  private let ended = SystemSemaphore()

  /// The number of bodies that have succeeded and wait for the commit.
  var members: Int {
    get { state.withLock { $0.members } }
    set { state.withLock { $0.members = newValue } }
  }

  /// Ends the group, and lets its members go on.
  ///
  /// - Parameter failure: Why the commit failed, or nil if everything is recorded.
  func end(_ failure: RecordStoreError?) {
    let members = state.withLock { state in
      state.failure = failure
      return state.members
    }
    for _ in 0..<members { ended.signal() }
  }

  /// Waits for the commit. Each member calls it once.
  ///
  /// - Throws: ``RecordStoreError`` if the commit failed.
  func wait() throws(RecordStoreError) {
    ended.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}
