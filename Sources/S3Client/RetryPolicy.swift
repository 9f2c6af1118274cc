/// Decides how often a request is tried, and how long to wait in between: exponential backoff with full jitter (VAL-041).
public struct RetryPolicy: Hashable, Sendable {
  /// The number of attempts including the first, at least 1.
  public var attempts: Int
  /// The longest time for one attempt, from connecting to the end of the response.
  public var timeout: Duration
  /// The longest wait after the first attempt. It doubles with every further attempt.
  public var firstDelay: Duration
  /// The upper limit of every wait.
  public var longestDelay: Duration

  /// Creates a policy. The default is 4 attempts of at most 5 seconds each, with waits of at most 0.2, 0.4 and 0.8 seconds in between.
  public init(
    attempts: Int = 4, timeout: Duration = .seconds(5), firstDelay: Duration = .milliseconds(200),
    longestDelay: Duration = .seconds(5)
  ) {
    self.attempts = max(1, attempts)
    self.timeout = timeout
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
  }

  /// Returns the wait after an attempt.
  ///
  /// - Parameters:
  ///   - attempt: The number of the attempt, counted from 1.
  ///   - jitter: A random number from 0 to 1. It keeps clients that failed at the same time from returning at the same time.
  public func delay(after attempt: Int, jitter: Double) -> Duration {
    var bound = min(firstDelay, longestDelay)
    var doublings = max(1, attempt) - 1
    while doublings > 0, .zero < bound, bound < longestDelay {
      bound = min(bound * 2, longestDelay)
      doublings -= 1
    }
    return bound * min(max(jitter, 0), 1)
  }
}
