import Glibc

/// A semaphore of the system: it lets one thread wait for another.
package final class SystemSemaphore: Sendable {
  /// The pointer never changes, and the system's functions may be called with it from any thread.
  private nonisolated(unsafe) let pointer: UnsafeMutablePointer<sem_t>

  package init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: sem_t())
    sem_init(pointer, 0, 0)
  }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  package func signal() { sem_post(pointer) }

  package func wait() { while sem_wait(pointer) != 0 && errno == EINTR {} }

  /// Waits for a signal for at most so many seconds. Returns whether it came.
  package func wait(seconds: Int) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += seconds
    while sem_timedwait(pointer, &end) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }
}
