import CTestVFS
import Rehearsal

/// A disk that can lose what was not synced.
final class Disk {
  private let pointer: OpaquePointer
  let path = "/disk/recorder.db"

  init() {
    guard let pointer = test_disk_new() else { fatalError("SQLite takes no other file system") }
    self.pointer = pointer
  }

  /// The last connection has to be closed.
  deinit { test_disk_free(pointer) }

  var vfs: String { String(cString: test_disk_name(pointer)) }

  /// How many changes and syncs there have been.
  var position: Int { test_disk_position(pointer) }

  /// The files that are left when the power fails after so many changes and syncs.
  func losingPower(after position: Int, seed: UInt64, sector: Int) throws -> ScratchDirectory {
    let directory = ScratchDirectory()
    let error = test_disk_lose_power(pointer, position, seed, sector, directory.path)
    guard error == 0 else { throw Failure("the disk's files cannot be written: error \(error)") }
    return directory
  }
}
