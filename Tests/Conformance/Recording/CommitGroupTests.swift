import Foundation
import Rehearsal
import Testing
import VideoSpec

@testable import ReferenceImpl

/// Transactions of several threads that a SQLite record store commits together.
@Suite("Groups of transactions", .timeLimit(.minutes(60)))
struct CommitGroupTests {
  private let directory = ScratchDirectory()

  private func connection() throws -> DatabaseWriter {
    _ = try Rehearsal.open(directory.database)
    return try DatabaseWriter(
      path: directory.database, schema: .recording, options: Rehearsal.options(busyMilliseconds: 0))
  }

  private func insert(_ question: Int) -> (Database) throws -> Void {
    { try $0.run("INSERT INTO questions VALUES (?)", [.integer(question)]) }
  }

  private func questions() throws -> [String] {
    try Inspection(directory).query("SELECT id FROM questions WHERE id >= 100 ORDER BY id")
  }

  @Test("a member that fails takes back only what it wrote")
  func failure() throws {
    var connection = try connection()
    let (_, group) = try connection.join(reaching: { _ in }, committingIf: { _ in false }, insert(100))
    #expect(throws: DatabaseError.self) {
      let body = { (database: Database) in
        try insert(101)(database)
        try insert(100)(database)
      }
      _ = try connection.join(reaching: { _ in }, committingIf: { _ in false }, body)
    }
    #expect(try questions() == [])
    let (_, same) = try connection.join(reaching: { _ in }, committingIf: { $0 == 2 }, insert(102))
    #expect(group === same)
    try group.wait()
    try same.wait()
    #expect(try questions() == ["100", "102"])
  }

  @Test("a member that fails commits what the others wait for, if it is the last")
  func lastFails() throws {
    var connection = try connection()
    var commits = false
    let (_, group) = try connection.join(reaching: { _ in }, committingIf: { _ in commits }, insert(100))
    commits = true
    #expect(throws: Failure.self) {
      try connection.join(
        reaching: { _ in throw Failure("before COMMIT") }, committingIf: { _ in commits }, insert(101))
    }
    try group.wait()
    #expect(try questions() == ["100"])
  }

  @Test("the outcome of a commit that fails is unknown for every member")
  func commitFails() throws {
    var connection = try connection()
    let (_, group) = try connection.join(reaching: { _ in }, committingIf: { _ in false }, insert(100))
    // Deferred constraints are checked by COMMIT.
    let body = { (database: Database) in
      try database.run("PRAGMA defer_foreign_keys = ON")
      try database.run(
        """
        INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at)
        VALUES ('00000000-0000-4000-8000-000000000000', 4711, 4711, 1, 'processing', 0)
        """)
    }
    let (_, same) = try connection.join(reaching: { _ in }, committingIf: { $0 == 2 }, body)
    for group in [group, same] {
      let error = try #require(throws: RecordStoreError.self) { try group.wait() }
      #expect(error.kind == .outcomeUnknown)
    }
    #expect(try questions() == [])
    // The next group begins with a new connection.
    try connection.transaction { try insert(103)($0) }
    #expect(try questions() == ["103"])
  }

  @Test("who waited while another process kept the lock does not wait again, but joins a group that is open")
  func patience() throws {
    var connection = try connection()
    let other = try Database(path: directory.database, access: .write, busyMilliseconds: 0)
    let arrival = ContinuousClock.now
    try other.execute("BEGIN IMMEDIATE")
    #expect(throws: DatabaseError.self) { try connection.transaction { try insert(100)($0) } }
    try other.execute("ROLLBACK")
    // The lock is free now, and nobody looks.
    let error = try #require(throws: RecordStoreError.self) {
      _ = try connection.join(since: arrival, reaching: { _ in }, committingIf: { _ in true }, insert(101))
    }
    #expect(error.kind == .busy)
    let (_, group) = try connection.join(reaching: { _ in }, committingIf: { _ in false }, insert(102))
    let (_, same) = try connection.join(
      since: arrival, reaching: { _ in }, committingIf: { $0 == 2 }, insert(103))
    try group.wait()
    try same.wait()
    #expect(try questions() == ["102", "103"])
  }

  @Test("sixteen threads share commits, and each finds what it wrote")
  func threads() throws {
    let store = try SQLiteRecordStore(path: directory.database)
    try store.add(users: [], sessions: [], questions: [])
    let count = 400
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      for index in 0..<(count / 16) {
        let question = 100 + thread * count + index
        do {
          try store.add(users: [], sessions: [], questions: [question])
          let found = try store.transaction(reaching: { _ in }) { try $0.hasQuestion(question) }
          #expect(found)
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    #expect(try questions().count == count)
  }
}
