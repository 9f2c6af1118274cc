import ReferenceImpl
package import VideoSpec

/// The last requests of an endpoint, with what became of them.
///
/// Its size is bounded, whatever clients send: the entries are shortened, and the heads of few requests are kept.
package final class RequestJournal: Sendable {
  /// How many heads of refused requests are kept for a diagnosis.
  static let keptLimit = 200

  private struct State {
    /// A ring: the entry with the number n is at n modulo the capacity.
    var entries: [JournalEntry] = []
    /// How many entries were added since the journal was emptied.
    var count = 0
    /// How often the journal was emptied.
    var generation = 0
    /// The heads of the last refused requests, the oldest first.
    var kept: [(id: Text, request: KeptRequest)] = []
  }

  /// Where an entry is, as long as the journal has it.
  struct Place {
    fileprivate let number: Int
    fileprivate let generation: Int
  }

  private let capacity: Int
  private let state = SharedState(State())

  /// - Parameter capacity: The number of entries that are kept, at least 1.
  package init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Adds an entry, and the head of its request if the diagnosis may need it.
  ///
  /// - Returns: Where the entry is, for ``end(at:after:failure:)``.
  @discardableResult
  func append(_ entry: JournalEntry, keeping request: KeptRequest? = nil) -> Place {
    // What is replaced is freed after the lock: with many connections, threads would wait for it.
    var replaced = entry
    return state.withLock { state in
      let place = Place(number: state.count, generation: state.generation)
      if state.entries.count < capacity {
        state.entries.append(entry)
      } else {
        swap(&state.entries[state.count % capacity], &replaced)
      }
      state.count += 1
      if let request {
        if state.kept.count == Self.keptLimit { state.kept.removeFirst() }
        state.kept.append((entry.requestID, request))
      }
      return place
    }
  }

  /// Records how a request ended, if the journal still has it.
  func end(at place: Place, after duration: Duration, failure: String?) {
    state.withLock { state in
      guard place.generation == state.generation, state.count - place.number <= capacity else { return }
      let index = place.number % capacity
      state.entries[index].duration = duration
      if let failure { state.entries[index].failure = failure }
    }
  }

  /// The entries, the oldest first.
  package var entries: [JournalEntry] {
    state.withLock { state in
      let oldest = state.entries.count < capacity ? 0 : state.count % capacity
      return Array(state.entries[oldest...] + state.entries[..<oldest])
    }
  }

  /// The entries of requests for a key, or for any key, the oldest first.
  package func entries(of key: Text?, in bucket: Text) -> [JournalEntry] {
    state.withLock { state in
      let oldest = state.entries.count < capacity ? 0 : state.count % capacity
      return [state.entries[oldest...], state.entries[..<oldest]].flatMap { part in
        part.filter { (key == nil || $0.key == key) && $0.bucket == bucket }
      }
    }
  }

  /// The entry of a request, and the head if it was kept; nil if the journal does not have it.
  func entry(_ id: Text) -> (entry: JournalEntry, request: KeptRequest?)? {
    state.withLock { state in
      guard let entry = state.entries.first(where: { $0.requestID == id }) else { return nil }
      return (entry, state.kept.last { $0.id == id }?.request)
    }
  }

  package func removeAll() { state.withLock { $0 = State(generation: $0.generation + 1) } }
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
