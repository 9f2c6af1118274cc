#if PostgreSQL
  import Foundation
  import ReferenceImpl
  import Rehearsal
  import Testing
  import VideoSpec

  @testable import PostgresStore

  @Suite(
    "Schemas of PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"),
    .timeLimit(.minutes(60)))
  struct PostgresSchemaTests {
    /// The tables that a schema has, and the code with which it is rejected.
    static let strangers = [
      ("CREATE TABLE theirs (id integer)", "DatabaseForeign"),
      ("CREATE TABLE video_spec_schema (id integer)", "DatabaseForeign"),
      (
        "CREATE TABLE video_spec_schema (application text, version bigint); INSERT INTO video_spec_schema VALUES ('other', 1)",
        "DatabaseForeign"
      ),
      (
        """
        CREATE TABLE video_spec_schema (application text, version bigint);
        INSERT INTO video_spec_schema VALUES ('video-spec recorder', 99)
        """, "SchemaNewer"
      ),
    ]

    @Test("a newer schema and another program's tables are rejected and left alone", arguments: strangers)
    func rejected(statements: String, code: String) throws {
      let schema = try PostgresServer.shared.schema()
      _ = try schema.query(statements)
      let tables = "SELECT relname FROM pg_class WHERE relnamespace = '\(schema.name)'::regnamespace ORDER BY 1"
      let before = try schema.query(tables)
      let rejection = try #require(throws: Rejection.self) { _ = try PostgresRecordStore(url: schema.url) }
      #expect(rejection.code == ErrorCode(code))
      #expect(try schema.query(tables) == before)
    }

    @Test("an older schema is migrated, rows kept; a failed migration leaves the version where it was")
    func migrates() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let id = try Rehearsal.begin(1, with: recorder)
      let known = PostgresSchema.recording.migrations
      func migrate(_ more: [String]) throws {
        let changed = PostgresSchema(application: PostgresSchema.recording.application, migrations: known + more)
        try store.engine.read { connection throws(PostgresError) in
          Result { try PostgresMigration(schema: changed, connection: connection, options: .init()).run() }
        }.get()
      }
      #expect(throws: PostgresError.self) {
        try migrate(["CREATE TABLE extra (id bigint)", "CREATE INDEX ON nowhere (id)"])
      }
      #expect(try schema.query("SELECT version FROM video_spec_schema") == ["\(known.count + 1)"])
      let rejection = try #require(throws: Rejection.self) { _ = try PostgresRecordStore(url: schema.url) }
      #expect(rejection.code == .schemaNewer)
      try migrate(["CREATE TABLE extra (id bigint)", "ALTER TABLE answers ADD COLUMN extra bigint"])
      #expect(try schema.query("SELECT version FROM video_spec_schema") == ["\(known.count + 2)"])
      #expect(try store.uploads().map(\.externalID) == [id])
    }

    @Test("each version can be migrated to the newest one, also if its last statement was not counted")
    func steps() throws {
      let known = PostgresSchema.recording.migrations
      for version in 0..<known.count {
        let schema = try PostgresServer.shared.schema()
        // The last of them is there without being counted, as after a crash of a database that does not roll it back.
        _ = try schema.query(
          """
          CREATE TABLE video_spec_schema (application text PRIMARY KEY, version bigint NOT NULL);
          INSERT INTO video_spec_schema VALUES ('video-spec recorder', \(version));
          \(known[...version].joined(separator: ";\n"))
          """)
        let (recorder, _) = try schema.recorder()
        try Rehearsal.begin(1, with: recorder)
        #expect(try schema.query("SELECT version FROM video_spec_schema") == ["\(known.count)"])
      }
    }

    @Test("a schema of the options is created, whatever its name")
    func named() throws {
      let server = try PostgresServer.shared
      var options = PostgresOptions()
      options.schema = "a \"strange\" schema; DROP TABLE x"
      let store = try PostgresRecordStore(url: server.url(), options: options)
      #expect(try store.uploads() == [])
      try PostgresRecordStore.remove(schema: options.schema ?? "", url: server.url())
      let error = try #require(throws: RecordStoreError.self) {
        _ = try PostgresRecordStore(url: server.url(parameters: "?options=-csearch_path%3Dnowhere"))
      }
      #expect(error.reason.contains("3F000"))
    }

    @Test("the tables reject what the code should have rejected")
    func constraints() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, _) = try schema.recorder()
      try Rehearsal.begin(1, with: recorder)
      let wrong = [
        "UPDATE answers SET status = 'lost'", "UPDATE answers SET user_id = NULL", "UPDATE answers SET duration = -1",
        "UPDATE videos SET size = -1", "UPDATE videos SET recorded = 5", "UPDATE videos SET storage_key = NULL",
        "UPDATE sessions SET token_hash = 'x'", "UPDATE answers SET question_id = 8",
      ]
      for statement in wrong { #expect(throws: Failure.self, "\(statement)") { try schema.query(statement) } }
      #expect(try schema.damage() == [])
    }

    @Test("an acknowledged commit is durable, even if the database's default is otherwise")
    func durable() throws {
      let schema = try PostgresServer.shared.schema()
      for (setting, expected) in [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")] {
        let url = schema.url(parameters: "%20-csynchronous_commit%3D\(setting)")
        let store = try PostgresRecordStore(url: url)
        let found = try store.engine.read { connection throws(PostgresError) in
          try connection.first("SELECT current_setting('synchronous_commit')", []) { $0.text(0).string }
        }
        #expect(found == expected)
      }
    }
  }
#endif
