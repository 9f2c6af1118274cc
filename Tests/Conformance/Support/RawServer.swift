import Glibc
import HTTPCore
import Synchronization
import VideoSpec

/// A server on loopback that sends what a test wants, bytes that are no HTTP included.
final class RawServer: Sendable {
  let address: SocketAddress
  private let listener: ListeningSocket
  private let interruption = Interruption()
  private let state = Mutex(State())
  private let serve: @Sendable (_ connection: Socket, _ number: Int) throws -> Void

  private struct State {
    var connections: [Socket] = []
    var received: [[UInt8]] = []
  }

  /// - Parameter serve: Serves one connection on a thread of its own; `number` counts them from 1. It is closed afterwards.
  init(serve: @escaping @Sendable (_ connection: Socket, _ number: Int) throws -> Void) throws {
    self.serve = serve
    listener = try ListeningSocket(at: .loopback(port: 0))
    address = listener.address
    try SystemThread.start { self.accept() }
  }

  /// A server that reads the head of each request and answers with the same bytes, then closes the connection.
  static func answering(_ bytes: [UInt8]) throws -> RawServer {
    try RawServer { connection, _ in
      _ = try connection.readRequestHead()
      try connection.write(bytes, deadline: .after(.seconds(60)))
    }
  }

  static func answering(_ text: String) throws -> RawServer { try answering(Array(text.utf8)) }

  var endpoint: Endpoint { Endpoint(scheme: .http, host: "127.0.0.1", port: Int(address.port)) }

  /// How many connections there were.
  var connections: Int { state.withLock(\.connections.count) }

  func stop() {
    interruption.trigger()
    for connection in state.withLock(\.connections) { connection.interrupt() }
  }

  private func accept() {
    while let connection = try? listener.accept(deadline: Deadline(nil, interruption: interruption)) {
      let number = state.withLock { state in
        state.connections.append(connection)
        return state.connections.count
      }
      try? SystemThread.start {
        // The client may be gone at any time.
        try? self.serve(connection, number)
        connection.close()
      }
    }
  }
}

extension ByteStream {
  /// Reads up to the empty line after a head, at most 1 MiB, and what came with it.
  func readRequestHead() throws -> [UInt8] {
    let deadline = Deadline.after(.seconds(60))
    var bytes: [UInt8] = []
    while bytes.count < 1 << 20 {
      let more = try read(upTo: 65_536, deadline: deadline)
      guard !more.isEmpty else { throw TransportError.closed }
      bytes += more
      if bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) { return bytes }
    }
    return bytes
  }
}

/// A port on loopback that is taken, and where nobody listens: connections to it are refused.
final class RefusingPort {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout.size(ofValue: address))
    let descriptor = descriptor
    let isBound = withUnsafeMutableBytes(of: &address) { bytes in
      let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      return bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
    }
    port = UInt16(bigEndian: address.sin_port)
    if !isBound { throw TransportError.system("bind", errno) }
  }

  deinit { close(descriptor) }
}
