import Foundation
package import ReferenceAdapter
import ReferenceImpl
import Synchronization
import VideoSpec

extension RecordingEngine {
  /// A SQLite database in which every transaction is committed together with `count - 1` others.
  package static func grouped(_ count: Int) -> RecordingEngine {
    var engine = RecordingEngine.sqlite
    engine.open = { directory in
      var options = SQLiteOptions()
      options.groupMinimum = count
      return GroupedRecordStore(try SQLiteRecordStore(path: "\(directory)/recorder.db", options: options), count)
    }
    return engine
  }
}

/// Runs each transaction of a store beside others, which the store commits together with it.
private final class GroupedRecordStore: RecordStore {
  private let store: SQLiteRecordStore
  private let count: Int

  init(_ store: SQLiteRecordStore, _ count: Int) {
    self.store = store
    self.count = count
  }

  func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result {
    try together { try store.transaction(reaching: reach, body) }
  }

  func add(users: [Text], sessions: [NewSession], questions: [Int]) throws {
    try together { try store.add(users: users, sessions: sessions, questions: questions) }
  }

  func removeSession(tokenHash: [UInt8]) throws { try together { try store.removeSession(tokenHash: tokenHash) } }

  func removeSessions(expiredBy time: Timestamp) throws {
    try together { try store.removeSessions(expiredBy: time) }
  }

  func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
    try together { try store.takeLease(name, for: holder, at: time, until: end) }
  }

  func check() throws { try together { try store.check() } }

  func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) throws -> Text? {
    try store.nextOverdue(formExpiredBy: time, after: externalID)
  }

  func uploads() throws -> [RecordedUpload] { try store.uploads() }

  /// Runs work while `count - 1` threads each take a lease of their own. Work that fails is replaced by another lease, because the store
  /// waits for `count` transactions.
  private func together<Result>(_ work: () throws -> Result) throws -> Result {
    let running = Fillers(store)
    for _ in 1..<count { running.start() }
    defer {
      while running.count > 0 {
        let before = running.count
        usleep(2000)
        if running.count == before { running.start() }
      }
    }
    return try work()
  }
}

private final class Fillers: Sendable {
  private let store: SQLiteRecordStore
  private let state = Mutex((started: 0, running: 0))

  init(_ store: SQLiteRecordStore) { self.store = store }

  /// How many threads have not ended.
  var count: Int { state.withLock { $0.running } }

  func start() {
    let number = state.withLock { state in
      state.started += 1
      state.running += 1
      return state.started
    }
    Thread.detachNewThread { [self] in
      // A database that is locked or that has failed is the case's own fault.
      _ = try? store.takeLease(Text("filler \(number)"), for: "test", at: .minimum, until: .maximum)
      state.withLock { $0.running -= 1 }
    }
  }
}
