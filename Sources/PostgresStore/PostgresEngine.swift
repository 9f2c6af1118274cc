#if PostgreSQL
  import Glibc
  import ReferenceImpl
  import Synchronization
  import VideoSpec

  /// A PostgreSQL database of a store.
  ///
  /// Transactions are serializable. One that conflicts with another one is run again, so a body may run several times. Each thread that
  /// is in a transaction uses a connection of a pool. Nothing here knows what the database is about.
  final class PostgresEngine: Sendable {
    private let pool: PostgresPool
    private let options: PostgresOptions
    private let repeated = Atomic(0)

    /// Connects to a database, creates the tables if there are none, and migrates an older schema (REC-061). The parameters and errors are those of
    /// ``PostgresRecordStore/init(url:options:)``.
    init(url: Text, schema: PostgresSchema, options: PostgresOptions) throws {
      self.options = options
      pool = PostgresPool(url: try PostgresURL(url), options: options)
      let connection = try pool.acquire()
      defer { pool.release(connection) }
      do {
        try PostgresMigration(schema: schema, connection: connection, options: options).run()
        // Migrating has other timeouts.
        try connection.execute(options.settings)
      } catch {
        connection.discard()
        throw (error as? PostgresError)?.beforeCommit ?? error
      }
    }

    /// How often a transaction was run again.
    var repetitions: Int { repeated.load(ordering: .relaxed) }

    /// How many connections are open.
    var connectionCount: Int { pool.count }

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

    /// Reads with several statements what was committed when the first of them began.
    func readConsistently<Result>(
      _ body: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(RecordStoreError) -> Result {
      try read { connection throws(PostgresError) in
        do throws(PostgresError) {
          try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
          let result = try body(connection)
          try connection.commit()
          return result
        } catch {
          connection.rollBack()
          throw error
        }
      }
    }
  }
#endif
