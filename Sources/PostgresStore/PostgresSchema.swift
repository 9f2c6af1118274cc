#if PostgreSQL
  import ReferenceImpl
  import VideoSpec

  /// The tables of a store: the migrations from each version to the next.
  struct PostgresSchema: Sendable {
    /// What the table of versions calls the tables.
    let application: Text
    /// Each one statement. Element n migrates from version n to n + 1. A released migration never changes.
    ///
    /// Databases that speak PostgreSQL's protocol may not roll a change of the schema back with its transaction, or take one such change
    /// only. So each one has a transaction of its own and may be repeated.
    let migrations: [String]

    /// Returns a name in quotation marks, as SQL wants it.
    static func quoted(_ name: Text) -> String {
      "\"\(name.string.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
  }

  /// A migration of a database to the newest version of a schema.
  struct PostgresMigration {
    let schema: PostgresSchema
    let connection: PostgresConnection
    let options: PostgresOptions

    /// The table that says which program's tables these are, and which version.
    private static let table: Text = "video_spec_schema"

    /// Migrates a database to the newest version. Several processes may do so at the same time.
    ///
    /// - Throws: A ``Rejection`` for a newer schema or another program's tables (REC-062), which stay unchanged, or a ``PostgresError``.
    func run() throws {
      let migrations = schema.migrations
      // Building an index may take long, and so may another process that does it.
      try connection.execute("SET statement_timeout = 0; SET lock_timeout = 600000")
      var attempts = 20
      while true {
        do {
          if let name = options.schema { try create(name) }
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
      guard let name = try connection.first("SELECT current_schema()", [], { $0.optionalText(0) }) ?? nil else {
        throw PostgresError(
          code: "3F000", message: "no schema of the search path exists, or the user may not use it",
          losesConnection: false)
      }
      var tables: [Text] = []
      try connection.run(
        """
        SELECT relname::text FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = $1::text AND relkind IN ('r', 'p') ORDER BY 1
        """, [.text(name)]
      ) { tables.append($0.text(0)) }
      guard tables.contains(Self.table) else {
        guard let theirs = tables.first else { return nil }
        throw foreign(name, "it has the table \(theirs.printable)")
      }
      let rows: [(application: Text, version: Int)]
      do throws(PostgresError) { rows = try versions() } catch {
        guard error.code == "42703" || error.code == "42804" else { throw error }
        throw foreign(name, "its table \(Self.table) has other columns")
      }
      guard let row = rows.first else { return nil }
      guard rows.count == 1, row.application == schema.application else {
        throw foreign(name, "its table \(Self.table) is that of another service")
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
        "the schema \(schema.printable) belongs to another program: \(reason); give the service a schema of its own")
    }

    private func create(_ schema: Text) throws(PostgresError) {
      try connection.execute("CREATE SCHEMA IF NOT EXISTS \(PostgresSchema.quoted(schema))")
    }

    private func createVersion() throws(PostgresError) {
      try connection.execute(
        """
        CREATE TABLE IF NOT EXISTS video_spec_schema (
          application text PRIMARY KEY CHECK (application = '\(schema.application)'), version bigint NOT NULL
        )
        """)
      try connection.execute(
        "INSERT INTO video_spec_schema VALUES ('\(schema.application)', 0) ON CONFLICT DO NOTHING")
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
  }

  extension PostgresError {
    /// Whether another process did the same at the same moment: created a table or a schema, or changed the version.
    fileprivate var isRacing: Bool {
      isConflict || ["23505", "42P07", "42P06", "42710", "XX000"].contains(code) && !losesConnection
    }
  }
#endif
