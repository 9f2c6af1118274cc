public import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The clock of the machine, for the edge of a program.
///
/// No library call reads the clock by itself: read it once for a request, and pass the time on.
///
/// ```swift
/// let url = try signer.presignedURL(for: request, expires: 300, at: SystemClock.now()).url
/// ```
public enum SystemClock {
  /// Returns the current time in whole seconds, rounded down.
  ///
  /// A clock that is set before 1970 or after 9999 gives ``Timestamp/minimum`` or ``Timestamp/maximum``.
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(clamping: time.tv_sec)
  }
}
