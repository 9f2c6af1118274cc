import HTTPClient
import HTTPCore
import Testing

/// What a server sends in answer to GET.
struct HostileResponse: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]

  init(_ name: String, _ text: String) { (testDescription, bytes) = (name, Array(text.utf8)) }
  init(_ name: String, _ bytes: [UInt8]) { (testDescription, self.bytes) = (name, bytes) }
}

@Suite("HTTP client: responses that are no HTTP")
struct HostileResponseTests {
  private static let manyFields =
    "HTTP/1.1 200 OK\r\n" + (0..<30_000).map { "X-\($0): \($0)\r\n" }.joined() + "Content-Length: 0\r\n\r\n"

  static let responses: [HostileResponse] = [
    HostileResponse("nothing", ""), HostileResponse("one byte", "H"),
    HostileResponse("half a status line", "HTTP/1.1 2"),
    HostileResponse("half a head", "HTTP/1.1 200 OK\r\nContent-Le"),
    HostileResponse("a head without its end", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
    HostileResponse("a bare CR in the status line", "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n"),
    HostileResponse("a bare CR in a field", "HTTP/1.1 200 OK\r\nETag: \"a\"\rb\r\nContent-Length: 0\r\n\r\n"),
    HostileResponse("a bare CR at the end", "HTTP/1.1 200 OK\r\nContent-Length: 0\r"),
    HostileResponse("NUL", "HTTP/1.1 200 OK\r\nETag: \u{0}\r\nContent-Length: 0\r\n\r\n"),
    HostileResponse("a folded field", "HTTP/1.1 200 OK\r\nETag: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
    HostileResponse("a field without a name", "HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 0\r\n\r\n"),
    HostileResponse("30,000 small fields", manyFields),
    HostileResponse("a field of 1 MiB", "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 1 << 20)),
    HostileResponse("an endless status line", "HTTP/1.1 200 " + String(repeating: "x", count: 1 << 20)),
    HostileResponse("HTTP/2", "HTTP/2 200\r\n\r\n"), HostileResponse("HTTP/0.9", "<html></html>"),
    HostileResponse("another protocol", "220 mail.example ESMTP\r\n"),
    HostileResponse("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"),
    HostileResponse("a status with a sign", "HTTP/1.1 +20 OK\r\n\r\n"),
    HostileResponse("random bytes", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
    HostileResponse("TLS", [0x15, 3, 1, 0, 2, 2, 40]),
    HostileResponse("a length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na"),
    HostileResponse("an empty length", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"),
    HostileResponse("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    HostileResponse(
      "a length beside chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    HostileResponse("an unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    HostileResponse("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"),
    HostileResponse("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
    HostileResponse("no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
    HostileResponse(
      "a chunk of 2^64 bytes", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\nabc"),
    HostileResponse("a chunk of -1 bytes", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc"),
    HostileResponse("only interim responses", String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 100)),
  ]

  @Test("no response that is not HTTP is taken, and none ends the process", arguments: responses)
  func refused(response: HostileResponse) throws {
    let server = try RawServer.answering(response.bytes)
    defer { server.stop() }
    #expect(throws: HTTPClientError.self) { try Self.get(from: server) }
  }

  @Test(
    "a length from 2^63 - 512 on is a length that no body has, or no length",
    arguments: ["9223372036854775296", "9223372036854775807", "9223372036854775808", "18446744073709551616"])
  func hugeLengths(length: String) throws {
    for status in [200, 403, 404, 500] {
      let server = try RawServer.answering("HTTP/1.1 \(status) X\r\nContent-Length: \(length)\r\n\r\nabc")
      defer { server.stop() }
      #expect(throws: HTTPClientError.self) { try Self.get(from: server) }
      // Its beginning can be read where the length is one.
      if length.utf8.count == 19, length != "9223372036854775808" {
        let response = try Self.get(from: server, bodyLimit: 3)
        #expect(response.body == Array("abc".utf8) && !response.isWhole && response.head.status == status)
      }
      let head = try Self.get(from: server, method: "HEAD")
      #expect(head.head.fields.first("content-length") == Array(length.utf8) && head.body.isEmpty)
    }
  }

  @Test("a response is the same however its bytes are cut into pieces")
  func pieces() throws {
    let bytes = Array(
      ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"a\"\r\n\r\n"
        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n").utf8)
    for size in [1, 2, 3, 7, bytes.count] {
      let (client, server) = try Socket.pair()
      try SystemThread.start {
        for start in stride(from: 0, to: bytes.count, by: size) {
          try? server.write(
            Array(bytes[start..<min(bytes.count, start + size)]), deadline: .after(.seconds(60)))
        }
      }
      let connection = HTTPConnection(client)
      let deadline = Deadline.after(.seconds(60))
      let head = try connection.receiveHead(to: "GET", deadline: deadline)
      let body = try connection.receiveBody(limit: 1000, deadline: deadline)
      #expect(head.status == 200 && head.fields.first("etag") == Array("\"a\"".utf8))
      #expect(body.bytes == Array("abcde".utf8) && body.isWhole && connection.isReusable)
      #expect(connection.trailers.first("x-sum") == [0x31])
    }
  }

  static func get(
    from server: RawServer, method: String = "GET", bodyLimit: Int = 1000
  ) throws(HTTPClientError) -> HTTPResponse {
    let origin = HTTPOrigin(isSecure: false, host: "127.0.0.1", port: server.address.port)
    return try HTTPClient().exchange(
      HTTPRequest(RequestHead(method, "/")), with: origin, deadline: .after(.seconds(60))
    ) { _ in bodyLimit }
  }
}
