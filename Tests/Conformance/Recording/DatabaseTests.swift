import Foundation
import Rehearsal
import Testing
import VideoSpec

@testable import ReferenceImpl

@Suite("The recorder's database", .timeLimit(.minutes(60)))
struct DatabaseTests {
  private let directory = ScratchDirectory()

  @Test("the database is set up as it has to be, on every connection")
  func pragmas() throws {
    _ = try Rehearsal.open(directory.database)
    let ofWriter: [(Text, Text)] = [
      ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("wal_autocheckpoint", "1000"),
    ]
    let ofReader = ofWriter.dropLast() + [("wal_autocheckpoint", "0")]
    func check(_ expected: some Sequence<(Text, Text)>, _ database: Database) throws {
      for (pragma, value) in expected { #expect(try database.read(pragma: pragma.string) == value) }
    }
    let options = Rehearsal.options(busyMilliseconds: 0)
    try check(ofReader, SQLiteRecordStore(path: directory.database, options: options).engine.read { $0 })
    var connection = try DatabaseWriter(path: directory.database, schema: .recording, options: options)
    try check(ofWriter, try connection.database())
    // An error once COMMIT has begun closes the connection. The next one is configured like the first.
    let reach = { (point: RecordingPoint) in if point == .afterCommit { throw Failure("after COMMIT") } }
    let error = try #require(throws: RecordStoreError.self) { try connection.transaction(reaching: reach) { _ in } }
    #expect(error.kind == .outcomeUnknown)
    try check(ofWriter, try connection.database())
    let tables = try Inspection(directory).query(
      "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'")
    #expect(Set(tables) == ["users|1", "sessions|1", "questions|1", "answers|1", "videos|1", "fences|1", "leases|1"])
  }

  @Test("a database that cannot use WAL is rejected with the reason")
  func noSharedMemory() throws {
    let error = try #require(throws: DatabaseError.self) {
      try Database(path: ":memory:", access: .write, busyMilliseconds: 0).prepareToWrite(DatabaseTuning())
    }
    #expect("\(error)".contains("journal_mode = WAL had no effect: it is memory"))
  }

  @Test("a new database is its owner's alone, with its log and its shared memory; one that exists keeps its mode")
  func modes() throws {
    func modes(_ path: String) throws -> [Int] {
      try ["", "-wal", "-shm"].map {
        try #require(FileManager.default.attributesOfItem(atPath: path + $0)[.posixPermissions] as? Int)
      }
    }
    let recorder = try Rehearsal.open(directory.database)
    _ = try Rehearsal.begin(1, with: recorder)
    #expect(try modes(directory.database) == [0o600, 0o600, 0o600])
    let shared = directory.database + ".shared"
    #expect(FileManager.default.createFile(atPath: shared, contents: nil, attributes: [.posixPermissions: 0o640]))
    let other = try Rehearsal.open(shared)
    _ = try Rehearsal.begin(1, with: other)
    #expect(try modes(shared) == [0o640, 0o640, 0o640])
  }

  @Test("no session's token is in the database's files")
  func tokens() throws {
    let recorder = try Rehearsal.open(directory.database)
    try Rehearsal.complete(Rehearsal.begin(1, with: recorder), with: recorder)
    let token = Array("\(Rehearsal.token)".utf8)
    // The user's name is found, which proves that the search works.
    for suffix in ["", "-wal"] {
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: directory.database + suffix)))
      #expect(!bytes.contains(token), "in \(suffix)")
      if suffix == "-wal" { #expect(bytes.contains(Array("u_1".utf8))) }
    }
  }

  @Test("a closed database is one file, even after reads")
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

  @Test("a writer that does not checkpoint leaves the journal to others, who find everything")
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

  @Test("statements are prepared once and reused")
  func statements() throws {
    var connection = try DatabaseWriter(
      path: directory.database, schema: .recording, options: Rehearsal.options(busyMilliseconds: 0))
    func work() throws -> Int {
      try connection.transaction { try $0.run("UPDATE fences SET number = number + ?", [.integer(1)]) }
      return try connection.database().statementCount
    }
    let first = try work()
    for _ in 0..<100 { #expect(try work() == first) }
    #expect(try Inspection(directory).query("SELECT number FROM fences") == ["101"])
  }

  @Test("a commit with an unknown outcome does not take effect once it is resolved")
  func fence() throws {
    let disk = FaultVFS(.ioError)
    let recorder = try Rehearsal.open(directory.database, vfs: disk.vfs)
    // The failing operation has to be the sync, the last one of a commit. Try one after the other.
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
