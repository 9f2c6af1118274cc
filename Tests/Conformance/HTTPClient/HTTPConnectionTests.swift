import Glibc
import HTTPClient
import HTTPCore
import Testing

@Suite("HTTP client: connections")
struct HTTPConnectionTests {
  private static let deadline = Deadline.after(.seconds(300))

  /// A connection whose other end has sent these bytes, and closed.
  private static func receiving(_ text: String, closing: Bool = true) throws -> (HTTPConnection, Socket) {
    let (client, server) = try Socket.pair()
    try server.write(Array(text.utf8), deadline: deadline)
    if closing { server.shutdownWrite(deadline: .after(.seconds(60))) }
    return (HTTPConnection(client), server)
  }

  @Test("interim responses are skipped, or reported to those who ask", arguments: [100, 102, 103])
  func interim(status: Int) throws {
    let text = "HTTP/1.1 \(status) X\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
    let (skipping, _) = try Self.receiving(text)
    #expect(try skipping.receiveHead(to: "PUT", deadline: Self.deadline).status == 204)
    let (reporting, _) = try Self.receiving(text)
    for expected in [status, 204] {
      #expect(
        try reporting.receiveHead(to: "PUT", reportsInterim: true, deadline: Self.deadline).status == expected)
    }
  }

  @Test("two responses on one connection are told apart, whatever the first one's body looks like")
  func twoResponses() throws {
    let inner = "HTTP/1.1 500 Wrong\r\n\r\n"
    let second = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
    for first in [
      "HTTP/1.1 200 OK\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(inner.utf8.count, radix: 16))\r\n\(inner)\r\n0\r\n\r\n",
    ] {
      let (connection, _) = try Self.receiving(first + second)
      #expect(try connection.receiveHead(to: "GET", deadline: Self.deadline).status == 200)
      let body = try connection.receiveBody(limit: 1000, deadline: Self.deadline)
      #expect(body.bytes == Array(inner.utf8) && body.isWhole && !connection.isReusable)
      #expect(connection.unread.elementsEqual(second.utf8))
      #expect(try connection.receiveHead(to: "GET", deadline: Self.deadline).status == 201)
      #expect(connection.isReusable)
    }
  }

  @Test("a body without a length ends with the connection, which cannot be used again")
  func untilClose() throws {
    let (connection, _) = try Self.receiving("HTTP/1.1 200 OK\r\n\r\nabc")
    _ = try connection.receiveHead(to: "GET", deadline: Self.deadline)
    #expect(try connection.framing.get() == .untilClose)
    let body = try connection.receiveBody(limit: 1000, deadline: Self.deadline)
    #expect(body.bytes == Array("abc".utf8) && body.isWhole && !connection.isReusable)
  }

  @Test("no more of a body is kept than wanted, and its end is noticed where it has arrived")
  func bounded() throws {
    for (text, isWhole) in [
      ("Content-Length: 3\r\n\r\nabc", true), ("Content-Length: 4\r\n\r\nabcd", false),
      ("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true),
      ("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", false), ("\r\nabc", true),
      ("\r\nabcd", false),
    ] {
      let (connection, _) = try Self.receiving("HTTP/1.1 200 OK\r\n\(text)")
      _ = try connection.receiveHead(to: "GET", deadline: Self.deadline)
      let body = try connection.receiveBody(limit: 3, deadline: Self.deadline)
      #expect(body.bytes == Array("abc".utf8) && body.isWhole == isWhole, "\(text)")
    }
  }

  @Test(
    "Connection: close and HTTP/1.0 end the connection",
    arguments: [
      ("HTTP/1.1 204 X\r\n\r\n", true), ("HTTP/1.1 204 X\r\nConnection: foo, CLOSE\r\n\r\n", false),
      ("HTTP/1.0 204 X\r\n\r\n", false), ("HTTP/1.0 204 X\r\nConnection: Keep-Alive\r\n\r\n", true),
      ("HTTP/1.1 101 Switching\r\n\r\n", false),
    ])
  func closing(text: String, isReusable: Bool) throws {
    let (connection, _) = try Self.receiving(text, closing: false)
    _ = try connection.receiveHead(to: "GET", deadline: Self.deadline)
    #expect(connection.isReusable == isReusable)
  }

  @Test("any bytes are sent as they are, and the other side sees the end of what was sent")
  func raw() throws {
    let (client, server) = try Socket.pair()
    let connection = HTTPConnection(client)
    let garbage: [UInt8] = [0, 0x0A, 0x0D, 0xFF] + Array("GET  / HTTP/9.9\n\n".utf8)
    try connection.send(garbage, deadline: Self.deadline)
    connection.shutdownWrite(deadline: .after(.seconds(60)))
    #expect(try server.read(upTo: 1000, deadline: Self.deadline) == garbage)
    #expect(try server.read(upTo: 1000, deadline: Self.deadline).isEmpty)
    try server.write(Array("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n".utf8), deadline: Self.deadline)
    #expect(try connection.receiveHead(to: "GET", deadline: Self.deadline).status == 400)
  }

  @Test("a response that comes before the body is sent is received, and the rest is not sent")
  func earlyResponse() throws {
    let (client, server) = try Socket.pair()
    let connection = HTTPConnection(client)
    try SystemThread.start {
      // It reads a part and no more: a client that only sends would wait for ever.
      _ = try? server.read(upTo: 100_000, deadline: Self.deadline)
      try? server.write(Array("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".utf8), deadline: Self.deadline)
    }
    let body = [UInt8](repeating: 0x61, count: 16 << 20)
    #expect(try connection.sendUntilResponse(body, deadline: Self.deadline) < body.count)
    #expect(try connection.receiveHead(to: "PUT", deadline: Self.deadline).status == 403)
    connection.close()
    server.close()
  }

  @Test("interim responses while a body is sent do not stop it")
  func interimWhileSending() throws {
    let size = 1 << 20
    let server = try RawServer { connection, _ in
      // The head has no "a", and the body nothing else.
      var received = 0
      func receive() throws {
        let more = try connection.read(upTo: 65_536, deadline: Self.deadline)
        guard !more.isEmpty else { throw TransportError.closed }
        received += more.count { $0 == 0x61 }
      }
      try receive()
      try connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), deadline: Self.deadline)
      while received == 0 { try receive() }
      try connection.write(Array("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n".utf8), deadline: Self.deadline)
      while received < size { try receive() }
      try connection.write(Array("HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n".utf8), deadline: Self.deadline)
    }
    defer { server.stop() }
    let origin = HTTPOrigin(isSecure: false, host: "127.0.0.1", port: server.address.port)
    let request = HTTPRequest(RequestHead("PUT", "/"), body: [UInt8](repeating: 0x61, count: size))
    let response = try HTTPClient().exchange(request, with: origin, deadline: Self.deadline) { _ in 0 }
    #expect(response.head.status == 201)
  }

  @Test("the deadline ends a wait, and an interruption from another thread does")
  func ends() throws {
    let (client, server) = try Socket.pair()
    let connection = HTTPConnection(client)
    #expect(throws: HTTPClientError.transport(.timedOut)) {
      try connection.receiveHead(to: "GET", deadline: .after(.milliseconds(20)))
    }
    let interruption = Interruption()
    try SystemThread.start { interruption.trigger() }
    #expect(throws: HTTPClientError.transport(.interrupted)) {
      try connection.receiveHead(to: "GET", deadline: Deadline(nil, interruption: interruption))
    }
    // Bytes that keep coming do not postpone the deadline.
    try SystemThread.start {
      try? server.write(Array("HTTP/1.1 200 OK\r\nX: ".utf8), deadline: Self.deadline)
      while (try? server.write([0x78], deadline: Self.deadline)) != nil { usleep(1000) }
    }
    #expect(throws: HTTPClientError.transport(.timedOut)) {
      try connection.receiveHead(to: "GET", deadline: .after(.milliseconds(50)))
    }
    connection.close()
  }
}
