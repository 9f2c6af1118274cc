public import HTTPCore
import Synchronization

/// A strict HTTP/1.1 server.
///
/// It gives its handler the bytes of the target and of the fields as they were sent. Connections without a complete head wait in the
/// system's event queue and cost no thread. A request with a complete head gets a thread, on which the handler reads and writes and waits.
public final class HTTPServer: Sendable {
  public let configuration: HTTPServerConfiguration
  private let handler: any HTTPHandler
  private let core = Mutex<ServerCore?>(nil)

  public init(configuration: HTTPServerConfiguration, handler: any HTTPHandler) {
    self.configuration = configuration
    self.handler = handler
  }

  /// Stops the server without waiting for its threads.
  deinit { core.withLock { $0 }?.cut() }

  /// Starts to listen, and returns the address with the port that was chosen.
  public func start() throws(HTTPServerError) -> SocketAddress {
    try core.withLock { core throws(HTTPServerError) in
      guard core == nil else { throw .alreadyStarted }
      let listener = try ServerCore.listen(at: configuration.address)
      let new = try ServerCore(configuration, handler, listener: listener)
      try new.start()
      core = new
      return listener.address
    }
  }

  /// Stops the server.
  ///
  /// It takes no new connections and no new requests. Requests that are being answered have this long to end; then their connections are cut.
  /// It returns when no thread of the server runs any more, so it must not be called by the handler.
  public func stop(within time: Duration) { core.withLock { $0 }?.stop(within: time) }

  /// The number of connections that are open.
  public var connectionCount: Int { core.withLock { $0 }?.table.count ?? 0 }
}
