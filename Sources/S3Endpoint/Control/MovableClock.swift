import Synchronization
import VideoSpec

/// The clock of an endpoint, which tests can move. It runs on from wherever it was set.
final class MovableClock: Sendable {
  private let base: Clock
  private let shift = Atomic(0)

  /// - Parameter base: The clock that it follows while it is not moved.
  init(_ base: Clock) { self.base = base }

  /// The seconds by which it is ahead of the clock that it follows.
  var offset: Int { shift.load(ordering: .acquiring) }

  func now() -> Timestamp {
    let (seconds, overflows) = base.now().seconds.addingReportingOverflow(offset)
    return Timestamp(clamping: overflows ? .max : seconds)
  }

  /// Moves it. Returns false, and changes nothing, if the time would be before 1970 or after 9999.
  func move(by seconds: Int) -> Bool {
    guard base.now().adding(seconds: seconds) != nil else { return false }
    shift.store(seconds, ordering: .releasing)
    return true
  }

  /// Sets the present time.
  func set(to time: Timestamp) {
    let seconds = time.seconds - base.now().seconds
    shift.store(seconds, ordering: .releasing)
  }

  /// Lets it follow the other clock again.
  func restore() { shift.store(0, ordering: .releasing) }
}
