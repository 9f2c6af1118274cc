import CTestVFS
import Rehearsal

/// A disk that can lose unsynced data.
final class Disk {
  private let pointer: OpaquePointer
  let path = "/disk/recorder.db"

  init() {
    guard let pointer = test_disk_new() else { fatalError("SQLite does not accept another file system") }
    self.pointer = pointer
  }

  /// All connections have to be closed before.
  deinit { test_disk_free(pointer) }

  var vfs: String { String(cString: test_disk_name(pointer)) }

  /// The number of changes and syncs so far.
  var position: Int { test_disk_position(pointer) }

  /// Returns the files that remain if the power fails after a number of changes and syncs.
  func losingPower(after position: Int, seed: UInt64, sector: Int) throws -> ScratchDirectory {
    let directory = ScratchDirectory()
    let error = test_disk_lose_power(pointer, position, seed, sector, directory.path)
    guard error == 0 else { throw Failure("cannot write the disk's files: error \(error)") }
    return directory
  }
}
