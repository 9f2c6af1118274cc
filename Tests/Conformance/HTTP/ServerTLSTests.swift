import HTTPCore
import HTTPServer
import Testing

@Suite("The server: TLS")
struct ServerTLSTests {
  private static func start(
    limits: HTTPServerLimits = HTTPServerLimits(), handler: @escaping @Sendable (HTTPExchange) throws -> Void
  ) throws -> (server: TestServer, client: TLSContext) {
    let certificate = try TestCertificate()
    let context = try TLSContext.server(
      certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
    let client = try TLSContext.client(roots: .file(certificate.certificateFile))
    return (try TestServer(tls: context, limits: limits, handler: handler), client)
  }

  private static func connect(_ server: TestServer, _ context: TLSContext) throws -> RawConnection {
    let socket = try Socket.connect(to: server.address, deadline: .test)
    return RawConnection(try TLSStream(socket, context: context, host: "127.0.0.1"))
  }

  @Test("requests, bodies and files are the same over TLS, and connections are kept")
  func exchanges() throws {
    let file = try TestFile(size: 1_000_000)
    let (server, context) = try Self.start { exchange in
      guard exchange.head.target.text == "/file" else { return try ServerExchangeTests.echo(exchange) }
      #expect(exchange.isSecure)
      try exchange.respond(
        ResponseHead(200), body: .file(descriptor: file.descriptor, offset: 10, count: file.size - 10))
    }
    let client = try Self.connect(server, context)
    let body = String(repeating: "video", count: 100_000)
    for _ in 1...2 {
      let answer = try client.exchange(
        "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      #expect(answer.text == "PUT /a \(body) ")
      #expect(try client.exchange("GET /file HTTP/1.1\r\nHost: a\r\n\r\n").body == TestFile.bytes(10..<file.size))
    }
    try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try client.response().text == "GET /1  ")
    #expect(try client.response().text == "GET /2  ")
    #expect(server.connectionCount == 1)
  }

  @Test("an early answer can be read, and the connection then ends as TLS connections end")
  func earlyAnswer() throws {
    let limits = HTTPServerLimits.with { $0.drainTime = .seconds(300) }
    let (server, context) = try Self.start(limits: limits) { try $0.answer("no", status: 403) }
    let client = try Self.connect(server, context)
    try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n")
    try client.send([UInt8](repeating: 65, count: 5_000_000))
    let response = try client.response()
    #expect(response.status == 403 && response.closes)
    // Not TransportError.closed: the end is announced.
    #expect(try client.stream.read(upTo: 1, deadline: .test) == [])
  }

  @Test("a slow head is answered 408 over TLS, too, and a handshake that stops costs nobody anything")
  func slow() throws {
    let (server, context) = try Self.start(limits: .with { $0.headTime = .milliseconds(300) }) { try $0.answer("yes") }
    let silent = try server.connect()
    let halfway = try server.connect()
    try halfway.send([0x16, 0x03, 0x01, 0x02])
    let client = try Self.connect(server, context)
    try client.send("GET / HTT")
    #expect(try client.response().status == 408)
    #expect(try Self.connect(server, context).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes")
    #expect(server.connectionCount >= 2)
    _ = (silent, halfway)
  }

  @Test("a plain request to a server with TLS ends the connection, and no other")
  func plain() throws {
    let (server, context) = try Self.start { try $0.answer("yes") }
    let client = try server.connect()
    try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(!(try client.rest().text.contains("HTTP")))
    #expect(try Self.connect(server, context).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes")
  }
}
