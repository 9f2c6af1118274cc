public import HTTPCore

/// The address, the TLS certificate and the limits of a server.
public struct HTTPServerConfiguration: Sendable {
  /// The address, 127.0.0.1 by default. Port 0 asks for a free one.
  public var address: SocketAddress
  /// The certificate and key with which connections are encrypted, or nil for plain connections.
  public var tls: TLSContext?
  public var limits: HTTPServerLimits

  public init(
    address: SocketAddress = .loopback(port: 0), tls: TLSContext? = nil, limits: HTTPServerLimits = HTTPServerLimits()
  ) {
    self.address = address
    self.tls = tls
    self.limits = limits
  }
}

/// The limits of a server: no client can make it use more memory or time.
public struct HTTPServerLimits: Sendable {
  /// Bounds of a head and of the trailers.
  public var message = HTTPMessageLimits()
  /// The number of connections. The server accepts no others until one ends. It also uses at most half of the process's file descriptors.
  public var connections = 1024
  /// The number of threads that answer requests.
  public var workers = 256
  /// The bytes of a thread's stack.
  public var stackBytes = 512 << 10
  /// How long a head may take, from its first byte.
  public var headTime: Duration = .seconds(20)
  /// How long a connection may wait for the first byte of a request.
  public var idleTime: Duration = .seconds(60)
  /// How long a body may keep the server waiting before its rate counts.
  public var bodyGrace: Duration = .seconds(30)
  /// The bytes per second that a client has to send or take, on average over the time that the server waits for it.
  public var bodyRate = 4096
  /// The bytes per second that a client has to send or take while all threads answer requests, so that a few hundred slow clients do not keep
  /// all others waiting.
  public var crowdedBodyRate = 64 << 10
  /// Over how much time of waiting for a client that rate is measured.
  public var crowdedTime: Duration = .seconds(5)
  /// The bytes of a body that the server reads and drops after an early answer, so that the client can read it.
  public var drainBytes = 256 << 20
  /// How long the server reads and drops these bytes.
  public var drainTime: Duration = .seconds(10)
  /// The bytes of a body that the server drops to keep a connection, after an answer that came before the body was read.
  public var skipBytes = 64 << 10

  public init() {}
}

/// Why a server does not start.
public enum HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
  case portInUse(SocketAddress)
  /// The user may not listen at the port, or the machine does not have the address.
  case addressNotAllowed(SocketAddress)
  /// `start` was called a second time.
  case alreadyStarted
  /// A function of the system failed. `code` is its `errno`.
  case system(function: String, code: Int32)

  public var description: String {
    switch self {
    case .portInUse(let address): "Another program already listens at \(address)."
    case .addressNotAllowed(let address):
      "The server may not listen at \(address), or this machine has no such address."
    case .alreadyStarted: "The server was already started."
    case .system(let function, let code): "The server cannot start: \(function) failed with error \(code)."
    }
  }
}
