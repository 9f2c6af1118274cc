#if PostgreSQL
  import Glibc

  /// A moment of the monotonic clock until which something may take.
  struct Deadline {
    private let nanoseconds: UInt64

    init(milliseconds: Int) { nanoseconds = Deadline.now &+ UInt64(max(0, milliseconds)) &* 1_000_000 }

    private static var now: UInt64 {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    var hasPassed: Bool { Deadline.now >= nanoseconds }

    /// The milliseconds that are left, rounded up; 0 if the moment has passed.
    var remaining: Int {
      let now = Deadline.now
      return now >= nanoseconds ? 0 : Int((nanoseconds - now + 999_999) / 1_000_000)
    }

    /// The moment as the system's functions take it.
    var time: timespec {
      timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
  }

  /// Lets one thread wait for another, at most until a deadline.
  final class Parking: Sendable {
    // The pointers never change, and the system's functions may be called with them from any thread.
    private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Guarded by the mutex.
    private nonisolated(unsafe) let isSignaled = UnsafeMutablePointer<Bool>.allocate(capacity: 1)

    init() {
      pthread_mutex_init(mutex, nil)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      // Not the time of day, which can be set.
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
      isSignaled.initialize(to: false)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(mutex)
      condition.deallocate()
      mutex.deallocate()
      isSignaled.deallocate()
    }

    /// Wakes the thread that waits or will wait.
    func signal() {
      pthread_mutex_lock(mutex)
      isSignaled.pointee = true
      pthread_cond_signal(condition)
      pthread_mutex_unlock(mutex)
    }

    /// Waits for the signal, at most until a deadline.
    func wait(until deadline: Deadline) {
      var time = deadline.time
      pthread_mutex_lock(mutex)
      while !isSignaled.pointee {
        if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { break }
      }
      pthread_mutex_unlock(mutex)
    }
  }
#endif
