import CLinux
import Glibc

/// An event that happens once and that threads can wait for. Its descriptor becomes readable when it happens (eventfd).
final class SystemEvent: Sendable {
  let descriptor: Int32

  init() throws(EventQueue.Failure) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw .system(function: "eventfd", code: errno) }
  }

  deinit { close(descriptor) }

  func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
  }

  /// Waits at most so long, and returns whether it has happened.
  @discardableResult
  func wait(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }
}
