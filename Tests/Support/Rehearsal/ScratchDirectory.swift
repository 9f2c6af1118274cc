import Glibc

/// A directory for one database, removed with the object. It is in memory if possible, because the disk is not under test.
package final class ScratchDirectory: Sendable {
  package let path: String

  private static let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

  package init() {
    var template = Array("\(ScratchDirectory.parent)/video-spec-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no directory in \(ScratchDirectory.parent)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for suffix in ["", "-wal", "-journal", "-shm"] { unlink(database + suffix) }
    rmdir(path)
  }

  /// The database's file.
  package var database: String { "\(path)/recorder.db" }

  /// Whether there is a journal beside it.
  package var hasJournal: Bool { access(database + "-wal", F_OK) == 0 }

  /// Copies the files as another process would find them after a kill, without the shared memory.
  package func copy() throws -> ScratchDirectory {
    let copy = ScratchDirectory()
    for suffix in ["", "-wal", "-journal"] { try ScratchDirectory.copy(database + suffix, to: copy.database + suffix) }
    return copy
  }

  private static func copy(_ source: String, to target: String) throws {
    let reading = open(source, O_RDONLY | O_CLOEXEC)
    guard reading >= 0 else { return }
    defer { close(reading) }
    let writing = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(writing) }
    while true {
      let count = sendfile(writing, reading, nil, 1 << 20)
      if count == 0 { return }
      guard count > 0 else { throw Failure("cannot copy \(source): error \(errno)") }
    }
  }
}
