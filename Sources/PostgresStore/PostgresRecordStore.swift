#if PostgreSQL
  public import ReferenceImpl
  public import VideoSpec

  /// A record store in a PostgreSQL database.
  ///
  /// Transactions are serializable. One that conflicts with another one is run again, so a body may run several times. Each thread that
  /// is in a transaction uses a connection of a pool.
  public final class PostgresRecordStore: RecordStore {
    let engine: PostgresEngine

    /// Connects to a database, creates the tables if there are none, and migrates an older schema (REC-061).
    ///
    /// - Parameters:
    ///   - url: `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE`, as libpq takes it, also with several servers. Unless it
    ///     says otherwise, only a server that writes is used (`target_session_attrs=read-write`).
    /// - Throws: ``DatabaseURLError`` for a wrong URL, a ``Rejection`` for a newer schema or another program's tables (REC-062), or a
    ///   ``RecordStoreError``. None of them contains the password.
    public init(url: Text, options: PostgresOptions = PostgresOptions()) throws {
      engine = try PostgresEngine(url: url, schema: .recording, options: options)
    }

    public func transaction<Result: Sendable>(
      reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
    ) throws -> Result {
      try engine.write(reaching: reach) { try body($0) }
    }

    /// Checks a URL without connecting.
    ///
    /// - Throws: ``DatabaseURLError``.
    public static func check(url: Text) throws { _ = try PostgresURL(url) }

    /// Removes a schema with everything in it.
    package static func remove(schema: Text, url: Text) throws {
      let pool = PostgresPool(url: try PostgresURL(url), options: PostgresOptions())
      let connection = try pool.acquire()
      defer { pool.release(connection) }
      do throws(PostgresError) {
        try connection.execute("DROP SCHEMA IF EXISTS \(PostgresSchema.quoted(schema)) CASCADE")
      } catch {
        throw error.beforeCommit
      }
    }

    /// How often a transaction was run again.
    package var repetitions: Int { engine.repetitions }

    /// How many connections are open.
    package var connectionCount: Int { engine.connectionCount }
  }
#endif
