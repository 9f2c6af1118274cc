#if PostgreSQL
  import ReferenceImpl
  import VideoSpec

  /// The tables of a record store, and the migrations from each version to the next.
  struct PostgresSchema {
    let connection: PostgresConnection
    let options: PostgresRecordStore.Options

    /// The table that says which program's tables these are, and which version.
    private static let table: Text = "video_spec_schema"
    private static let application: Text = "video-spec recorder"

    /// The migrations, each one statement. Element n migrates from version n to n + 1. A released migration never changes.
    ///
    /// Databases that speak PostgreSQL's protocol may not roll a change of the schema back with its transaction, or take one such change
    /// only. So each one has a transaction of its own and may be repeated.
    static let migrations = [
      "CREATE TABLE IF NOT EXISTS users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE)",
      """
      CREATE TABLE IF NOT EXISTS sessions (
        token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        expires_at bigint NOT NULL
      )
      """,
      "CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires_at)",
      "CREATE TABLE IF NOT EXISTS questions (id bigint PRIMARY KEY)",
      // A row with the status `settling` is deleted by the transaction that inserts it: see PostgresTransaction.settle.
      """
      CREATE TABLE IF NOT EXISTS answers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id uuid NOT NULL UNIQUE,
        user_id bigint REFERENCES users,
        question_id bigint REFERENCES questions,
        duration double precision NOT NULL CHECK (duration >= 0),
        status text NOT NULL CHECK (status IN ('processing', 'completed', 'failed', 'settling')),
        created_at bigint NOT NULL,
        form_ends_at bigint NOT NULL,
        CHECK (status = 'settling' OR (user_id IS NOT NULL AND question_id IS NOT NULL))
      )
      """,
      "CREATE INDEX IF NOT EXISTS answers_of_user ON answers (user_id)",
      "CREATE INDEX IF NOT EXISTS answers_in_processing ON answers (id) WHERE status = 'processing'",
      // answer_id has no foreign key. Its check would read the last page of the index of answers, to which concurrent inserts write, and 40 % of
      // the transactions of 64 clients conflicted. Both rows are inserted by one statement, and none is ever deleted.
      // Headers are bytes, so an ETag need not be UTF-8.
      """
      CREATE TABLE IF NOT EXISTS videos (
        answer_id bigint PRIMARY KEY,
        storage_key text NOT NULL UNIQUE,
        size bigint CHECK (size >= 0),
        media_type text,
        etag bytea,
        violations text,
        validated boolean NOT NULL DEFAULT false,
        looked bigint NOT NULL DEFAULT 0,
        recorded bigint NOT NULL DEFAULT 0,
        CHECK (recorded <= looked)
      )
      """,
      "CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at bigint NOT NULL)",
    ]

    /// Migrates a database to the newest version. Several processes may do so at the same time.
    ///
    /// - Parameter migrations: The known migrations. Only tests pass others.
    /// - Throws: A ``Rejection`` for a newer schema or another program's tables (REC-062), which stay unchanged, or a ``PostgresError``.
    func migrate(by migrations: [String] = migrations) throws {
      // Building an index may take long, and so may another process that does it.
      try connection.execute("SET statement_timeout = 0; SET lock_timeout = 600000")
      var attempts = 20
      while true {
        do {
          if let schema = options.schema { try create(schema) }
          let version = try version(known: migrations.count)
          if version == nil { try createVersion() }
          if version ?? 0 < migrations.count { while try takeStep(of: migrations) {} }
          return
        } catch let error as PostgresError where error.isRacing && attempts > 0 {
          connection.rollBack()
          attempts -= 1
        } catch {
          connection.rollBack()
          throw error
        }
      }
    }

    /// Returns the version of the schema, or nil if there is none. Changes nothing.
    private func version(known: Int) throws -> Int? {
      guard let schema = try connection.first("SELECT current_schema()", [], { $0.optionalText(0) }) ?? nil else {
        throw PostgresError(
          code: "3F000", message: "no schema of the search path exists, or the user may not use it",
          losesConnection: false)
      }
      var tables: [Text] = []
      try connection.run(
        """
        SELECT relname::text FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = $1::text AND relkind IN ('r', 'p') ORDER BY 1
        """, [.text(schema)]
      ) { tables.append($0.text(0)) }
      guard tables.contains(Self.table) else {
        guard let theirs = tables.first else { return nil }
        throw foreign(schema, "it has the table \(theirs.printable)")
      }
      let rows: [(application: Text, version: Int)]
      do throws(PostgresError) { rows = try versions() } catch {
        guard error.code == "42703" || error.code == "42804" else { throw error }
        throw foreign(schema, "its table \(Self.table) has other columns")
      }
      guard let row = rows.first else { return nil }
      guard rows.count == 1, row.application == Self.application else {
        throw foreign(schema, "its table \(Self.table) is not a recorder's")
      }
      guard row.version <= known else {
        throw Rejection(
          .schemaNewer,
          "the database has schema version \(row.version), but this program only knows versions up to \(known)")
      }
      return row.version
    }

    private func versions() throws(PostgresError) -> [(application: Text, version: Int)] {
      var rows: [(application: Text, version: Int)] = []
      try connection.run("SELECT application::text, version::bigint FROM video_spec_schema") { row in
        rows.append((row.text(0), row.integer(1)))
      }
      return rows
    }

    private func foreign(_ schema: Text, _ reason: String) -> Rejection {
      Rejection(
        .databaseForeign,
        "the schema \(schema.printable) belongs to another program: \(reason); give the recorder a schema of its own")
    }

    private func create(_ schema: Text) throws(PostgresError) {
      try connection.execute("CREATE SCHEMA IF NOT EXISTS \(Self.quoted(schema))")
    }

    private func createVersion() throws(PostgresError) {
      try connection.execute(
        """
        CREATE TABLE IF NOT EXISTS video_spec_schema (
          application text PRIMARY KEY CHECK (application = '\(Self.application)'), version bigint NOT NULL
        )
        """)
      try connection.execute(
        "INSERT INTO video_spec_schema VALUES ('\(Self.application)', 0) ON CONFLICT DO NOTHING")
    }

    /// Migrates to the next version. Returns false if there is none.
    private func takeStep(of migrations: [String]) throws(PostgresError) -> Bool {
      try connection.execute("BEGIN")
      // Whoever has the row's lock migrates, and the others wait.
      let version = try connection.first("SELECT version FROM video_spec_schema FOR UPDATE") { $0.integer(0) } ?? 0
      // Meanwhile, a newer program may have come.
      let isOld = version < migrations.count
      if isOld {
        try connection.execute(migrations[version], milliseconds: 3_600_000)
        try connection.run("UPDATE video_spec_schema SET version = version + 1")
      }
      try connection.commit()
      return isOld
    }

    /// Returns a name in quotation marks, as SQL wants it.
    static func quoted(_ name: Text) -> String {
      "\"\(name.string.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
  }

  extension PostgresError {
    /// Whether another process did the same at the same moment: created a table or a schema, or changed the version.
    fileprivate var isRacing: Bool {
      isConflict || ["23505", "42P07", "42P06", "42710", "XX000"].contains(code) && !losesConnection
    }
  }
#endif
