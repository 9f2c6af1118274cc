import CLinux
import Glibc

/// A file in memory with bytes that tell their place.
final class TestFile: Sendable {
  let descriptor: Int32
  let size: Int

  struct Failure: Error { let code: Int32 }

  init(size: Int) throws {
    self.size = size
    // 1 is MFD_CLOEXEC, which Swift does not see.
    descriptor = memfd_create("test", 1)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    var written = 0
    while written < size {
      let bytes = Self.bytes(written..<min(size, written + 65536))
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(code: errno) }
      written += count
    }
  }

  deinit { close(descriptor) }

  static func bytes(_ range: Range<Int>) -> [UInt8] {
    range.map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
  }
}
