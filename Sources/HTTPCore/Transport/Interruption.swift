import CLinux
import Glibc
import Synchronization

/// Ends operations of other threads that wait for a socket or a name: each throws `TransportError.interrupted`.
///
/// It stays in effect once it is triggered. An operation sees it if its ``Deadline`` was created with it.
public final class Interruption: Sendable {
  /// An eventfd, readable once the interruption is triggered; -1 if the system has no descriptors left.
  let descriptor: Int32
  private let state = Atomic(false)

  public init() { descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  public var isTriggered: Bool { state.load(ordering: .acquiring) }

  public func trigger() {
    guard !state.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var one: UInt64 = 1
    // The counter cannot overflow, because this line runs once.
    _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
  }

  /// Waits until the interruption is triggered.
  public func wait() {
    while !isTriggered {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // Without a descriptor, this only sleeps.
      poll(&entry, 1, descriptor < 0 ? 10 : 60_000)
    }
  }
}
