import VideoSpec

/// The connection that writes. It is reopened after an error that leaves it in an unknown state.
///
/// Transactions that several threads want at the same time are committed together, as a ``CommitGroup``, so that they share one sync of the
/// disk. All but the first have a savepoint, so that each can be rolled back by itself.
struct DatabaseWriter {
  private let path: String
  private let schema: DatabaseSchema
  private let options: SQLiteOptions
  private var open: Database?
  /// The group whose transaction is open, and whose members wait for its commit.
  private var group: CommitGroup?
  /// When a transaction last could not begin, because another connection had the lock.
  private var lastBusy: ContinuousClock.Instant?

  /// Opens the database and migrates its schema to the newest version.
  init(path: String, schema: DatabaseSchema, options: SQLiteOptions) throws {
    self.path = path
    self.schema = schema
    self.options = options
    _ = try database()
  }

  /// Returns the connection. Opens, checks and configures it if there is none.
  mutating func database() throws -> Database {
    if let open { return open }
    let database = try Database(
      path: path, access: .write, busyMilliseconds: options.busyMilliseconds, vfs: options.vfs)
    // Before anything is changed: another program's database has to stay unchanged.
    let isOld = try schema.version(of: database) < schema.migrations.count
    try database.prepareToWrite(options.tuning)
    if isOld { try schema.migrate(database) }
    open = database
    return database
  }

  /// Runs a body in the transaction of the open group, or of a new one.
  ///
  /// - Parameters:
  ///   - arrival: When the caller began to wait for this connection.
  ///   - reach: Called before the commit. What it throws counts as an error of the body.
  ///   - commits: Whether the group is committed now, given the number of its members. If not, a later member commits it.
  /// - Returns: The body's result, and the group that decides whether it counts.
  /// - Throws: Whatever the body throws, or a ``DatabaseError``. Then nothing of this body is recorded.
  mutating func join<Result>(
    since arrival: ContinuousClock.Instant = .now, reaching reach: (RecordingPoint) throws -> Void,
    committingIf commits: (_ members: Int) -> Bool,
    _ body: (Database) throws -> Result
  ) throws -> (Result, CommitGroup) {
    // A body that fails may have been the last one that the others wait for.
    defer { if let group, commits(group.members) { commit(group) } }
    let database = try database()
    guard let group else {
      try checkPatience(since: arrival)
      let result = try first(database, reaching: reach, body)
      let group = CommitGroup()
      self.group = group
      return (result, group)
    }
    let result = try next(database, of: group, reaching: reach, body)
    group.members += 1
    return (result, group)
  }

  /// Commits everything that a body writes, or nothing.
  ///
  /// - Parameter reach: Called before and after the commit. What it throws counts as an error at that point.
  /// - Throws: ``RecordStoreError/Kind/outcomeUnknown`` for an error once `COMMIT` has begun (REC-044), otherwise whatever the body
  ///   throws, or a ``DatabaseError``.
  mutating func transaction<Result>(
    reaching reach: (RecordingPoint) throws -> Void = { _ in }, _ body: (Database) throws -> Result
  ) throws -> Result {
    let (result, group) = try join(reaching: reach, committingIf: { _ in true }, body)
    try group.wait()
    do { try reach(.afterCommit) } catch { throw fail(after: error) }
    return result
  }

  /// Closes the connection after an error once the commit had taken effect, and returns what a caller is told of it.
  mutating func fail(after error: any Error) -> RecordStoreError {
    // The next group has begun if there is one, and this connection works for it.
    if group == nil { open = nil }
    return RecordStoreError(.outcomeUnknown, "\(error)")
  }

  /// Rejects a caller who has waited long enough, if meanwhile another connection kept the lock. Of those that wait for it together, not
  /// each waits as long again.
  private func checkPatience(since arrival: ContinuousClock.Instant) throws(RecordStoreError) {
    guard let lastBusy, lastBusy > arrival,
      arrival.duration(to: .now) >= .milliseconds(options.busyMilliseconds)
    else { return }
    throw RecordStoreError(.busy, "the database stayed locked")
  }

  // MARK: - The members of a group

  private mutating func first<Result>(
    _ database: Database, reaching reach: (RecordingPoint) throws -> Void, _ body: (Database) throws -> Result
  ) throws -> Result {
    do {
      // A write transaction from the start: a lock that is requested later may be unavailable halfway.
      do throws(DatabaseError) { try database.run("BEGIN IMMEDIATE") } catch {
        if error.isBusy { lastBusy = .now }
        throw error
      }
      let result = try body(database)
      try reach(.beforeCommit)
      return result
    } catch {
      rollback(database)
      throw error
    }
  }

  private mutating func next<Result>(
    _ database: Database, of group: CommitGroup, reaching reach: (RecordingPoint) throws -> Void,
    _ body: (Database) throws -> Result
  ) throws -> Result {
    do {
      try database.run("SAVEPOINT member")
      let result = try body(database)
      try reach(.beforeCommit)
      try database.run("RELEASE member")
      return result
    } catch {
      do throws(DatabaseError) {
        // Some errors roll back the whole transaction. Then there is no savepoint.
        try database.run("ROLLBACK TO member")
        try database.run("RELEASE member")
      } catch {
        rollback(database)
        self.group = nil
        group.end(RecordStoreError(.failed, "another transaction of the group failed: \(error)"))
      }
      throw error
    }
  }

  private mutating func commit(_ group: CommitGroup) {
    self.group = nil
    guard let database = open else { return group.end(RecordStoreError(.failed, "the connection is closed")) }
    do throws(DatabaseError) {
      try database.run("COMMIT")
      group.end(nil)
    } catch let error where error.isBusy && database.isInTransaction {
      // Nothing was written yet.
      rollback(database)
      group.end(RecordStoreError(error))
    } catch {
      // The pages may be in the file or not, and this connection knows no more than another one.
      open = nil
      group.end(RecordStoreError(.outcomeUnknown, "\(error)"))
    }
  }

  /// Ends the transaction, unless the error did. A connection that cannot roll back is dropped.
  private mutating func rollback(_ database: Database) {
    guard database.isInTransaction else { return }
    do { try database.run("ROLLBACK") } catch { open = nil }
  }
}
