import Glibc
import HTTPCore
import Synchronization

/// A connection with a client. It is parked, or a worker serves it.
final class Connection: Sendable {
  /// The number under which the system reports its events.
  let id: UInt64
  let stream: any ByteStream
  let peer: SocketAddress
  let isSecure: Bool
  /// The worker that takes the state away owns the connection until it parks or closes it. Nobody else closes it.
  private let parked = Mutex<Parked?>(nil)

  /// What is known of a connection that waits for bytes.
  struct Parked: Sendable {
    enum Phase: Sendable {
      /// The next request is awaited or arriving.
      case head
      /// The last answer was sent. What arrives is dropped, at most so many bytes.
      case draining(rest: Int, until: ContinuousClock.Instant)
    }

    var phase = Phase.head
    var parser: RequestHeadParser
    /// The bytes of a head that is not complete.
    var input: [UInt8] = []
    /// When the first byte of the head arrived.
    var headStart: ContinuousClock.Instant?
    var idleStart = ContinuousClock.now
    /// Whether the system was told of the descriptor.
    var isRegistered = false
    var interest = Interest.reading
    /// Whether the connection waited too long, or must not wait any longer.
    var isOverdue = false
  }

  init(id: UInt64, stream: any ByteStream, peer: SocketAddress, isSecure: Bool) {
    self.id = id
    self.stream = stream
    self.peer = peer
    self.isSecure = isSecure
  }

  /// Parks the connection. Afterwards the system has to be told to report its next event.
  func park(_ state: Parked) {
    parked.withLock { parked in
      parked = state
      parked?.isRegistered = true
    }
  }

  /// Takes the connection if it is parked.
  func take() -> Parked? {
    parked.withLock { parked in
      defer { parked = nil }
      return parked
    }
  }

  /// Marks the connection as overdue if it is parked and the condition holds, and makes the system report it to a worker.
  func endWait(if condition: (Parked) -> Bool) {
    parked.withLock { parked in
      guard let state = parked, !state.isOverdue, condition(state) else { return }
      parked?.isOverdue = true
      // The other direction stays open for an answer.
      shutdown(stream.descriptor, Int32(state.interest == .reading ? SHUT_RD : SHUT_RDWR))
    }
  }
}
