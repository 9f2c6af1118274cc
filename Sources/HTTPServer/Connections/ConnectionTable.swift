import HTTPCore
import Synchronization

/// The connections of a server.
final class ConnectionTable: Sendable {
  /// A place for a connection. Workers look up connections here, each under a lock of its own, so that they do not wait for each other.
  private final class Slot: Sendable {
    let connection = Mutex<Connection?>(nil)
  }

  private struct State {
    /// The connections by their slots.
    var connections: [Int: Connection] = [:]
    var free: [Int]
    var generation: UInt64 = 1
    /// Whether nobody waits for new connections, because there are too many, or the system has no more descriptors.
    var isAcceptingPaused = false
  }

  private let slots: [Slot]
  private let state: Mutex<State>

  /// - Parameter limit: How many connections there may be, at least 1 and below 2³².
  init(limit: Int) {
    let count = min(max(1, limit), 1 << 20)
    // One more, for the connection that is accepted while the last place is taken.
    slots = (0...count).map { _ in Slot() }
    state = Mutex(State(free: Array((0...count).reversed())))
  }

  var count: Int { state.withLock(\.connections.count) }

  var all: [Connection] { state.withLock { Array($0.connections.values) } }

  /// Returns the connection with a number, or nil if it is closed.
  func connection(_ id: UInt64) -> Connection? {
    let index = Int(id & 0xFFFF_FFFF)
    guard index < slots.count else { return nil }
    return slots[index].connection.withLock { $0?.id == id ? $0 : nil }
  }

  /// Adds a connection.
  ///
  /// - Returns: The connection, or nil if there are too many, and whether there may be more. If not, `resumeAccepting` says when.
  func add(
    _ stream: any ByteStream, peer: SocketAddress, isSecure: Bool
  ) -> (connection: Connection?, mayAcceptMore: Bool) {
    state.withLock { state in
      guard let index = state.free.popLast() else {
        state.isAcceptingPaused = true
        return (nil, false)
      }
      let id = state.generation << 32 | UInt64(index)
      state.generation = (state.generation + 1) & 0x7FFF_FFFF
      if state.generation == 0 { state.generation = 1 }
      let connection = Connection(id: id, stream: stream, peer: peer, isSecure: isSecure)
      state.connections[index] = connection
      slots[index].connection.withLock { $0 = connection }
      state.isAcceptingPaused = state.free.count <= 1
      return (connection, !state.isAcceptingPaused)
    }
  }

  func pauseAccepting() { state.withLock { $0.isAcceptingPaused = true } }

  /// Returns whether accepting was paused and can go on.
  func resumeAccepting() -> Bool {
    state.withLock { state in
      guard state.isAcceptingPaused, state.free.count > 1 else { return false }
      state.isAcceptingPaused = false
      return true
    }
  }

  /// Removes a connection. Returns how many are left, and whether accepting can go on that was paused.
  func remove(_ connection: Connection) -> (count: Int, mayResume: Bool) {
    state.withLock { state in
      let index = Int(connection.id & 0xFFFF_FFFF)
      guard state.connections[index] === connection else { return (state.connections.count, false) }
      state.connections[index] = nil
      slots[index].connection.withLock { $0 = nil }
      state.free.append(index)
      let mayResume = state.isAcceptingPaused && state.free.count > 1
      if mayResume { state.isAcceptingPaused = false }
      return (state.connections.count, mayResume)
    }
  }
}
