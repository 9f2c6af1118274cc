import ReferenceImpl
import Synchronization
import VideoSpec

/// Limits how many streams there are at the same time, together and for each user, so that slow sources and one user's players leave threads for
/// other requests.
final class StreamTurns: Sendable {
  private let limit: Int
  private let limitOfUser: Int
  private let running = Mutex<[Int: Int]>([:])

  /// A stream that is running, until it is released.
  final class Turn: Sendable {
    private let turns: StreamTurns
    private let user: Int

    fileprivate init(_ turns: StreamTurns, _ user: Int) {
      self.turns = turns
      self.user = user
    }

    deinit {
      turns.running.withLock { running in
        running[user, default: 0] -= 1
        if running[user] == 0 { running[user] = nil }
      }
    }
  }

  /// - Parameters:
  ///   - limit: How many streams there are at most. It is less than the server's 256 threads.
  ///   - limitOfUser: How many one user has at most.
  init(limit: Int = 192, limitOfUser: Int = 16) {
    self.limit = limit
    self.limitOfUser = limitOfUser
  }

  /// Begins a stream of a user. It ends with the last reference to the turn.
  ///
  /// - Throws: ``Rejection``: 503 ``ErrorCode/busy``.
  func take(by user: Int) throws(Rejection) -> Turn {
    let isFree = running.withLock { running in
      guard running.values.reduce(0, +) < limit, running[user, default: 0] < limitOfUser else { return false }
      running[user, default: 0] += 1
      return true
    }
    guard isFree else { throw Rejection(.busy, status: 503, "too many videos are streamed at the moment; try again") }
    return Turn(self, user)
  }
}
