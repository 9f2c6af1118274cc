import Synchronization
public import VideoSpec

/// A record store in a SQLite database.
///
/// One connection writes, and others read concurrently (REC-060). Transactions that wait for it are committed together. The database has to be on a local disk: network file systems do
/// not lock reliably. Beside its file there is a `-wal` and a `-shm` file while it is open.
public final class SQLiteRecordStore: RecordStore {
  private let path: String
  private let options: Options
  private let writer: SharedState<RecordingConnection>
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
  public init(path: String, options: Options = Options()) throws {
    self.path = path
    self.options = options
    let connection = try RecordingConnection(path: path, options: options)
    writer = SharedState(connection)
    readers = Mutex([])
  }

  deinit {
    // The writer is closed last: the last connection checkpoints and removes the journal, which a reader cannot do.
    readers.withLock { $0 = [] }
  }

  public func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result {
    try write(reaching: reach) { try body(SQLiteTransaction(database: $0)) }
  }

  /// Writes in one transaction, which is committed together with those of other threads.
  func write<Result: Sendable>(
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
  func read<Result>(_ body: (Database) throws(DatabaseError) -> Result) throws(RecordStoreError) -> Result {
    do throws(DatabaseError) {
      let database = try idleReader()
      let result = try body(database)
      // After an error the reader is dropped, so that the next one begins with a connection that never failed.
      readers.withLock { if $0.count < SQLiteRecordStore.readerLimit { $0.append(database) } }
      return result
    } catch {
      throw RecordStoreError(error)
    }
  }

  private func idleReader() throws(DatabaseError) -> Database {
    if let reader = readers.withLock({ $0.popLast() }) { return reader }
    return try Database(path: path, access: .read, busyMilliseconds: options.busyMilliseconds, vfs: options.vfs)
  }
}

extension SQLiteRecordStore {
  /// The options of a database.
  public struct Options: Sendable {
    /// How long to wait for another connection's lock, in milliseconds.
    public var busyMilliseconds: Int
    /// Whether the writer checkpoints. If several processes share a database, only one of them should: SQLite 3.7.0 to 3.51.2 can
    /// lose a journal that two connections reset at the same moment.
    public var checkpoints: Bool {
      get { tuning.checkpoints }
      set { tuning.checkpoints = newValue }
    }
    package var tuning = DatabaseTuning()
    /// How many transactions are committed together at least. Tests that have enough of them set it.
    package var groupMinimum = 1
    /// The name of SQLite's file system, or nil for the default.
    package var vfs: String?

    public init(busyMilliseconds: Int = 5000, checkpoints: Bool = true) {
      self.busyMilliseconds = busyMilliseconds
      tuning.checkpoints = checkpoints
    }
  }
}

extension SQLiteRecordStore {
  /// Commits without syncing until the connection is reopened. A loss of power then loses acknowledged data (REC-065).
  @_spi(Benchmarks) public func commitWithoutSync() throws {
    try writer.withLock { try $0.database().execute("PRAGMA synchronous = NORMAL") }
  }
}

extension RecordStoreError {
  /// What a SQLite error before the commit means.
  init(_ error: DatabaseError) {
    self.init(error.isBusy ? .busy : error.isTaken ? .taken : .failed, error.explanation)
  }
}
