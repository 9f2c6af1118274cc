import Glibc

/// A semaphore of the system: it lets one thread wait for another.
final class Semaphore: Sendable {
  /// The pointer never changes, and the system's functions may be called with it from any thread.
  private nonisolated(unsafe) let pointer: UnsafeMutablePointer<sem_t>

  init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: sem_t())
    sem_init(pointer, 0, 0)
  }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  func signal() { sem_post(pointer) }

  func wait() { while sem_wait(pointer) != 0 && errno == EINTR {} }
}
