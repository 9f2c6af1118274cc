import HTTPCore
import HTTPServer
import Synchronization

/// A server on loopback whose handler is a function.
final class TestServer: Sendable {
  let address: SocketAddress
  private let server: HTTPServer

  init(
    tls: TLSContext? = nil, limits: HTTPServerLimits = HTTPServerLimits(),
    handler: @escaping @Sendable (HTTPExchange) throws -> Void
  ) throws {
    server = HTTPServer(
      configuration: HTTPServerConfiguration(tls: tls, limits: limits), handler: FunctionHandler(function: handler))
    address = try server.start()
  }

  deinit { stop() }

  func stop(within time: Duration = .zero) { server.stop(within: time) }

  var connectionCount: Int { server.connectionCount }

  func connect() throws -> RawConnection { RawConnection(try Socket.connect(to: address, deadline: .test)) }
}

private struct FunctionHandler: HTTPHandler {
  let function: @Sendable (HTTPExchange) throws -> Void

  func handle(_ exchange: HTTPExchange) {
    // A function that throws gives no answer: 500.
    try? function(exchange)
  }
}

extension HTTPServerLimits {
  /// The usual limits with a change.
  static func with(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    change(&limits)
    return limits
  }
}

/// What a handler tells its test.
final class Notes<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

/// Lets threads wait until a test opens it.
final class Latch: Sendable {
  private let interruption = Interruption()

  func open() { interruption.trigger() }

  /// Returns once it is open. Threads of the server may wait here, tests may not.
  func wait() {
    while !interruption.isTriggered { try? Deadline.after(.milliseconds(5)).wait(for: .reading, on: -1) }
  }
}

extension Deadline {
  /// Long enough for a busy machine.
  static var test: Deadline { .after(.seconds(300)) }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension HTTPExchange {
  /// Answers with a text.
  func answer(_ text: String, status: Int = 200) throws {
    try respond(ResponseHead(status), body: .bytes(Array(text.utf8)))
  }
}
