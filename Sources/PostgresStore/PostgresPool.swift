#if PostgreSQL
  import ReferenceImpl
  import Synchronization

  /// The connections of a record store: at most so many, each used by one thread at a time. Threads wait for one in the order in which
  /// they came.
  final class PostgresPool: Sendable {
    private struct State {
      /// The connections that nobody uses, the latest used one last.
      var idle: [PostgresConnection] = []
      /// How many connections are open or are being opened.
      var count = 0
      var waiting: [Waiter] = []
      /// The server to try first.
      var server = 0
    }

    /// A thread that waits for a connection.
    private final class Waiter: Sendable {
      enum Gift {
        case connection(PostgresConnection)
        /// The right to open a connection.
        case place
      }

      let parking = Parking()
      let gift = Mutex<Gift?>(nil)

      func give(_ gift: Gift) {
        self.gift.withLock { $0 = gift }
        parking.signal()
      }
    }

    private let url: PostgresURL
    let options: PostgresOptions
    private let state = Mutex(State())

    init(url: PostgresURL, options: PostgresOptions) {
      self.url = url
      self.options = options
    }

    /// How many connections are open.
    var count: Int { state.withLock(\.count) }

    /// Returns a connection that nobody else uses until ``release(_:)``.
    ///
    /// - Throws: ``RecordStoreError/Kind/busy`` if all connections stay in use, or no server responds.
    func acquire() throws(RecordStoreError) -> PostgresConnection {
      while true {
        switch try place() {
        case .connection(let connection):
          if connection.isIdle { return connection }
          drop(connection)
        case .place: return try open()
        }
      }
    }

    /// Gives a connection back. A broken one is closed, and with it all that nobody uses: whatever broke it has probably hit them, too.
    func release(_ connection: PostgresConnection) {
      connection.isReused = true
      guard !connection.isBroken else {
        let idle = state.withLock { state in
          state.count -= state.idle.count
          defer { state.idle = [] }
          return state.idle
        }
        // Closed here, without the lock.
        _ = consume idle
        return drop(connection)
      }
      state.withLock { state in
        if state.waiting.isEmpty {
          state.idle.append(connection)
        } else {
          state.waiting.removeFirst().give(.connection(connection))
        }
      }
    }

    private func place() throws(RecordStoreError) -> Waiter.Gift {
      let waiter = Waiter()
      let gift: Waiter.Gift? = state.withLock { state in
        if let connection = state.idle.popLast() { return .connection(connection) }
        if state.count < options.connections {
          state.count += 1
          return .place
        }
        state.waiting.append(waiter)
        return nil
      }
      if let gift { return gift }
      waiter.parking.wait(until: Deadline(milliseconds: options.poolMilliseconds))
      state.withLock { state in state.waiting.removeAll { $0 === waiter } }
      // Nobody knows the waiter any more, so nobody gives it anything from here on.
      if let gift = waiter.gift.withLock({ $0 }) { return gift }
      throw RecordStoreError(.busy, "all \(options.connections) connections to PostgreSQL are in use")
    }

    /// Closes a connection and lets the next thread open one.
    private func drop(_ connection: PostgresConnection) {
      connection.discard()
      leave()
    }

    private func leave() {
      state.withLock { state in
        if state.waiting.isEmpty {
          state.count -= 1
        } else {
          state.waiting.removeFirst().give(.place)
        }
      }
    }

    /// Opens a connection to the first server that accepts one, beginning with the one that did last.
    private func open() throws(RecordStoreError) -> PostgresConnection {
      let first = state.withLock(\.server)
      let milliseconds = url.connectSeconds.map { $0 * 1000 } ?? options.connectMilliseconds
      var failures: [RecordStoreError] = []
      for offset in url.servers.indices {
        let index = (first + offset) % url.servers.count
        do throws(PostgresError) {
          let connection = try PostgresConnection(
            to: url.servers[index], hiding: url.redaction, options: options, within: milliseconds)
          state.withLock { $0.server = index }
          return connection
        } catch {
          failures.append(error.whileConnecting)
        }
      }
      leave()
      throw failures.first { $0.kind == .failed } ?? failures.last
        ?? RecordStoreError(.failed, "there is no server to connect to")
    }
  }
#endif
