/// The error of an operation on the storage.
///
/// The first cases are outcomes that S3 has a code for. ``fault(_:)`` is trouble with the machine.
package enum StorageError: Error, Hashable, Sendable {
  /// The bucket does not exist.
  case noSuchBucket
  /// A bucket with this name exists already.
  case bucketAlreadyExists
  /// The bucket cannot be deleted, because it has objects.
  case bucketNotEmpty
  /// The object does not exist. With ``WritePrecondition/matches(_:)``, the object to replace does not exist.
  case noSuchKey
  /// The upload does not exist: it never did, or it was completed or aborted.
  case noSuchUpload
  /// The parts are no longer those that the caller looked at. Look at them again, and decide again.
  case partsChanged
  /// The object is not the one that the precondition asks for.
  case preconditionFailed
  /// The precondition holds, but the key was written or deleted after the upload began.
  case conflict
  /// The file system or the database failed.
  case fault(StorageFault)
}

/// Trouble of the file system or the database: what failed, and where.
package struct StorageFault: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// No space is left, or a quota or a limit of file sizes is reached.
    case diskFull
    /// The storage was opened for reading, or the file system is mounted read-only.
    case readOnly
    /// This user may not read or write the file.
    case permissionDenied
    /// A file or the directory that the storage keeps was removed by somebody else.
    case filesMissing
    /// The database's file is damaged, or a file has another length than the database says.
    case corrupt
    /// Another process has opened the directory.
    case inUse
    /// The directory belongs to another program, or was written by a newer version of this one.
    case foreign
    /// The process may not open more files.
    case tooManyFiles
    /// No memory is left.
    case outOfMemory
    /// Any other error of input or output.
    case inputOutput
  }

  package var kind: Kind
  /// A sentence for people that names the path.
  package var message: String
  /// Whether a write may have been stored all the same: the error came after its commit had begun.
  package internal(set) var hasUnknownOutcome = false

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }
}

extension StorageError {
  /// The error of a write that may have been stored all the same.
  var withUnknownOutcome: StorageError {
    guard case .fault(var fault) = self else { return self }
    fault.hasUnknownOutcome = true
    fault.message += "; the write may have been stored or not"
    return .fault(fault)
  }
}
