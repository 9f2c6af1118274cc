import AdapterProtocol
import CSQLite
import Glibc
import ReferenceImpl
import VideoSpec

/// The files of a scenario's recorder, kept as a killed process would have left them.
///
/// What is written to a file is there for everybody from then on, killed or not; only what was not synced can be lost, with the
/// power. So a copy of database and journal, made while the transaction is open, is what the next process would find.
enum StateDirectory {
  private static let names = ["recorder.db", "recorder.db-wal"]

  /// Copies the files beside themselves.
  static func keepCopy(of directory: Text) throws {
    for name in names { try copy("\(directory)/\(name)", to: "\(directory)/kept-\(name)") }
  }

  /// Puts the copies in the place of what the process left that went on.
  static func restore(_ directory: Text) throws {
    for name in names + ["recorder.db-shm"] { unlink("\(directory)/\(name)") }
    for name in names where rename("\(directory)/kept-\(name)", "\(directory)/\(name)") != 0 && errno != ENOENT {
      throw DatabaseError(code: SQLITE_IOERR, action: "restoring the state after a kill")
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
