import CLinux
import Glibc
import HTTPCore
import Synchronization

/// The state that the threads of a server share.
final class ServerCore: Sendable {
  /// The numbers of events that belong to no connection. Those of connections are larger.
  enum EventID {
    static let listener: UInt64 = 0
    static let end: UInt64 = 1
  }

  let limits: HTTPServerLimits
  let tls: TLSContext?
  let handler: any HTTPHandler
  let table: ConnectionTable
  let events: EventQueue
  let workers: WorkerPool
  private let listener: Mutex<ListeningSocket?>
  private let state = Atomic(State.running)
  /// Ends the threads.
  private let end: SystemEvent
  /// Says that the last connection has ended, while the server stops.
  private let progress: SystemEvent

  private enum State: UInt8, AtomicRepresentable { case running, stopping, ended }

  static func listen(at address: SocketAddress) throws(HTTPServerError) -> ListeningSocket {
    do throws(TransportError) {
      return try ListeningSocket(at: address)
    } catch {
      switch error {
      case .unreachable(_, EADDRINUSE): throw .portInUse(address)
      case .unreachable(_, let code) where code == EACCES || code == EADDRNOTAVAIL: throw .addressNotAllowed(address)
      case .unreachable(_, let code): throw .system(function: "bind", code: code)
      case .system(let function, let code): throw .system(function: function, code: code)
      default: throw .system(function: "listen", code: 0)
      }
    }
  }

  init(
    _ configuration: HTTPServerConfiguration, _ handler: any HTTPHandler, listener: ListeningSocket
  ) throws(HTTPServerError) {
    limits = configuration.limits
    tls = configuration.tls
    self.handler = handler
    self.listener = Mutex(listener)
    table = ConnectionTable(limit: min(limits.connections, Self.descriptorLimit / 2))
    workers = WorkerPool(limit: limits.workers)
    do throws(EventQueue.Failure) {
      events = try EventQueue()
      end = try SystemEvent()
      progress = try SystemEvent()
    } catch {
      switch error {
      case .system(let function, let code): throw .system(function: function, code: code)
      }
    }
  }

  /// How many descriptors the process may have.
  private static var descriptorLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }

  func start() throws(HTTPServerError) {
    events.watchForAll(end.descriptor, as: EventID.end)
    listener.withLock { listener in
      if let listener { events.watch(listener.descriptor, for: .reading, as: EventID.listener, isKnown: false) }
    }
    do throws(TransportError) {
      try workers.startThread(limits.stackBytes) { Sweeper(self).run() }
      try workers.startWorker(self)
    } catch {
      cut()
      throw .system(function: "pthread_create", code: EAGAIN)
    }
  }

  var isStopping: Bool { state.load(ordering: .relaxed) != .running }

  // MARK: - Connections

  /// Accepts a connection if one waits, and lets another worker accept the next one.
  func accept() -> Connection? {
    guard !isStopping, let listener = listener.withLock({ $0 }) else { return nil }
    let accepted: (socket: Socket, peer: SocketAddress)?
    do throws(TransportError) {
      accepted = try listener.tryAccept()
    } catch {
      // The system has no descriptors or no memory. The sweeper tries again, so that nobody spins.
      table.pauseAccepting()
      return nil
    }
    guard let accepted else {
      watchListener()
      return nil
    }
    var stream: any ByteStream = accepted.socket
    if let tls {
      do throws(TransportError) {
        stream = try TLSStream(accepted.socket, context: tls)
      } catch {
        watchListener()
        return nil
      }
    }
    let (connection, mayAcceptMore) = table.add(stream, peer: accepted.peer, isSecure: tls != nil)
    if mayAcceptMore { watchListener() }
    return connection
  }

  private func watchListener() {
    listener.withLock { listener in
      if let listener { events.watch(listener.descriptor, for: .reading, as: EventID.listener, isKnown: true) }
    }
  }

  /// Goes on accepting if that was paused and is possible again.
  func resumeAccepting() { if !isStopping, table.resumeAccepting() { watchListener() } }

  /// Lets a connection wait for bytes, or for room to write. The caller owns it no longer.
  func park(_ connection: Connection, _ state: Connection.Parked, until interest: Interest) {
    var state = state
    state.interest = interest
    let descriptor = connection.stream.descriptor
    connection.park(state)
    // From now on another worker may have it, but not before the system reports it, and nobody else closes it.
    guard events.watch(descriptor, for: interest, as: connection.id, isKnown: state.isRegistered) else {
      // The system has no memory for it.
      if connection.take() != nil { remove(connection) }
      return
    }
  }

  /// Closes a connection that the caller owns.
  func remove(_ connection: Connection) {
    connection.stream.close()
    let (count, mayResume) = table.remove(connection)
    if mayResume { watchListener() }
    if count == 0, isStopping { progress.signal() }
  }

  // MARK: - The end

  func stop(within time: Duration) {
    guard state.compareExchange(expected: .running, desired: .stopping, ordering: .acquiringAndReleasing).exchanged
    else { return waitForThreads() }
    listener.withLock { $0 = nil }
    let deadline = ContinuousClock.now.advanced(by: max(.zero, min(time, .seconds(86400))))
    while table.count > 0 {
      Sweeper(self).sweep()
      let left = ContinuousClock.now.duration(to: deadline)
      if left <= .zero { break }
      progress.wait(milliseconds: Int32(min(20, max(1, left / .milliseconds(1)))))
    }
    cut()
    waitForThreads()
  }

  /// Cuts all connections and ends the threads, without waiting for them.
  func cut() {
    state.store(.ended, ordering: .releasing)
    listener.withLock { $0 = nil }
    for connection in table.all { connection.stream.interrupt() }
    end.signal()
  }

  /// Whether the threads have to end.
  var hasEnded: Bool { state.load(ordering: .acquiring) == .ended }

  /// Waits for the end, and returns whether it has come.
  func waitForEnd(milliseconds: Int32) -> Bool { end.wait(milliseconds: milliseconds) }

  private func waitForThreads() {
    while workers.threadCount > 0 {
      usleep(1000)
      // A worker may have accepted it at the same moment.
      for connection in table.all { connection.stream.interrupt() }
    }
    for connection in table.all { remove(connection) }
  }
}
