import HTTPCore
import HTTPServer
import Testing

@Suite("The server: files")
struct ServerFileTests {
  @Test("parts of a file are sent as they are, and the connection is kept")
  func parts() throws {
    let file = try TestFile(size: 3_000_000)
    let server = try TestServer { exchange in
      let numbers = exchange.head.target.text.dropFirst().split(separator: "-").compactMap { Int($0) }
      let descriptor = file.descriptor
      if exchange.head.fields.contains("X-Stream") {
        try exchange.respond(
          ResponseHead(200),
          body: .stream(length: nil) { writer in
            try writer.write([1, 2])
            try writer.write(file: descriptor, offset: numbers[0], count: numbers[1])
            try writer.write([3])
          })
      } else {
        try exchange.respond(
          ResponseHead(206), body: .file(descriptor: descriptor, offset: numbers[0], count: numbers[1]))
      }
    }
    let client = try server.connect()
    for (offset, count) in [(0, 3_000_000), (1, 0), (2_999_999, 1), (12345, 1_000_000), (0, 1)] {
      let expected = TestFile.bytes(offset..<(offset + count))
      let response = try client.exchange("GET /\(offset)-\(count) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(response.body == expected, "from \(offset), \(count) bytes")
      let streamed = try client.exchange("GET /\(offset)-\(count) HTTP/1.1\r\nHost: a\r\nX-Stream: 1\r\n\r\n")
      #expect(streamed.body == [1, 2] + expected + [3])
    }
    let head = try client.exchange("HEAD /0-3000000 HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(head.head.fields.first("content-length")?.text == "3000000")
    #expect(try client.exchange("GET /5-5 HTTP/1.1\r\nHost: a\r\n\r\n").body == TestFile.bytes(5..<10))
  }

  @Test("a file that ends too early, or cannot be read, cuts the connection")
  func tooShort() throws {
    let errors = Notes<HTTPExchangeError>()
    let file = try TestFile(size: 1000)
    let server = try TestServer { exchange in
      let descriptor = exchange.head.target.text == "/short" ? file.descriptor : -1
      do throws(HTTPExchangeError) {
        try exchange.respond(ResponseHead(200), body: .file(descriptor: descriptor, offset: 500, count: 1000))
      } catch { errors.add(error) }
    }
    for (target, count) in [("/short", 500), ("/unreadable", 0)] {
      let client = try server.connect()
      try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
      let bytes = try client.rest()
      let head = try #require(try ResponseHeadTests.parse(bytes.text, pieces: 1))
      #expect(head.fields.first("content-length")?.text == "1000")
      #expect(bytes.suffix(count).elementsEqual(TestFile.bytes(500..<(500 + count))))
    }
    #expect(errors.all == [.fileTooShort, .fileTooShort])
  }
}
