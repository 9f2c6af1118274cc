import Glibc
import HTTPCore

/// Waits between attempts: exponential, with full jitter, so that those who collided do not collide again.
struct Backoff: Sendable {
  /// The longest wait after the first attempt. It doubles with every further attempt.
  var first: Duration = .milliseconds(20)
  /// The upper limit of every wait.
  var longest: Duration = .seconds(1)

  /// Waits after an attempt, counted from 1. Returns false if the deadline comes before the end of the wait.
  func wait(after attempt: Int, until deadline: Deadline) -> Bool {
    let bound = min(longest, first * (1 << min(max(attempt, 1) - 1, 16)))
    let wait = bound * Double.random(in: 0...1)
    if let remaining = deadline.remaining, remaining <= wait { return false }
    let (seconds, attoseconds) = wait.components
    let pause = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    clock_nanosleep(CLOCK_MONOTONIC, 0, [pause], nil)
    return true
  }
}
