import Glibc
import ReferenceImpl

/// The connection that writes. It is opened again after an error that leaves it in an unknown state.
struct WriteConnection: ~Copyable {
  private let open: @Sendable () throws(StorageError) -> Database
  /// The database's file, or nil in memory.
  private let file: FileIdentity?
  private let path: String
  private var current: Database?

  /// - Parameters:
  ///   - path: The database's path, for messages.
  ///   - file: The file, which has to stay where it is.
  init(
    _ database: Database, path: String, file: FileIdentity?,
    reopening open: @escaping @Sendable () throws(StorageError) -> Database
  ) {
    current = database
    self.path = path
    self.file = file
    self.open = open
  }

  /// Reads on this connection.
  mutating func read<Value>(
    _ body: (Database) throws(DatabaseError) -> Value
  ) throws(StorageError) -> Value {
    let database = try connection()
    do throws(DatabaseError) { return try body(database) } catch { throw .fault(StorageFault(error, path: path)) }
  }

  private mutating func connection() throws(StorageError) -> Database {
    if let current { return current }
    let database = try open()
    current = database
    return database
  }

  /// Runs jobs and commits them, together if none of them fails. Sets the outcome of each.
  mutating func commit(_ jobs: [Job]) {
    if jobs.count > 1, commit(jobs, mayRepeat: true) { return }
    for job in jobs { _ = commit([job], mayRepeat: false) }
  }

  /// - Parameter mayRepeat: Whether each job can still get a transaction of its own.
  /// - Returns: Whether the outcomes are final.
  private mutating func commit(_ jobs: [Job], mayRepeat: Bool) -> Bool {
    do throws(StorageError) {
      let database = try connection()
      try file?.check()
      try execute("BEGIN IMMEDIATE", on: database)
      for job in jobs {
        let transaction = StorageTransaction(database: database, path: path)
        let before = database.changedRows
        do throws(StorageError) {
          try job.body(transaction)
          job.set(.success(transaction.removals))
        } catch {
          // A job that decided against writing does not concern the others.
          if case .fault = error, mayRepeat { throw error }
          guard database.changedRows == before else { throw error }
          job.set(.failure(error))
        }
      }
    } catch {
      rollBack()
      if mayRepeat { return false }
      for job in jobs { job.set(.failure(error)) }
      return true
    }
    return finish(jobs, mayRepeat: mayRepeat)
  }

  /// Ends the transaction of jobs that were run.
  private mutating func finish(_ jobs: [Job], mayRepeat: Bool) -> Bool {
    guard let database = current else { return false }
    do throws(StorageError) {
      try execute("COMMIT", on: database)
      return true
    } catch {
      let isUndone = database.isInTransaction
      rollBack()
      if isUndone && mayRepeat { return false }
      // The pages may be in the file or not, and this connection knows no more than another one.
      if !isUndone { current = nil }
      for job in jobs where !job.hasFailed { job.set(.failure(isUndone ? error : error.withUnknownOutcome)) }
      return true
    }
  }

  private mutating func rollBack() {
    guard let database = current, database.isInTransaction else { return }
    do throws(DatabaseError) { try database.run("ROLLBACK") } catch { current = nil }
  }

  private func execute(_ sql: StaticString, on database: Database) throws(StorageError) {
    do throws(DatabaseError) { try database.run(sql) } catch { throw .fault(StorageFault(error, path: path)) }
  }
}

/// A file's identity: it tells whether the file at a path is still the one that was opened.
struct FileIdentity: Sendable {
  let path: String
  private let device: dev_t
  private let inode: ino_t

  init(path: String) throws(StorageError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .fault(StorageFault(errno: errno, "open \(quoted(path))")) }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Throws ``StorageFault/Kind/filesMissing`` if the file was removed or replaced: what is written to it would be lost.
  func check() throws(StorageError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else {
      throw .fault(StorageFault(.filesMissing, "\(quoted(path)) was removed or replaced while it was open"))
    }
  }
}
