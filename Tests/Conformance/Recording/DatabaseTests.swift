import Foundation
import Rehearsal
import Testing
import VideoSpec

@testable import ReferenceImpl

@Suite("The recorder's database", .timeLimit(.minutes(10)))
struct DatabaseTests {
  private let directory = ScratchDirectory()

  @Test("the database is set up as it has to be, on every connection")
  func pragmas() throws {
    let recorder = try Rehearsal.open(directory.database)
    let ofWriter: [(Text, Text)] = [
      ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("wal_autocheckpoint", "1000"),
    ]
    let ofReader = ofWriter.dropLast() + [("wal_autocheckpoint", "0")]
    func check(_ expected: some Sequence<(Text, Text)>, _ database: Database) throws {
      for (pragma, value) in expected { #expect(try database.read(pragma: pragma.string) == value) }
    }
    try recorder.read { try check(ofReader, $0) }
    var connection = try RecordingConnection(
      path: directory.database, busyMilliseconds: 0, tuning: DatabaseTuning(), vfs: nil)
    try check(ofWriter, try connection.database())
    // An error after COMMIT began leaves no connection; the next one is made as the first was.
    let fails: @Sendable (RecordingPoint) throws -> Void = { if $0 == .afterCommit { throw Failure("after COMMIT") } }
    do {
      try connection.transaction(points: fails) { _ in }
      Issue.record("the error is nobody's")
    } catch is UnknownOutcome {}
    try check(ofWriter, try connection.database())
    let tables = try Inspection(directory).query(
      "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'")
    #expect(Set(tables) == ["users|1", "sessions|1", "questions|1", "answers|1", "videos|1", "fences|1"])
  }

  @Test("where there is no WAL there is no recorder, and the reason is said")
  func noSharedMemory() throws {
    let error = try #require(throws: DatabaseError.self) {
      try Database(path: ":memory:", access: .write, busyMilliseconds: 0).prepareToWrite(DatabaseTuning())
    }
    #expect("\(error)".contains("journal_mode = WAL, which stays memory"))
  }

  @Test("no session's token is in the database's files")
  func tokens() throws {
    let recorder = try Rehearsal.open(directory.database)
    try Rehearsal.complete(Rehearsal.begin(1, with: recorder), with: recorder)
    let token = Array("\(Rehearsal.token)".utf8)
    // The user's name is found, so that the search is one.
    for suffix in ["", "-wal"] {
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: directory.database + suffix)))
      #expect(!bytes.contains(token), "in \(suffix)")
      if suffix == "-wal" { #expect(bytes.contains(Array("u_1".utf8))) }
    }
  }

  @Test("closed, a recorder leaves one file, whoever read from it")
  func cleanClose() throws {
    do {
      let recorder = try Rehearsal.open(directory.database)
      try Rehearsal.begin(1, with: recorder)
      #expect(try recorder.uploads().count == 1)
      #expect(directory.hasJournal)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["recorder.db"])
    #expect(try Inspection(directory).uploads().count == 1)
  }

  @Test("who is not to checkpoint leaves the journal to others, who find everything")
  func noCheckpoint() throws {
    var tuning = DatabaseTuning()
    tuning.checkpoints = false
    do {
      let recorder = try Rehearsal.open(directory.database, tuning: tuning)
      try Rehearsal.begin(1, with: recorder)
    }
    #expect(directory.hasJournal)
    do {
      let recorder = try Rehearsal.open(directory.database)
      #expect(try recorder.uploads().count == 1)
    }
    #expect(!directory.hasJournal)
    #expect(try Inspection(directory).uploads().count == 1)
  }

  @Test("statements are prepared once, and used again")
  func statements() throws {
    var connection = try RecordingConnection(
      path: directory.database, busyMilliseconds: 0, tuning: DatabaseTuning(), vfs: nil)
    func work() throws -> Int {
      try connection.transaction { try $0.run("UPDATE fences SET number = number + ?", [.integer(1)]) }
      return try connection.database().statementCount
    }
    let first = try work()
    for _ in 0..<100 { #expect(try work() == first) }
    #expect(try Inspection(directory).query("SELECT number FROM fences") == ["101"])
  }

  @Test("a commit whose outcome was unknown does not come back once it is resolved")
  func fence() throws {
    let disk = FaultVFS(.ioError)
    let recorder = try Rehearsal.open(directory.database, vfs: disk.vfs)
    // The sync is the last of the operations of a commit: found by trying.
    var number = 0
    var unknown: Rejection?
    while unknown == nil {
      number += 1
      disk.arm(at: number, stays: false)
      do throws(Rejection) { try Rehearsal.begin(number, with: recorder) } catch {
        if error.code == .outcomeUnknown { unknown = error }
      }
      try #require(disk.disarm() > 0)
    }
    #expect(unknown?.details == [HeaderField("externalId", Rehearsal.externalID(number))])
    let told = try? recorder.resolve(Rehearsal.externalID(number), session: Rehearsal.token, at: Rehearsal.start)
    let killed = try directory.copy()
    let next = try Rehearsal.open(killed.database)
    let there = try next.uploads().contains { $0.externalID == Rehearsal.externalID(number) }
    #expect(there == (told != nil))
    try Rehearsal.begin(1000, with: recorder)
  }
}

extension Array where Element: Equatable {
  fileprivate func contains(_ part: [Element]) -> Bool {
    indices.contains { self[$0...].starts(with: part) }
  }
}
