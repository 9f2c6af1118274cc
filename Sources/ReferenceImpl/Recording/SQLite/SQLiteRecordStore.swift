public import VideoSpec

/// A record store in a SQLite database.
///
/// One connection writes, and others read concurrently (REC-060). Transactions that wait for it are committed together. The database has to be on a local disk: network file systems do
/// not lock reliably. Beside its file there is a `-wal` and a `-shm` file while it is open.
public final class SQLiteRecordStore: RecordStore {
  let engine: SQLiteEngine

  /// Opens a database, creates it if it does not exist, and migrates an older schema (REC-061).
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database (REC-062), or a ``DatabaseError`` if the database
  ///   cannot be opened.
  public init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
    engine = try SQLiteEngine(path: path, schema: .recording, options: options)
  }

  public func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result {
    try engine.write(reaching: reach) { try body(SQLiteTransaction(database: $0)) }
  }

  /// Commits without syncing until the connection is reopened. A loss of power then loses acknowledged data (REC-065).
  @_spi(Benchmarks) public func commitWithoutSync() throws { try engine.commitWithoutSync() }
}
