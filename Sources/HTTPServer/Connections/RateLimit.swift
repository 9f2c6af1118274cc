import Glibc
import HTTPCore

/// Bounds how long a client may keep the server waiting: a grace, and the time that its bytes take at the lowest rate that is allowed. While
/// all workers are busy, the lowest rate is a higher one, without a grace.
///
/// Only the time counts in which the server waits for the client. What the handler does in the meantime does not.
struct RateLimit {
  private let grace: Double
  private let rate: Double
  private let crowdedRate: Double
  private let crowdedTime: Double
  private let workers: WorkerPool
  private var waited = 0.0
  private var moved = 0.0
  /// The time and the bytes since the rate was last compared with the higher one.
  private var recent = (waited: 0.0, moved: 0.0)

  init(_ limits: HTTPServerLimits, _ workers: WorkerPool) {
    grace = limits.bodyGrace / .seconds(1)
    rate = Double(max(1, limits.bodyRate))
    crowdedRate = Double(max(1, limits.crowdedBodyRate))
    crowdedTime = limits.crowdedTime / .seconds(1)
    self.workers = workers
  }

  /// Counts bytes that were sent or received.
  mutating func count(_ bytes: Int) {
    moved += Double(bytes)
    recent.moved += Double(bytes)
  }

  /// Waits until the descriptor is ready or has failed.
  mutating func wait(for interest: Interest, on descriptor: Int32) throws(HTTPExchangeError) {
    while true {
      let left = grace + moved / rate - waited
      guard left > 0 else { throw .tooSlow }
      try checkCrowd()
      let start = ContinuousClock.now
      var entry = pollfd(fd: descriptor, events: Int16(interest == .reading ? POLLIN : POLLOUT), revents: 0)
      let count = poll(&entry, 1, Int32((min(left, crowdedTime) * 1000).rounded(.up)))
      let time = start.duration(to: .now) / .seconds(1)
      waited += time
      recent.waited += time
      if count > 0 { return }
      guard count == 0 || errno == EINTR else { throw .clientGone }
    }
  }

  private mutating func checkCrowd() throws(HTTPExchangeError) {
    guard recent.waited >= crowdedTime else { return }
    if workers.isCrowded, recent.moved < crowdedRate * recent.waited { throw .tooSlow }
    recent = (0, 0)
  }
}
