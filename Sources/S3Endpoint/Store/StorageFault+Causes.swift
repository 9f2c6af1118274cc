import CSQLite
import Glibc
import ReferenceImpl

extension StorageFault {
  /// The fault that an error number of the system means.
  ///
  /// - Parameter action: What failed, to follow "cannot": `write "/srv/s3/objects/0a/…"`.
  init(errno code: Int32, _ action: String) {
    let (kind, reason): (Kind, String) =
      switch code {
      case ENOSPC: (.diskFull, "no space is left on the disk")
      case EDQUOT: (.diskFull, "the disk quota is used up")
      case EFBIG: (.diskFull, "the file would exceed the limit of file sizes")
      case EROFS: (.readOnly, "the file system is read-only")
      case EACCES, EPERM: (.permissionDenied, "permission is denied")
      case ENOENT, ENOTDIR, ESTALE: (.filesMissing, "the file or its directory does not exist")
      case EMFILE, ENFILE: (.tooManyFiles, "too many files are open (see ulimit -n)")
      case ENOMEM: (.outOfMemory, "no memory is left")
      default: (.inputOutput, String(cString: strerror(code)))
      }
    self.init(kind, "cannot \(action): \(reason)")
  }

  /// The fault that an error of SQLite means.
  init(_ error: DatabaseError, path: String) {
    let (kind, reason): (Kind, String) =
      switch error.primary {
      case SQLITE_FULL: (.diskFull, "no space is left on the disk")
      case SQLITE_READONLY: (.readOnly, "the file or its file system is read-only")
      case SQLITE_PERM, SQLITE_AUTH: (.permissionDenied, "permission is denied")
      case SQLITE_CORRUPT, SQLITE_NOTADB: (.corrupt, "the database is damaged (\(error.explanation))")
      case SQLITE_NOMEM: (.outOfMemory, "no memory is left")
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: (.inUse, "another program uses the database")
      // SQLite does not say why. Whoever opens a file asks the system first.
      case SQLITE_CANTOPEN: (.inputOutput, "the database cannot be opened (\(error.explanation))")
      default: (.inputOutput, "\(error.explanation) (code \(error.code))")
      }
    self.init(kind, "cannot use \(quoted(path)): \(reason)")
  }
}

/// A path as messages show it.
func quoted(_ path: String) -> String { "\"\(path)\"" }
