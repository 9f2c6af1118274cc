#if PostgreSQL
  import CPostgres
  public import ReferenceImpl
  public import VideoSpec

  extension MembershipStore {
    /// Connects to a PostgreSQL database, creates the tables if there are none, and migrates an older schema. The parameters and errors are those of
    /// ``PostgresRecordStore/init(url:options:)``.
    public convenience init(postgres url: Text, options: PostgresOptions = PostgresOptions()) throws {
      self.init(database: try PostgresEngine(url: url, schema: .membership, options: options))
    }
  }

  extension PostgresSchema {
    static let membership = PostgresSchema(
      application: "video-spec membership", migrations: MembershipTables.postgreSQL)
  }

  extension PostgresEngine: SQLDatabase {
    func reading<Result>(_ body: (any SQLTransaction) throws -> Result) throws -> Result {
      // What the body throws passes through the engine, which knows only errors of PostgreSQL.
      let result = try readConsistently { connection throws(PostgresError) in
        let transaction = PostgresTransaction(connection: connection)
        let result = Swift.Result<Result, any Error> { try body(transaction) }
        // The engine decides whether the body runs again.
        if let failure = transaction.failure { throw failure }
        return result
      }
      return try result.get()
    }

    func writing<Result: Sendable>(
      reaching reach: (RecordingPoint) throws -> Void, _ body: (any SQLTransaction) throws -> Result
    ) throws -> Result {
      try write(reaching: reach) { (transaction: PostgresTransaction) in try body(transaction) }
    }
  }

  extension PostgresTransaction: SQLTransaction {
    func rows<Value>(_ sql: StaticString, _ values: [SQLValue], _ read: (SQLRow) -> Value) throws -> [Value] {
      var found: [Value] = []
      try run(sql, values.map { PostgresValue($0) }) { row in found.append(read(SQLRow(row.values))) }
      return found
    }
  }

  extension PostgresValue {
    fileprivate init(_ value: SQLValue) {
      self =
        switch value {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .real(let real): .real(real)
        case .text(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        }
    }
  }

  extension PostgresRow {
    /// The values of all columns, as far as ``SQLValue`` has their types: integers, texts and bytes.
    fileprivate var values: [SQLValue] {
      (0..<PQnfields(result)).map { column in
        if isNull(column) { return .null }
        return switch PQftype(result, column) {
        // int8, int2, int4
        case 20, 21, 23: .integer(integer(column))
        // bytea
        case 17: .blob(bytes(column))
        default: .text(text(column))
        }
      }
    }
  }
#endif
