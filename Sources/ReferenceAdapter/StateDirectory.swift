import AdapterProtocol
import CSQLite
import Glibc
import ReferenceImpl
import VideoSpec

/// The files of a scenario's SQLite database, kept as a killed process would have left them.
///
/// Whatever is written to a file is visible to other processes, even if the writer is killed; only a loss of power can lose what
/// was not synced. A copy of database and journal, made while the transaction is open, is therefore what the next process finds.
enum StateDirectory {
  private static let names = ["recorder.db", "recorder.db-wal"]

  /// Copies the files within their directory.
  static func keepCopy(of directory: Text) throws {
    for name in names { try copy("\(directory)/\(name)", to: "\(directory)/kept-\(name)") }
  }

  /// Replaces the files with the copies, because the process went on after the simulated kill.
  static func restore(_ directory: Text) throws {
    for name in names + ["recorder.db-shm"] { unlink("\(directory)/\(name)") }
    for name in names where rename("\(directory)/kept-\(name)", "\(directory)/\(name)") != 0 && errno != ENOENT {
      throw DatabaseError(code: SQLITE_IOERR, action: "restoring the state after a kill")
    }
  }

  /// Removes the files, and copies that were kept for a kill.
  static func remove(_ directory: Text) {
    for name in names + ["recorder.db-shm"] {
      unlink("\(directory)/\(name)")
      unlink("\(directory)/kept-\(name)")
    }
  }

  private static func copy(_ source: String, to target: String) throws {
    let reading = open(source, O_RDONLY | O_CLOEXEC)
    // Without a journal there is nothing in it.
    guard reading >= 0 else { return }
    defer { close(reading) }
    let writing = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard writing >= 0 else { throw DatabaseError(code: SQLITE_CANTOPEN, action: "keeping the state before a kill") }
    defer { close(writing) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(reading, &buffer, buffer.count), count != 0 {
      guard count > 0, write(writing, buffer, count) == count else {
        throw DatabaseError(code: SQLITE_IOERR, action: "keeping the state before a kill")
      }
    }
  }
}
