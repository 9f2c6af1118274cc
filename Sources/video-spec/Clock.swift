import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The time of day, read at the edge and nowhere else.
enum Clock {
  /// - Throws: ``Rejection`` where the machine's clock is out of range.
  static func timeOfDay() throws(Rejection) -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    guard let now = Timestamp(exactly: time.tv_sec) else {
      throw Rejection(.invalidClock, field: "at", "the machine's clock is before 1970 or after 9999")
    }
    return now
  }

  static func now() -> Timestamp { SystemClock.now() }
}
