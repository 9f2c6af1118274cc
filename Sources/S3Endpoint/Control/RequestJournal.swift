import Synchronization
import VideoSpec

/// The last requests of an endpoint, with what became of them.
///
/// Its size is bounded, whatever clients send: the entries are shortened, and the heads of few requests are kept.
package final class RequestJournal: Sendable {
  /// How many heads of refused requests are kept for a diagnosis.
  static let keptLimit = 200

  private struct State {
    var entries: [JournalEntry] = []
    /// Where the next entry goes, once the journal is full.
    var next = 0
    /// The heads of the last refused requests, the oldest first.
    var kept: [(id: Text, request: KeptRequest)] = []
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// - Parameter capacity: The number of entries that are kept, at least 1.
  package init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Adds an entry, and the head of its request if the diagnosis may need it.
  func append(_ entry: JournalEntry, keeping request: KeptRequest? = nil) {
    // What is replaced is freed after the lock: with many connections, threads would wait for it.
    var replaced = entry
    state.withLock { state in
      if state.entries.count < capacity {
        state.entries.append(entry)
      } else {
        swap(&state.entries[state.next], &replaced)
        state.next = (state.next + 1) % capacity
      }
      guard let request else { return }
      if state.kept.count == Self.keptLimit { state.kept.removeFirst() }
      state.kept.append((entry.requestID, request))
    }
  }

  /// Replaces the entry of the same request, if the journal still has it.
  func update(_ entry: JournalEntry) {
    state.withLock { state in
      guard let index = state.entries.lastIndex(where: { $0.requestID == entry.requestID }) else { return }
      state.entries[index] = entry
    }
  }

  /// The entries, the oldest first.
  package var entries: [JournalEntry] {
    state.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) }
  }

  /// The entry of a request, and the head if it was kept; nil if the journal does not have it.
  func entry(_ id: Text) -> (entry: JournalEntry, request: KeptRequest?)? {
    state.withLock { state in
      guard let entry = state.entries.first(where: { $0.requestID == id }) else { return nil }
      return (entry, state.kept.last { $0.id == id }?.request)
    }
  }

  package func removeAll() { state.withLock { $0 = State() } }
}

/// The head of a refused request, and the fields of a form, as they were received.
///
/// They contain signatures and tokens: only the inspector reads them, and what it says contains none.
struct KeptRequest: Sendable {
  /// Longer heads are not kept.
  static let limit = 16 << 10

  let received: ReceivedRequest
  let isSecure: Bool
  /// The fields of a form before its file; nil for other requests.
  let form: [Field]?

  /// Nil for a request that is too long to keep.
  init?(_ pending: PendingRequest, form: [Field]?) {
    let headers = pending.received.headers.reduce(0) { $0 + $1.name.bytes.count + $1.value.bytes.count }
    let fields = (form ?? []).reduce(0) { $0 + $1.name.bytes.count + $1.value.bytes.count }
    guard pending.received.target.bytes.count + headers + fields <= Self.limit else { return nil }
    received = pending.received
    isSecure = pending.isSecure
    self.form = form
  }
}
