import Glibc
import HTTPCore

/// Bounds how long a client may keep the server waiting: a grace, and the time that its bytes take at the lowest rate that is allowed.
///
/// Only the time counts in which the server waits for the client. What the handler does in the meantime does not.
struct RateLimit {
  private let grace: Double
  private let rate: Double
  private var waited = 0.0
  private var moved = 0.0

  init(_ limits: HTTPServerLimits) {
    grace = limits.bodyGrace / .seconds(1)
    rate = Double(max(1, limits.bodyRate))
  }

  /// Counts bytes that were sent or received.
  mutating func count(_ bytes: Int) { moved += Double(bytes) }

  /// Waits until the descriptor is ready or has failed.
  mutating func wait(for interest: Interest, on descriptor: Int32) throws(HTTPExchangeError) {
    while true {
      let left = grace + moved / rate - waited
      guard left > 0 else { throw .tooSlow }
      let start = ContinuousClock.now
      var entry = pollfd(fd: descriptor, events: Int16(interest == .reading ? POLLIN : POLLOUT), revents: 0)
      let count = poll(&entry, 1, Int32(min(60_000, (left * 1000).rounded(.up))))
      waited += start.duration(to: .now) / .seconds(1)
      if count > 0 { return }
      guard count == 0 || errno == EINTR else { throw .clientGone }
    }
  }
}
