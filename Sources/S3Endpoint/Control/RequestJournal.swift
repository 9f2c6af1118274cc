import Inspection
import Synchronization
package import VideoSpec

/// The last requests of an endpoint, with what became of them.
package final class RequestJournal: Sendable {
  private struct State {
    var entries: [JournalEntry] = []
    /// Where the next entry goes, once the journal is full.
    var next = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// - Parameter capacity: The number of entries that are kept, at least 1.
  package init(capacity: Int) { self.capacity = max(1, capacity) }

  package func append(_ entry: JournalEntry) {
    state.withLock { state in
      if state.entries.count < capacity {
        state.entries.append(entry)
      } else {
        state.entries[state.next] = entry
        state.next = (state.next + 1) % capacity
      }
    }
  }

  /// The entries, the oldest first.
  package var entries: [JournalEntry] {
    state.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) }
  }

  package func removeAll() { state.withLock { $0 = State() } }
}

/// A request that was answered. It holds no secret: signatures and tokens are left out.
package struct JournalEntry: Sendable {
  package var time: Timestamp
  package var requestID: Text
  package var method: Text
  /// The path of the request line, without the query.
  package var path: Text
  package var operation: S3Operation?
  package var accessKeyID: Text?
  package var status: Int
  /// The refusal, or nil if the request was accepted.
  package var refusal: S3Refusal?
  package var warnings: [S3Warning]
  /// Why the response could not be sent to its end, or nil.
  package var failure: String?
  package var duration: Duration

  init(_ pending: PendingRequest, _ response: S3Response, refusal: S3Refusal?, failure: String?) {
    time = pending.time
    requestID = pending.ids.request
    method = pending.received.method
    path = Text(pending.received.target.bytes.prefix { $0 != UInt8(ascii: "?") })
    operation = pending.operation
    accessKeyID = pending.accessKeyID
    status = response.status
    self.refusal = refusal
    warnings = pending.warnings
    self.failure = failure
    duration = .now - pending.began
  }

  /// An entry for bytes that are no request.
  init(unreadable refusal: S3Refusal, at time: Timestamp, ids: RequestIDs) {
    self.time = time
    requestID = ids.request
    method = ""
    path = ""
    status = refusal.status
    self.refusal = refusal
    warnings = []
    duration = .zero
  }

  /// The entry as one line of a log: what was asked, the status and, for a refusal, the reason in one sentence and the rule.
  package var line: String {
    var words = [time.iso8601.string]
    words.append(method.isEmpty ? "(no request)" : "\(method.printable) \(path.printable)")
    words.append("\(status)")
    if let refusal {
      words.append(refusal.code.rawValue + ":")
      words.append((refusal.explanation ?? refusal.rejection.message).withoutControls)
      if let rule = refusal.requirement { words.append("[\(rule)\(refusal.cause.map { ", \($0.rawValue)" } ?? "")]") }
    }
    for warning in warnings { words.append("warning \(warning.rule): \(warning.message)") }
    if let failure { words.append("(not sent: \(failure))") }
    return words.joined(separator: " ")
  }
}
