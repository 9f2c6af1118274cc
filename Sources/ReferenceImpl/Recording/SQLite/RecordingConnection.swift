import VideoSpec

/// The connection that writes. It is reopened after an error that leaves it in an unknown state.
struct RecordingConnection {
  private let path: String
  private let options: SQLiteRecordStore.Options
  private var open: Database?

  /// Opens the database and migrates its schema to the newest version.
  init(path: String, options: SQLiteRecordStore.Options) throws {
    self.path = path
    self.options = options
    _ = try database()
  }

  /// Returns the connection. Opens, checks and configures it if there is none.
  mutating func database() throws -> Database {
    if let open { return open }
    let database = try Database(
      path: path, access: .write, busyMilliseconds: options.busyMilliseconds, vfs: options.vfs)
    // Before anything is changed: another program's database has to stay unchanged.
    let isOld = try Schema.version(of: database) < Schema.migrations.count
    try database.prepareToWrite(options.tuning)
    if isOld { try Schema.migrate(database) }
    open = database
    return database
  }

  /// Commits everything that a body writes, or nothing.
  ///
  /// - Parameter reach: Called before and after the commit. What it throws counts as an error at that point.
  /// - Throws: ``RecordStoreError/Kind/outcomeUnknown`` for an error once `COMMIT` has begun (REC-044), otherwise whatever the body
  ///   throws, or a ``DatabaseError``.
  mutating func transaction<Result>(
    reaching reach: (RecordingPoint) throws -> Void = { _ in }, _ body: (Database) throws -> Result
  ) throws -> Result {
    let database = try database()
    let result: Result
    do {
      // A write transaction from the start: a lock that is requested later may be unavailable halfway.
      try database.run("BEGIN IMMEDIATE")
      result = try body(database)
      try reach(.beforeCommit)
    } catch {
      rollback(database)
      throw error
    }
    do { try database.run("COMMIT") } catch let error where error.isBusy && database.isInTransaction {
      // Nothing was written yet.
      rollback(database)
      throw error
    } catch {
      throw outcomeUnknown(error)
    }
    do { try reach(.afterCommit) } catch { throw outcomeUnknown(error) }
    return result
  }

  /// The pages may be in the file or not, and this connection knows no more than another one.
  private mutating func outcomeUnknown(_ error: any Error) -> RecordStoreError {
    open = nil
    return RecordStoreError(.outcomeUnknown, "\(error)")
  }

  /// Ends the transaction, unless the error did. A connection that cannot roll back is dropped.
  private mutating func rollback(_ database: Database) {
    guard database.isInTransaction else { return }
    do { try database.run("ROLLBACK") } catch { open = nil }
  }
}
