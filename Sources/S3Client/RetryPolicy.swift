/// How often a request is tried, and how long is waited in between: exponential back-off with full jitter (VAL-041).
public struct RetryPolicy: Hashable, Sendable {
  /// The first one counts; at least 1.
  public var attempts: Int
  /// How long one attempt may take, from the connection to the answer's end.
  public var timeout: Duration
  /// The longest wait after the first attempt; it doubles with every further one.
  public var firstDelay: Duration
  /// What no wait is longer than.
  public var longestDelay: Duration

  /// Waits of at most 0.2, 0.4 and 0.8 seconds, and 5 seconds for each of 4 attempts.
  public init(
    attempts: Int = 4, timeout: Duration = .seconds(5), firstDelay: Duration = .milliseconds(200),
    longestDelay: Duration = .seconds(5)
  ) {
    self.attempts = max(1, attempts)
    self.timeout = timeout
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
  }

  /// The wait after an attempt.
  ///
  /// - Parameters:
  ///   - attempt: From 1.
  ///   - jitter: From 0 to 1. Many that failed at once do not come back at once.
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
