import CTestVFS
import Rehearsal

/// A file system in which an operation fails.
final class FaultVFS: Injector {
  enum Kind: String, CaseIterable {
    case ioError = "an I/O error"
    case shortWrite = "a short write"
    case diskFull = "a full disk"

    fileprivate var number: Int32 {
      switch self {
      case .ioError: Int32(TEST_FAULT_IO_ERROR)
      case .shortWrite: Int32(TEST_FAULT_SHORT_WRITE)
      case .diskFull: Int32(TEST_FAULT_DISK_FULL)
      }
    }
  }

  private let pointer: OpaquePointer
  private let kind: Kind

  init(_ kind: Kind) {
    guard let pointer = test_fault_vfs_new() else { fatalError("SQLite does not accept another file system") }
    self.pointer = pointer
    self.kind = kind
  }

  deinit { test_fault_vfs_free(pointer) }

  var vfs: String? { String(cString: test_fault_vfs_name(pointer)) }

  func arm(at n: Int, stays: Bool) { test_fault_vfs_arm(pointer, n, stays, kind.number) }

  func disarm() -> Int {
    test_fault_vfs_disarm(pointer)
    return test_fault_vfs_failures(pointer)
  }
}
