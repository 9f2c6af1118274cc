import Foundation
import Rehearsal
import Testing
import VideoSpec

@testable import ReferenceImpl

@Suite("Schemas", .timeLimit(.minutes(60)))
struct SchemaTests {
  private let directory = ScratchDirectory()

  /// The statements that make a database, and the code with which it is rejected.
  static let strangers = [
    (
      "PRAGMA application_id = \(DatabaseSchema.recording.applicationID); PRAGMA user_version = 99; CREATE TABLE answers (id)",
      "SchemaNewer"
    ),
    ("PRAGMA application_id = 42; CREATE TABLE theirs (id)", "DatabaseForeign"),
    ("PRAGMA application_id = 42", "DatabaseForeign"),
    ("PRAGMA user_version = 1; CREATE TABLE theirs (id)", "DatabaseForeign"),
    ("CREATE TABLE theirs (id)", "DatabaseForeign"),
  ]

  private func makeVersionOne() throws {
    try Inspection(directory, creates: true).execute(
      """
      PRAGMA journal_mode = WAL;
      \(DatabaseSchema.recording.migrations[0])
      PRAGMA application_id = \(DatabaseSchema.recording.applicationID);
      PRAGMA user_version = 1;
      INSERT INTO users VALUES (1, 'u_1'), (2, 'u_2');
      INSERT INTO questions VALUES (7);
      INSERT INTO answers VALUES (3, '00000000-0000-4000-8000-000000000003', 2, 7, 1.5, 'processing', 1000);
      INSERT INTO answers VALUES (9, '00000000-0000-4000-8000-000000000009', 1, 7, 0.5, 'completed', 2000);
      INSERT INTO videos VALUES (1, 3, 'videos/a.webm', NULL, NULL), (2, 9, 'videos/b.webm', 4096, 'video/webm');
      """)
  }

  @Test("an older schema is migrated in one transaction, rows kept")
  func migrates() throws {
    try makeVersionOne()
    let uploads = try Rehearsal.open(directory.database).uploads()
    #expect(
      uploads == [
        RecordedUpload(
          externalID: "00000000-0000-4000-8000-000000000003", user: "u_2", question: 7, duration: 1.5,
          status: .processing, key: "videos/a.webm"),
        RecordedUpload(
          externalID: "00000000-0000-4000-8000-000000000009", user: "u_1", question: 7, duration: 0.5,
          status: .completed, key: "videos/b.webm", size: 4096, mediaType: "video/webm"),
      ])
    let inspection = try Inspection(directory)
    #expect(try inspection.query("SELECT form_ends_at FROM answers ORDER BY id") == ["1300", "2300"])
    #expect(try inspection.query("PRAGMA user_version") == ["\(DatabaseSchema.recording.migrations.count)"])
    #expect(try inspection.damage() == [])
    // The migrated schema equals that of a new database.
    let new = ScratchDirectory()
    _ = try Rehearsal.open(new.database)
    let schema = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    #expect(try inspection.query(schema) == Inspection(new).query(schema))
  }

  @Test("a failed migration leaves the database unchanged, and succeeds later")
  func fails() throws {
    try makeVersionOne()
    let before = try Inspection(directory).contents()
    let database = try Database(path: directory.database, access: .write, busyMilliseconds: 0)
    let schema = DatabaseSchema.recording
    let broken = DatabaseSchema(
      applicationID: schema.applicationID, owner: schema.owner,
      migrations: schema.migrations + ["CREATE TABLE extra (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"])
    #expect(throws: DatabaseError.self) { try broken.migrate(database) }
    #expect(!database.isInTransaction)
    #expect(try Inspection(directory).contents() == before)
    try schema.migrate(database)
    #expect(try Inspection(directory).query("PRAGMA user_version") == ["\(schema.migrations.count)"])
  }

  @Test("a newer schema and another program's database are rejected and left alone", arguments: strangers)
  func rejected(statements: String, code: String) throws {
    for mode in ["DELETE", "WAL"] {
      let directory = ScratchDirectory()
      let theirs = try Inspection(directory, creates: true)
      try theirs.execute("PRAGMA journal_mode = \(mode); \(statements); CREATE TABLE more (id)")
      // With its journal: another program's database is not checkpointed.
      let copy = try directory.copy()
      try reject(copy, as: code)
      #expect(copy.hasJournal == (mode == "WAL"))
    }
  }

  @Test("a file that is not a database is rejected and left alone")
  func noDatabase() throws {
    let text = String(repeating: "This is a letter. ", count: 100)
    try text.write(toFile: directory.database, atomically: false, encoding: .utf8)
    try reject(directory, as: "DatabaseForeign")
  }

  @Test("a new or empty file becomes a record store")
  func empty() throws {
    try "".write(toFile: directory.database, atomically: false, encoding: .utf8)
    #expect(try Rehearsal.open(directory.database).uploads() == [])
  }

  private func reject(_ directory: ScratchDirectory, as code: String) throws {
    func files() throws -> [Data?] {
      ["", "-wal"].map { FileManager.default.contents(atPath: directory.database + $0) }
    }
    let before = try files()
    let rejection = try #require(throws: Rejection.self) { _ = try Rehearsal.open(directory.database) }
    #expect(rejection.code == ErrorCode(code))
    #expect(try files() == before)
  }
}
