import VideoSpec

/// The connection that writes, opened again when an error has left it in doubt.
struct RecordingConnection {
  private let path: String
  private let busyMilliseconds: Int
  private let tuning: DatabaseTuning
  private let vfs: String?
  private var open: Database?

  /// Opens the database, and brings its schema to the newest version.
  init(path: String, busyMilliseconds: Int, tuning: DatabaseTuning, vfs: String?) throws {
    self.path = path
    self.busyMilliseconds = busyMilliseconds
    self.tuning = tuning
    self.vfs = vfs
    _ = try database()
  }

  /// The connection, opened if there is none; checked and set up the same way every time.
  mutating func database() throws -> Database {
    if let open { return open }
    let database = try Database(path: path, access: .write, busyMilliseconds: busyMilliseconds, vfs: vfs)
    // Before anything is changed: another program's database stays as it is.
    let isOld = try Schema.version(of: database) < Schema.migrations.count
    try database.prepareToWrite(tuning)
    if isOld { try Schema.migrate(database) }
    open = database
    return database
  }

  /// All of what a closure writes, or nothing.
  ///
  /// - Parameter points: Told where the transaction stands; what they throw is thrown as an error at that point would be.
  /// - Throws: ``UnknownOutcome`` for an error after COMMIT began (REC-044), else what the closure throws, or ``DatabaseError``.
  mutating func transaction<Result>(
    points: @Sendable (RecordingPoint) throws -> Void = { _ in }, _ body: (Database) throws -> Result
  ) throws -> Result {
    let database = try database()
    // At once for writing: a lock that is asked for later can be rejected in the middle.
    let result: Result
    do {
      try database.run("BEGIN IMMEDIATE")
      result = try body(database)
      try points(.beforeCommit)
    } catch {
      rollback(database)
      throw error
    }
    do {
      try database.run("COMMIT")
    } catch let error where error.isBusy && database.isInTransaction {
      // Nothing was written yet.
      rollback(database)
      throw error
    } catch {
      // Its pages may be in the file or not, and this connection knows no better than another.
      open = nil
      throw UnknownOutcome(cause: error)
    }
    do { try points(.afterCommit) } catch {
      open = nil
      throw UnknownOutcome(cause: error)
    }
    return result
  }

  /// Some errors end the transaction by themselves; one that cannot be ended takes its connection with it.
  private mutating func rollback(_ database: Database) {
    guard database.isInTransaction else { return }
    do { try database.run("ROLLBACK") } catch { open = nil }
  }
}

/// An error after COMMIT began.
struct UnknownOutcome: Error {
  var cause: any Error
}
