import CLinux
import Glibc

/// An open file of the system. It is closed when nobody uses it any more.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// Opens a file. Returns the error number if that fails.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) -> Result<Descriptor, ErrorNumber> {
    while true {
      let number = Glibc.open(path, flags | O_CLOEXEC, mode)
      if number >= 0 { return .success(Descriptor(number)) }
      if errno != EINTR { return .failure(ErrorNumber(errno)) }
    }
  }

  /// Writes all bytes at the file's position.
  func write(_ bytes: UnsafeRawBufferPointer) throws(ErrorNumber) {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(number, bytes.baseAddress! + written, bytes.count - written)
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw ErrorNumber(count == 0 ? EIO : errno)
      }
    }
  }

  /// Fills a buffer with the bytes at an offset. Returns how many there were before the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ErrorNumber) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(number, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw ErrorNumber(errno)
      }
    }
    return filled
  }

  /// Copies bytes of another file to this file's position, inside the kernel.
  ///
  /// - Returns: How many bytes were copied. They are fewer if the system cannot copy between these files, or if the other one ends.
  func copy(_ count: Int, at offset: Int, of other: Descriptor) throws(ErrorNumber) -> Int {
    var copied = 0
    var source = off_t(offset)
    while copied < count {
      let step = copy_file_range(other.number, &source, number, nil, count - copied, 0)
      if step == 0 { break }
      if step > 0 {
        copied += step
        continue
      }
      switch errno {
      case EINTR: continue
      case EXDEV, EINVAL, ENOSYS, EOPNOTSUPP: return copied
      default: throw ErrorNumber(errno)
      }
    }
    return copied
  }

  /// Waits until the file's bytes are on the disk.
  func sync() throws(ErrorNumber) {
    while fsync(number) != 0 { if errno != EINTR { throw ErrorNumber(errno) } }
  }

  /// Returns the file's status, or nil if the system does not tell.
  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }
}

/// An error number of the system.
struct ErrorNumber: Error {
  let code: Int32
  init(_ code: Int32) { self.code = code }
}
