package import HTTPCore
package import ReferenceImpl
package import VideoSpec

/// Sweeps uploads that never arrived, and removes expired sessions, again and again.
///
/// Several processes may share a database: a lease makes sure that only one of them sweeps at a time.
package final class Sweeper: Sendable {
  private let service: RecordingService
  private let database: any RecordStore
  private let metrics: ServiceMetrics
  private let log: @Sendable (String) -> Void
  private let holder = Hexadecimal.lowercase(SystemRandom.bytes(16))
  private let ending = SystemSemaphore()
  private let ended = SystemSemaphore()

  /// How long a lease is valid, in seconds. It has to outlast the pause between two sweeps.
  private static let leaseSeconds = 120

  /// - Parameter log: Takes a sentence about a sweep that failed.
  package init(
    _ service: RecordingService, database: any RecordStore, metrics: ServiceMetrics,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.service = service
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
      let now = service.settings.now()
      let end = Timestamp(clamping: now.seconds + Self.leaseSeconds)
      guard try database.takeLease("sweep", for: holder, at: now, until: end) else { return }
      metrics.count("uploads_swept", try service.sweep(at: now))
      try database.removeSessions(expiredBy: now)
      metrics.count("sweeps")
    } catch {
      metrics.count("sweeps_failed")
      log("the sweep failed: \(error)")
    }
  }
}

extension RecordingService {
  /// Sweeps once, as if it were this time (REC-030).
  ///
  /// - Returns: How many uploads were recorded.
  package func sweep(at time: Timestamp) throws(Rejection) -> Int {
    var swept = 0
    var last: Text?
    while let look = try recorder.nextOverdueLook(after: last, at: time) {
      last = look.externalID
      if try recorder.record(store.head(look.key), ofOverdue: look) { swept += 1 }
    }
    return swept
  }
}
