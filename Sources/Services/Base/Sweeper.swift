package import HTTPCore
package import ReferenceImpl
package import VideoSpec

/// Runs a service's sweep, and removes expired sessions, again and again.
///
/// Several processes may share a database: a lease makes sure that only one of them sweeps at a time.
package final class Sweeper: Sendable {
  private let service: any Service
  private let database: any ServiceStore
  private let now: @Sendable () -> Timestamp
  private let metrics: ServiceMetrics
  private let log: @Sendable (String) -> Void
  private let holder = Hexadecimal.lowercase(SystemRandom.bytes(16))
  private let ending = SystemSemaphore()
  private let ended = SystemSemaphore()

  /// How long a lease is valid, in seconds. It has to outlast the pause between two sweeps.
  private static let leaseSeconds = 120

  /// - Parameter log: Takes a sentence about a sweep that failed.
  package init(
    _ service: any Service, database: any ServiceStore, metrics: ServiceMetrics,
    now: @escaping @Sendable () -> Timestamp = SystemClock.now, log: @escaping @Sendable (String) -> Void
  ) {
    self.service = service
    self.now = now
    self.database = database
    self.metrics = metrics
    self.log = log
  }

  /// Starts to sweep on a thread of its own, with so many seconds between two sweeps.
  package func start(every seconds: Int) throws(TransportError) {
    try SystemThread.start { [self] in
      while !ending.wait(seconds: seconds) { sweepIfFree() }
      ended.signal()
    }
  }

  /// Ends the thread. Waits for a sweep that has begun, but for at most so many seconds.
  package func stop(within seconds: Int = 10) {
    ending.signal()
    _ = ended.wait(seconds: seconds)
  }

  /// Sweeps, unless another process does.
  func sweepIfFree() {
    do {
      let now = now()
      let end = Timestamp(clamping: now.seconds + Self.leaseSeconds)
      guard try database.takeLease("sweep", for: holder, at: now, until: end) else { return }
      metrics.count(service.sweptCounter, try service.sweep(at: now))
      try database.removeSessions(expiredBy: now)
      metrics.count("sweeps")
    } catch {
      metrics.count("sweeps_failed")
      log("the sweep failed: \(error)")
    }
  }
}
