#if PostgreSQL
  import Foundation
  import HTTPCore
  import Synchronization

  /// A proxy in front of a PostgreSQL server that cuts connections, or holds a commit back.
  final class PostgresProxy: Sendable {
    enum Side: CaseIterable, Sendable {
      case client
      case server
    }

    /// A cut of a connection after so many bytes of one side.
    struct Cut: Sendable {
      var after: Int
      var of: Side
      /// Whether every connection is cut, or only one.
      var isLasting: Bool
    }

    private enum Hold {
      case none
      /// The client's bytes are held back from the first `COMMIT` on.
      case armed
      case holding
      /// What is held back arrives at the server.
      case released
      /// What is held back is lost, as if the connection had broken there.
      case dropped
    }

    private struct State {
      var cut: Cut?
      /// Counts the cuts that were asked for, so that each begins to count bytes anew.
      var generation = 0
      var cuts = 0
      var hold = Hold.none
    }

    private let listener: ListeningSocket
    private let target: UInt16
    private let state = Mutex(State())
    private let interruption = Interruption()
    private let sockets = Mutex<[Socket]>([])

    var port: UInt16 { listener.address.port }

    init(to target: UInt16) throws {
      self.target = target
      listener = try ListeningSocket(at: .loopback(port: 0))
      let (listener, interruption) = (listener, interruption)
      try SystemThread.start { [weak self] in
        while let client = try? listener.accept(deadline: HTTPCore.Deadline(nil, interruption: interruption)) {
          try? self?.serve(client)
        }
      }
    }

    deinit { stop() }

    func stop() {
      interruption.trigger()
      for socket in sockets.withLock({ $0 }) { socket.interrupt() }
    }

    /// Cuts a connection once it has carried so many bytes from now on.
    func arm(_ cut: Cut) {
      state.withLock { state in
        state.cut = cut
        state.generation += 1
        state.cuts = 0
      }
    }

    /// Ends the cuts. Returns how many there were.
    func disarm() -> Int {
      state.withLock { state in
        state.cut = nil
        return state.cuts
      }
    }

    /// Holds the next commit back.
    func holdCommit() { state.withLock { $0.hold = .armed } }

    var isHolding: Bool { state.withLock { if case .holding = $0.hold { true } else { false } } }

    /// Lets the held commit arrive at the server.
    func release() { state.withLock { $0.hold = .released } }

    /// Loses the held commit, and closes the server's side.
    func drop() { state.withLock { $0.hold = .dropped } }

    private func serve(_ client: Socket) throws {
      let server = try Socket.connect(to: .loopback(port: target), deadline: .after(.seconds(10)))
      sockets.withLock { $0 += [client, server] }
      try SystemThread.start {
        self.pump(from: client, to: server, .client)
        server.shutdownWrite(deadline: .after(.seconds(60)))
      }
      try SystemThread.start {
        self.pump(from: server, to: client, .server)
        client.interrupt()
        server.interrupt()
      }
    }

    /// Carries bytes until one side ends, or the connection is cut.
    private func pump(from source: Socket, to target: Socket, _ side: Side) {
      var (count, generation) = (0, 0)
      while let bytes = try? source.read(upTo: 65_536, deadline: .after(.seconds(600))), !bytes.isEmpty {
        if side == .client, !passesHold(bytes) {
          target.interrupt()
          return
        }
        let rest: Int? = state.withLock { state in
          if state.generation != generation { (count, generation) = (0, state.generation) }
          guard let cut = state.cut, cut.of == side, count + bytes.count >= cut.after else {
            count += bytes.count
            return nil
          }
          state.cuts += 1
          if !cut.isLasting { state.cut = nil }
          return cut.after - count
        }
        // If the other side is gone, the rest is read all the same: the commit that is held back must not be disturbed.
        try? target.write(Array(bytes.prefix(rest ?? bytes.count)), deadline: .after(.seconds(10)))
        if rest != nil {
          // What was sent before the cut arrives.
          source.interrupt()
          target.interrupt()
          return
        }
      }
    }

    /// Waits while the client's bytes are held back. Returns whether they are to be sent.
    private func passesHold(_ bytes: [UInt8]) -> Bool {
      let commit = Array("COMMIT".utf8)
      let waits = state.withLock { state in
        guard case .armed = state.hold, bytes.indices.contains(where: { bytes[$0...].starts(with: commit) }) else {
          return false
        }
        state.hold = .holding
        return true
      }
      guard waits else { return true }
      while true {
        switch state.withLock({ $0.hold }) {
        case .released: return true
        case .dropped: return false
        default: usleep(2000)
        }
      }
    }
  }
#endif
