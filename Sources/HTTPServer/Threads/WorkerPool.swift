import HTTPCore
import Synchronization

/// The threads of a server. There is always a worker that waits for the next event, up to the limit.
final class WorkerPool: Sendable {
  private let limit: Int
  /// The workers that wait for an event.
  private let waiting = Atomic(0)
  private let workers = Atomic(0)
  private let threads = Atomic(0)

  init(limit: Int) { self.limit = max(1, limit) }

  /// All threads, the sweeper included.
  var threadCount: Int { threads.load(ordering: .acquiring) }

  /// Starts a thread that counts.
  func startThread(_ stackBytes: Int, _ body: @escaping @Sendable () -> Void) throws(TransportError) {
    threads.add(1, ordering: .acquiringAndReleasing)
    do throws(TransportError) {
      try SystemThread.start(stackSize: stackBytes) {
        WorkerSignals.block()
        body()
        self.threads.subtract(1, ordering: .acquiringAndReleasing)
      }
    } catch {
      threads.subtract(1, ordering: .acquiringAndReleasing)
      throw error
    }
  }

  /// Starts a worker, unless there are as many as there may be.
  func startWorker(_ server: ServerCore) throws(TransportError) {
    guard workers.add(1, ordering: .relaxed).newValue <= limit else {
      workers.subtract(1, ordering: .relaxed)
      return
    }
    waiting.add(1, ordering: .relaxed)
    do throws(TransportError) {
      try startThread(server.limits.stackBytes) { Worker(server).run() }
    } catch {
      workers.subtract(1, ordering: .relaxed)
      waiting.subtract(1, ordering: .relaxed)
      throw error
    }
  }

  /// Notes that a worker has an event, and starts another worker if none waits for the next one.
  func workerGotEvent(_ server: ServerCore) {
    let left = waiting.subtract(1, ordering: .relaxed).newValue
    guard left <= 0, workers.load(ordering: .relaxed) < limit, !server.hasEnded else { return }
    // Without memory for a thread, the present ones have to do.
    do throws(TransportError) { try startWorker(server) } catch {}
  }

  /// Whether all workers that there may be answer requests, so that the next request has to wait.
  var isCrowded: Bool { waiting.load(ordering: .relaxed) <= 0 && workers.load(ordering: .relaxed) >= limit }

  func workerWaits() { waiting.add(1, ordering: .relaxed) }

  /// Notes that a worker had nothing to do for a while. Returns whether it has to end because enough others wait.
  func workerIsIdle() -> Bool {
    guard waiting.subtract(1, ordering: .relaxed).newValue >= 2 else {
      waiting.add(1, ordering: .relaxed)
      return false
    }
    workers.subtract(1, ordering: .relaxed)
    return true
  }
}
