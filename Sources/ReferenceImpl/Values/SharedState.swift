import Glibc

/// State that the threads of many connections share, behind a lock.
///
/// Swift's `Mutex` asks the kernel to inherit priorities. The kernel then hands a lock for which threads wait to the one that has waited
/// longest, so with more threads than processors every request waits for several switches of threads. This lock lets whoever runs take it.
package final class SharedState<Value: ~Copyable>: @unchecked Sendable {
  // This is safe because the value is used only with the lock.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  package init(_ value: consuming sending Value) {
    self.value = value
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// Calls a function with the value, while no other thread has it.
  package func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value)
  }
}
