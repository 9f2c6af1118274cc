#if PostgreSQL
  import Glibc
  public import ReferenceImpl
  import Synchronization
  public import VideoSpec

  /// A record store in a PostgreSQL database.
  ///
  /// Transactions are serializable. One that conflicts with another one is run again, so a body may run several times. Each thread that
  /// is in a transaction uses a connection of a pool.
  public final class PostgresRecordStore: RecordStore {
    private let pool: PostgresPool
    private let options: Options
    private let repeated = Atomic(0)

    /// Connects to a database, creates the tables if there are none, and migrates an older schema (REC-061).
    ///
    /// - Parameters:
    ///   - url: `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE`, as libpq takes it, also with several servers. Unless it
    ///     says otherwise, only a server that writes is used (`target_session_attrs=read-write`).
    /// - Throws: ``DatabaseURLError`` for a wrong URL, a ``Rejection`` for a newer schema or another program's tables (REC-062), or a
    ///   ``RecordStoreError``. None of them contains the password.
    public init(url: Text, options: Options = Options()) throws {
      self.options = options
      pool = PostgresPool(url: try PostgresURL(url), options: options)
      let connection = try pool.acquire()
      defer { pool.release(connection) }
      do {
        try PostgresSchema(connection: connection, options: options).migrate()
        // Migrating has other timeouts.
        try connection.execute(options.settings)
      } catch {
        connection.discard()
        throw (error as? PostgresError)?.beforeCommit ?? error
      }
    }

    public func transaction<Result: Sendable>(
      reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
    ) throws -> Result {
      try write(reaching: reach) { try body($0) }
    }

    /// Checks a URL without connecting.
    ///
    /// - Throws: ``DatabaseURLError``.
    public static func check(url: Text) throws { _ = try PostgresURL(url) }

    /// Removes a schema with everything in it.
    package static func remove(schema: Text, url: Text) throws {
      let pool = PostgresPool(url: try PostgresURL(url), options: Options())
      let connection = try pool.acquire()
      defer { pool.release(connection) }
      do throws(PostgresError) {
        try connection.execute("DROP SCHEMA IF EXISTS \(PostgresSchema.quoted(schema)) CASCADE")
      } catch {
        throw error.beforeCommit
      }
    }

    /// How often a transaction was run again.
    package var repetitions: Int { repeated.load(ordering: .relaxed) }

    /// How many connections are open.
    package var connectionCount: Int { pool.count }

    /// Runs a body in a serializable transaction, and again for as long as it conflicts with others.
    @discardableResult
    func write<Result>(
      reaching reach: (RecordingPoint) throws -> Void = { _ in }, _ body: (PostgresTransaction) throws -> Result
    ) throws -> Result {
      try repeating {
        let connection = try pool.acquire()
        defer { pool.release(connection) }
        let result = try prepare(on: connection, reaching: reach, body)
        do throws(PostgresError) { try connection.commit() } catch {
          connection.rollBack()
          guard error.rulesOutCommit else { throw outcomeUnknown(error.reason, on: connection) }
          throw error
        }
        do { try reach(.afterCommit) } catch { throw outcomeUnknown("\(error)", on: connection) }
        return result
      }
    }

    /// Does everything of a transaction but the commit.
    private func prepare<Result>(
      on connection: PostgresConnection, reaching reach: (RecordingPoint) throws -> Void,
      _ body: (PostgresTransaction) throws -> Result
    ) throws -> Result {
      let transaction = PostgresTransaction(connection: connection)
      do {
        try connection.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        let result = try body(transaction)
        if let failure = transaction.failure { throw failure }
        try reach(.beforeCommit)
        try connection.check()
        return result
      } catch {
        connection.rollBack()
        // The next attempt needs another server.
        if transaction.failure?.isReadOnly == true || (error as? PostgresError)?.isReadOnly == true {
          connection.discard()
        }
        // Whatever the body made of the database's error, the database's own decides what happens next.
        throw transaction.failure ?? error
      }
    }

    /// Reads what was committed when the statement began.
    func read<Result>(_ body: (PostgresConnection) throws(PostgresError) -> Result) throws(RecordStoreError) -> Result {
      do {
        return try repeating {
          let connection = try pool.acquire()
          defer { pool.release(connection) }
          return try body(connection)
        }
      } catch let error as RecordStoreError {
        throw error
      } catch {
        throw RecordStoreError(.failed, "\(error)")
      }
    }

    /// Runs an attempt again after an error that says that nothing was committed and that another attempt may succeed: a conflict, a
    /// server that has become a replica, or a connection that was lost while nobody used it.
    ///
    /// - Throws: Whatever the attempt throws, but ``RecordStoreError`` instead of ``PostgresError``.
    private func repeating<Result>(_ attempt: () throws -> Result) throws -> Result {
      let deadline = Deadline(milliseconds: options.conflictMilliseconds)
      var attempts = 1
      while true {
        do { return try attempt() } catch let error as PostgresError {
          guard error.isConflict || error.isReadOnly || error.isStale, attempts < options.attempts, !deadline.hasPassed
          else { throw error.beforeCommit }
        }
        repeated.add(1, ordering: .relaxed)
        pause(after: attempts)
        attempts += 1
      }
    }

    /// Waits for a random time, longer after many attempts, so that two transactions do not collide again.
    private func pause(after attempts: Int) {
      let limit = min(100_000, 1000 << min(attempts, 7))
      usleep(UInt32.random(in: 0...UInt32(limit)))
    }

    /// The server may have committed or not, and may still be about to.
    private func outcomeUnknown(_ reason: String, on connection: PostgresConnection) -> RecordStoreError {
      connection.discard()
      return RecordStoreError(.outcomeUnknown, reason)
    }
  }

  extension PostgresRecordStore {
    /// The options of a database.
    public struct Options: Sendable {
      /// How many connections are open at most.
      public var connections = 16
      /// How long a thread waits for one of them, in milliseconds.
      public var poolMilliseconds = 5000
      /// How long to wait for a connection to a server, in milliseconds. `connect_timeout` in the URL has precedence.
      public var connectMilliseconds = 5000
      /// How long a statement waits for another transaction's lock, in milliseconds.
      public var lockMilliseconds = 5000
      /// How long a statement may take, in milliseconds.
      public var statementMilliseconds = 10_000
      /// How long to wait for the server's response to anything, in milliseconds. It should be longer than a statement may take.
      public var responseMilliseconds = 20_000
      /// How long the server keeps a transaction open from which it hears nothing, in milliseconds.
      public var idleMilliseconds = 15_000
      /// For how long a transaction that conflicts with others is run again, in milliseconds.
      public var conflictMilliseconds = 5000
      /// How often a transaction that conflicts with others is run at most.
      public var attempts = 100
      /// The name that the server shows for the connections, unless the URL has one.
      public var applicationName: Text = "video-spec"
      /// The schema for the tables, created if there is none; nil for the first one in the search path.
      public var schema: Text?

      public init() {}

      /// The statements with which a connection begins.
      var settings: String {
        var statements = [
          "SET statement_timeout = \(statementMilliseconds)", "SET lock_timeout = \(lockMilliseconds)",
          "SET idle_in_transaction_session_timeout = \(idleMilliseconds)",
          // An acknowledged commit has to survive a crash, whatever is usual in this database. Stricter settings stay.
          "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
        ]
        if let schema { statements.append("SET search_path TO \(PostgresSchema.quoted(schema))") }
        return statements.joined(separator: "; ")
      }
    }
  }
#endif
