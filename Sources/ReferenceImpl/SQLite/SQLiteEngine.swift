import Synchronization
package import VideoSpec

/// A SQLite database of a store: one connection writes, and others read concurrently (REC-060).
///
/// Transactions that wait for the writer are committed together. Nothing here knows what the database is about.
package final class SQLiteEngine: Sendable {
  private let path: String
  private let options: SQLiteOptions
  private let writer: SharedState<DatabaseWriter>
  /// How many threads wait for the writer.
  private let waiting = Atomic(0)
  /// The readers that nobody uses at the moment.
  private let readers: Mutex<[Database]>

  /// How many readers stay open.
  private static let readerLimit = 8
  /// How many transactions are committed together at most.
  private static let groupLimit = 64

  /// Opens a database, creates it if it does not exist, and migrates an older schema (REC-061).
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database (REC-062), or a ``DatabaseError`` if the database
  ///   cannot be opened.
  package init(path: String, schema: DatabaseSchema, options: SQLiteOptions) throws {
    self.path = path
    self.options = options
    let connection = try DatabaseWriter(path: path, schema: schema, options: options)
    writer = SharedState(connection)
    readers = Mutex([])
  }

  deinit {
    // The writer is closed last: the last connection checkpoints and removes the journal, which a reader cannot do.
    readers.withLock { $0 = [] }
  }

  /// Writes in one transaction, which is committed together with those of other threads.
  package func write<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void = { _ in }, _ body: (Database) throws -> Result
  ) throws -> Result {
    do {
      let arrival = ContinuousClock.now
      waiting.add(1, ordering: .relaxed)
      let (result, group) = try writer.withLock { connection in
        waiting.subtract(1, ordering: .relaxed)
        return try connection.join(
          since: arrival, reaching: reach,
          committingIf: { members in
            members >= Self.groupLimit
              || members >= options.groupMinimum && waiting.load(ordering: .relaxed) == 0
          }, body)
      }
      try group.wait()
      do { try reach(.afterCommit) } catch { throw writer.withLock { $0.fail(after: error) } }
      return result
    } catch let error as DatabaseError {
      throw RecordStoreError(error)
    }
  }

  /// Reads what was committed when the body began, concurrently with the writer.
  package func read<Result>(_ body: (Database) throws(DatabaseError) -> Result) throws(RecordStoreError) -> Result {
    do throws(DatabaseError) {
      let database = try idleReader()
      let result = try body(database)
      // After an error the reader is dropped, so that the next one begins with a connection that never failed.
      readers.withLock { if $0.count < SQLiteEngine.readerLimit { $0.append(database) } }
      return result
    } catch {
      throw RecordStoreError(error)
    }
  }

  private func idleReader() throws(DatabaseError) -> Database {
    if let reader = readers.withLock({ $0.popLast() }) { return reader }
    return try Database(path: path, access: .read, busyMilliseconds: options.busyMilliseconds, vfs: options.vfs)
  }

  /// Reads with several statements what was committed when the first of them began.
  package func readConsistently<Result>(
    _ body: (Database) throws(DatabaseError) -> Result
  ) throws(RecordStoreError) -> Result {
    try read { database throws(DatabaseError) in
      try database.run("BEGIN")
      let result = try body(database)
      try database.run("COMMIT")
      return result
    }
  }

  /// Commits without syncing until the connection is reopened. A loss of power then loses acknowledged data (REC-065).
  func commitWithoutSync() throws {
    try writer.withLock { try $0.database().execute("PRAGMA synchronous = NORMAL") }
  }
}

extension RecordStoreError {
  /// What a SQLite error before the commit means.
  init(_ error: DatabaseError) {
    self.init(error.isBusy ? .busy : error.isTaken ? .taken : .failed, error.explanation)
  }
}
