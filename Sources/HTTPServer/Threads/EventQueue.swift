import CLinux
import Glibc
import HTTPCore

/// The system's queue of descriptors that are ready (epoll). Every worker waits for it, and each event goes to one of them.
final class EventQueue: Sendable {
  enum Failure: Error { case system(function: String, code: Int32) }

  private let descriptor: Int32

  init() throws(Failure) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw .system(function: "epoll_create1", code: errno) }
  }

  deinit { close(descriptor) }

  /// Reports one event of a descriptor under a number.
  ///
  /// - Parameter isKnown: Whether it was reported before.
  /// - Returns: Whether the system could do it.
  @discardableResult
  func watch(_ descriptor: Int32, for interest: Interest, as id: UInt64, isKnown: Bool) -> Bool {
    let events = (interest == .reading ? EPOLLIN.rawValue : EPOLLOUT.rawValue) | EPOLLONESHOT.rawValue
    return control(isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, events: events, id: id)
  }

  /// Reports to every worker, again and again, that a descriptor can be read.
  func watchForAll(_ descriptor: Int32, as id: UInt64) {
    control(EPOLL_CTL_ADD, descriptor, events: EPOLLIN.rawValue, id: id)
  }

  @discardableResult
  private func control(_ operation: Int32, _ descriptor: Int32, events: UInt32, id: UInt64) -> Bool {
    var event = epoll_event(events: events, data: epoll_data_t(u64: id))
    return epoll_ctl(self.descriptor, operation, descriptor, &event) == 0
  }

  /// Waits for an event, and returns its number, or nil if there was none for a while.
  func next(milliseconds: Int32) -> UInt64? {
    var event = epoll_event()
    while true {
      let count = epoll_wait(descriptor, &event, 1, milliseconds)
      if count > 0 { return event.data.u64 }
      if count == 0 || errno != EINTR { return nil }
    }
  }
}
