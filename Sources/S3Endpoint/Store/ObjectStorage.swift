import Glibc
package import ReferenceImpl
import Synchronization
import VideoSpec

/// The storage of the strict S3: buckets, objects and multipart uploads, in a directory or in memory.
///
/// Every write is durable before its call returns, and visible to others only then. Concurrent writers share one sync. Readers never wait
/// for writers. All methods may be called from any thread; they block.
///
/// Contents up to 64 KiB are rows of a SQLite database; larger ones and all parts of multipart uploads are files. An object that was
/// uploaded in parts keeps their files, so that completing an upload copies nothing.
package final class ObjectStorage: Sendable {
  package enum Access: Sendable {
    case readWrite
    /// Every write fails with ``StorageFault/Kind/readOnly``. Several processes may read one directory at the same time.
    case readOnly
  }

  /// Settings that only tests change.
  package struct Tuning: Sendable {
    package var database = DatabaseTuning()
    /// The name of SQLite's file system, or nil for the default.
    package var vfs: String?

    package init() {
      // A checkpoint syncs twice. Fewer of them cost a larger journal: at most 4000 pages of 4 KiB.
      database.checkpointPages = 4000
    }
  }

  let files: any ContentFiles
  /// Nil if the storage is opened for reading only.
  private let writer: GroupCommit?
  /// Nil in memory: there the connection that writes also reads.
  private let readers: ReaderPool?
  /// The number of the next content.
  private let nextNumber: Atomic<Int>
  private let path: String
  /// Keeps the lock; nil in memory.
  private let directory: StorageDirectory?

  /// Opens the storage in a directory, which is created if it does not exist, and locks it.
  ///
  /// What an earlier process left behind half-written is removed. A directory that holds something else is refused.
  package init(directory name: String, access: Access = .readWrite, tuning: Tuning = Tuning()) throws(StorageError) {
    let directory = try StorageDirectory(name, access: access)
    let path = directory.database
    let files = DirectoryFiles(directory: directory.path)
    self.directory = directory
    self.path = path
    self.files = files
    switch access {
    case .readWrite:
      let open: @Sendable () throws(StorageError) -> Database = { () throws(StorageError) in
        try ObjectStorage.openWriter(path, tuning)
      }
      let database = try open()
      try files.createFolders()
      nextNumber = Atomic(try ObjectStorage.clean(database, files, path: path))
      writer = GroupCommit(
        WriteConnection(database, path: path, file: try FileIdentity(path: path), reopening: open))
      readers = ReaderPool(path: path) { () throws(DatabaseError) in
        try Database(path: path, access: .read, busyMilliseconds: busyMilliseconds, vfs: tuning.vfs)
      }
    case .readOnly:
      let kind = try ObjectStorage.readingAccess(path, tuning)
      readers = ReaderPool(path: path) { () throws(DatabaseError) in
        try Database(path: path, access: kind, busyMilliseconds: busyMilliseconds, vfs: tuning.vfs)
      }
      nextNumber = Atomic(0)
      writer = nil
    }
  }

  /// Creates a storage in memory. Nothing is durable.
  package init(inMemory: Void) throws(StorageError) {
    let path = ":memory:"
    let database = try faulting(path) { () throws(DatabaseError) in
      let database = try Database(path: path, access: .write, busyMilliseconds: 0)
      try StorageSchema.create(in: database)
      return database
    }
    self.path = path
    files = MemoryFiles()
    directory = nil
    nextNumber = Atomic(1)
    readers = nil
    writer = GroupCommit(
      WriteConnection(database, path: path, file: nil) { () throws(StorageError) in
        throw .fault(StorageFault(.inputOutput, "the database in memory was lost after an error"))
      })
  }

  deinit {
    // The writer is closed last: the last connection checkpoints and removes the journal, which a reader cannot do.
    readers?.close()
  }

  /// Removes all buckets, objects and uploads.
  package func reset() throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      let parts = try transaction.all("SELECT upload, file FROM parts ORDER BY upload") {
        ($0.integer(0), $0.integer(1))
      }
      let others = try transaction.all(
        "SELECT id FROM contents WHERE bytes IS NULL AND id NOT IN (SELECT file FROM parts)"
      ) { $0.integer(0) }
      for file in others { transaction.removeAfterCommit(.file(file)) }
      for (upload, files) in Dictionary(grouping: parts, by: \.0) {
        transaction.removeAfterCommit(.parts(upload: upload, files: files.map(\.1)))
      }
      try transaction.run("DELETE FROM parts")
      try transaction.run("DELETE FROM uploads")
      try transaction.run("DELETE FROM objects")
      try transaction.run("DELETE FROM contents")
      try transaction.run("DELETE FROM configurations")
      try transaction.run("DELETE FROM buckets")
    }
  }
}

/// How long a connection waits for another program's lock. Our own connections do not block each other.
private let busyMilliseconds = 5000

// MARK: Reading and writing

extension ObjectStorage {
  /// Returns a number that no content has.
  func newNumber() -> Int { nextNumber.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// Writes in a transaction, waits until it is durable, and removes what is no longer needed.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (StorageTransaction) throws(StorageError) -> Value
  ) throws(StorageError) -> Value {
    guard let writer else { throw readOnly }
    let (value, removals) = try writer.run(body)
    for removal in removals { files.remove(removal) }
    return value
  }

  /// Reads what is committed.
  func read<Value>(_ body: (Database) throws(DatabaseError) -> Value) throws(StorageError) -> Value {
    if let readers { return try readers.read(body) }
    guard let writer else { throw readOnly }
    var outcome: Result<Value, StorageError> = .failure(readOnly)
    writer.connection.withLock { connection in
      do throws(StorageError) { outcome = .success(try connection.read(body)) } catch { outcome = .failure(error) }
    }
    return try outcome.get()
  }

  /// Reads several statements that see the same state.
  func readConsistently<Value>(
    _ body: (Database) throws(DatabaseError) -> Value
  ) throws(StorageError) -> Value {
    // In memory nobody else uses the connection meanwhile.
    guard readers != nil else { return try read(body) }
    return try read { (database) throws(DatabaseError) in
      try database.run("BEGIN")
      let value = try body(database)
      try database.run("COMMIT")
      return value
    }
  }

  var isWritable: Bool { writer != nil }

  var readOnly: StorageError {
    .fault(StorageFault(.readOnly, "\(quoted(directory?.path ?? path)) was opened for reading only"))
  }

  /// The fault of a row that cannot be read.
  func damaged(_ what: String) -> StorageError {
    .fault(StorageFault(.corrupt, "\(quoted(path)) has a damaged row: \(what)"))
  }

  /// The fault of a content whose file is gone.
  func missing(_ key: Text, in bucket: Text) -> StorageError {
    .fault(
      StorageFault(
        .filesMissing,
        "the content of \(quoted(key.printable)) in \(quoted(bucket.printable)) was removed from \(quoted(directory?.path ?? path))"
      ))
  }
}

// MARK: Opening

extension ObjectStorage {
  private static func openWriter(_ path: String, _ tuning: Tuning) throws(StorageError) -> Database {
    let database = try faulting(path) { () throws(DatabaseError) in
      try Database(path: path, access: .write, busyMilliseconds: busyMilliseconds, vfs: tuning.vfs)
    }
    // Before anything is changed: another program's database has to stay unchanged.
    let isCreated = try StorageSchema.isCreated(in: database, path: path)
    try faulting(path) { () throws(DatabaseError) in
      try database.prepareToWrite(tuning.database)
      if !isCreated { try StorageSchema.create(in: database) }
    }
    return database
  }

  /// Removes the files that no row names, and returns the number of the next content.
  private static func clean(
    _ database: Database, _ files: DirectoryFiles, path: String
  ) throws(StorageError) -> Int {
    try faulting(path) { () throws(DatabaseError) in
      try files.removeOrphans { (number) throws(DatabaseError) in
        let isFile = try database.first("SELECT bytes IS NULL FROM contents WHERE id = ?", [.integer(number)]) { row in
          row.integer(0) == 1
        }
        return isFile ?? false
      }
      let greatest = try database.first("SELECT max(id) FROM contents") { $0.integer(0) }
      return 1 + (greatest ?? 0)
    }
  }

  /// Returns how to read a database that nobody writes. One that was closed properly needs no file beside it.
  private static func readingAccess(_ path: String, _ tuning: Tuning) throws(StorageError) -> Database.Access {
    var status = stat()
    let hasJournal = stat(path + "-wal", &status) == 0 && status.st_size > 0
    if hasJournal, Glibc.access(path + "-shm", R_OK) != 0, Glibc.access(path, W_OK) != 0 {
      throw .fault(
        StorageFault(.readOnly, "\(quoted(path)) was not closed properly: open it once for writing to recover it"))
    }
    let access: Database.Access = hasJournal ? .read : .readUnchanging
    let database = try faulting(path) { () throws(DatabaseError) in
      try Database(path: path, access: access, busyMilliseconds: busyMilliseconds, vfs: tuning.vfs)
    }
    guard try StorageSchema.isCreated(in: database, path: path) else {
      throw .fault(StorageFault(.filesMissing, "\(quoted(path)) has no tables: it holds no storage"))
    }
    return access
  }
}

/// Runs a body, and turns SQLite's errors into faults.
func faulting<Value>(
  _ path: String, _ body: () throws(DatabaseError) -> Value
) throws(StorageError) -> Value {
  do throws(DatabaseError) { return try body() } catch { throw .fault(StorageFault(error, path: path)) }
}
