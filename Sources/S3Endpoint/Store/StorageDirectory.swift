import Glibc

/// A directory that holds a storage. It is locked while this exists.
final class StorageDirectory: Sendable {
  /// The absolute path.
  let path: String
  /// The lock is the descriptor's, so the system releases it when the process ends in whatever way.
  private let lock: Descriptor

  var database: String { path + "/video-spec-s3.sqlite" }

  /// Opens a directory, creates it if it is to be written and does not exist, and locks it.
  init(_ name: String, access: ObjectStorage.Access) throws(StorageError) {
    let isNew = access == .readWrite ? try Self.create(name) : false
    guard let resolved = realpath(name, nil) else {
      throw .fault(StorageFault(errno: errno, "open the directory \(quoted(name))"))
    }
    path = String(cString: resolved)
    free(resolved)
    switch Descriptor.open(path, O_RDONLY | O_DIRECTORY) {
    case .success(let descriptor): lock = descriptor
    case .failure(let error): throw .fault(StorageFault(errno: error.code, "open the directory \(quoted(path))"))
    }
    guard flock(lock.number, (access == .readWrite ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw .fault(StorageFault(errno: errno, "lock \(quoted(path))")) }
      throw .fault(StorageFault(.inUse, "\(quoted(path)) is in use by another process"))
    }
    if isNew { try DirectoryFiles.sync(path + "/..") }
    try checkContents(access)
  }

  /// Creates a directory and those above it. Returns false if it exists.
  private static func create(_ name: String) throws(StorageError) -> Bool {
    if mkdir(name, 0o700) == 0 { return true }
    if errno == ENOENT, let slash = name.utf8.dropLast().lastIndex(of: UInt8(ascii: "/")), slash > name.startIndex {
      _ = try create(String(name[..<slash]))
      if mkdir(name, 0o700) == 0 { return true }
    }
    guard errno == EEXIST else { throw .fault(StorageFault(errno: errno, "create the directory \(quoted(name))")) }
    return false
  }

  /// Refuses a directory that holds something else: files in `objects/` that no row names are removed at the start.
  private func checkContents(_ access: ObjectStorage.Access) throws(StorageError) {
    if Glibc.access(database, F_OK) == 0 {
      let mode = access == .readWrite ? R_OK | W_OK : R_OK
      guard Glibc.access(database, mode) == 0 else {
        throw .fault(StorageFault(errno: errno, "open \(quoted(database))"))
      }
      // Without rows, the files of all objects would be removed.
      var status = stat()
      if stat(database, &status) == 0, status.st_size == 0, DirectoryFiles.hasContents(in: path) {
        throw .fault(
          StorageFault(
            .corrupt,
            "\(quoted(database)) is empty, but \"objects\" beside it has files: restore it, or choose another directory"
          ))
      }
      return
    }
    guard errno == ENOENT else { throw .fault(StorageFault(errno: errno, "open \(quoted(database))")) }
    guard access == .readWrite else {
      throw .fault(StorageFault(.filesMissing, "\(quoted(path)) holds no storage: \(quoted(database)) does not exist"))
    }
    guard DirectoryFiles.names(in: path).isEmpty else {
      throw .fault(
        StorageFault(.foreign, "\(quoted(path)) is not empty and holds no storage: choose an empty or a new directory"))
    }
    guard Glibc.access(path, W_OK) == 0 else { throw .fault(StorageFault(errno: errno, "write to \(quoted(path))")) }
  }
}
