import CLinux
import Glibc

/// What an operation waits for.
public enum Interest: Hashable, Sendable {
  case reading, writing
  /// Whichever comes first.
  case either
}

/// The time at which an operation has to have ended, and what may end it before.
public struct Deadline: Sendable {
  /// Nil if the operation may take any time.
  public let instant: ContinuousClock.Instant?
  let interruption: Interruption?

  public init(_ instant: ContinuousClock.Instant?, interruption: Interruption? = nil) {
    self.instant = instant
    self.interruption = interruption
  }

  /// No limit.
  public static let never = Deadline(nil)

  /// Returns a deadline that is as far away as a duration. More than a hundred years are no limit.
  public static func after(_ duration: Duration, interruption: Interruption? = nil) -> Deadline {
    let isFinite = duration < .seconds(3_155_760_000)
    return Deadline(isFinite ? .now.advanced(by: duration) : nil, interruption: interruption)
  }

  /// The time that is left, zero if it is over, or nil without a limit.
  public var remaining: Duration? { instant.map { max(.zero, ContinuousClock.now.duration(to: $0)) } }

  /// Returns this deadline, or one that is as far away as a duration if that comes first.
  public func limited(to duration: Duration) -> Deadline {
    let other = Deadline.after(duration, interruption: interruption)
    guard let instant, let limit = other.instant else { return instant == nil ? other : self }
    return instant <= limit ? self : other
  }

  /// Throws if the time is over, or the operation was interrupted.
  public func check() throws(TransportError) {
    if let interruption, interruption.isTriggered { throw .interrupted }
    if let instant, instant <= .now { throw .timedOut }
  }

  /// Waits until a descriptor can be read or written, or has failed.
  public func wait(for interest: Interest, on descriptor: Int32) throws(TransportError) {
    let events =
      switch interest {
      case .reading: Int16(POLLIN)
      case .writing: Int16(POLLOUT)
      case .either: Int16(POLLIN | POLLOUT)
      }
    var entries = [pollfd(fd: descriptor, events: events, revents: 0)]
    if let interruption { entries.append(pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0)) }
    while true {
      try check()
      let count = poll(&entries, nfds_t(entries.count), milliseconds)
      if count < 0, errno != EINTR { throw .system("poll", errno) }
      if count > 0, entries[0].revents != 0 { return }
    }
  }

  /// The time that is left in milliseconds, rounded up and at most a minute, after which `wait` looks again.
  private var milliseconds: Int32 {
    guard let remaining, remaining < .seconds(60) else { return 60_000 }
    return Int32((remaining / .milliseconds(1)).rounded(.up))
  }
}
