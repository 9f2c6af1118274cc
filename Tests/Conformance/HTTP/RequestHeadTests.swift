import HTTPCore
import Testing

/// Bytes, and what the parser makes of them.
struct HeadCase: Sendable, CustomTestStringConvertible {
  let title: String
  let bytes: [UInt8]
  let error: HTTPMessageError
  var testDescription: String { title }

  init(_ title: String, _ text: String, _ error: HTTPMessageError) {
    self.init(title, Array(text.utf8), error)
  }

  init(_ title: String, _ bytes: [UInt8], _ error: HTTPMessageError) {
    (self.title, self.bytes, self.error) = (title, bytes, error)
  }

  /// A field beside a Host.
  init(field: String, _ error: HTTPMessageError) {
    self.init("the field \(field.debugDescription)", "GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n", error)
  }

  init(line: String, _ error: HTTPMessageError) {
    self.init("the line \(line.prefix(60).debugDescription)", "\(line)\r\nHost: a\r\n\r\n", error)
  }

  init(host: String, _ error: HTTPMessageError) {
    self.init("Host \(host.debugDescription)", "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n", error)
  }
}

@Suite("Heads of requests")
struct RequestHeadTests {
  /// Parses bytes that arrive in pieces of a size.
  static func parse(
    _ bytes: [UInt8], pieces: Int, limits: HTTPMessageLimits = HTTPMessageLimits()
  ) throws(HTTPMessageError) -> (head: RequestHead, count: Int)? {
    var parser = RequestHeadParser(limits: limits)
    var end = 0
    while end < bytes.count {
      end = min(bytes.count, end + pieces)
      let result = bytes[..<end].withUnsafeBytes { buffer in
        Result { () throws(HTTPMessageError) in try parser.parse(buffer) }
      }
      if let found = try result.get() { return found }
    }
    return nil
  }

  static let refused: [HeadCase] = [
    HeadCase(line: "GET /", .malformedRequestLine), HeadCase(line: "GET", .malformedRequestLine),
    HeadCase(line: "GET  / HTTP/1.1", .malformedRequestLine), HeadCase(line: "GET /  HTTP/1.1", .malformedRequestLine),
    HeadCase(line: "GET / HTTP/1.1 ", .malformedRequestLine),
    HeadCase(line: "GET / /b HTTP/1.1", .malformedRequestLine),
    HeadCase(line: "GET\t/\tHTTP/1.1", .malformedRequestLine), HeadCase(line: " GET / HTTP/1.1", .malformedRequestLine),
    HeadCase(line: "GET / http/1.1", .malformedRequestLine), HeadCase(line: "GET / HTTP/1.10", .malformedRequestLine),
    HeadCase(line: "GET / HTTP/1", .malformedRequestLine), HeadCase(line: "GET / HTTP/11", .malformedRequestLine),
    HeadCase(line: "", .malformedRequestLine), HeadCase(line: "G(T / HTTP/1.1", .malformedMethod),
    HeadCase(line: "GÉT / HTTP/1.1", .malformedMethod),
    HeadCase(line: String(repeating: "G", count: 33) + " / HTTP/1.1", .malformedMethod),
    HeadCase(line: "GET / HTTP/2.0", .unsupportedVersion), HeadCase(line: "GET / HTTP/0.9", .unsupportedVersion),
    HeadCase("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
    HeadCase("the first bytes of TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01], .controlCharacter),
    HeadCase(line: "GET /a#b HTTP/1.1", .malformedTarget), HeadCase(line: "GET /\u{7F} HTTP/1.1", .controlCharacter),
    HeadCase(line: "GET /é HTTP/1.1", .malformedTarget), HeadCase(line: "GET /a\tb HTTP/1.1", .malformedTarget),
    HeadCase(line: "GET /a\0b HTTP/1.1", .controlCharacter), HeadCase(line: "GET /a\rb HTTP/1.1", .bareCarriageReturn),
    HeadCase(line: "GET * HTTP/1.1", .unsupportedTargetForm), HeadCase(line: "GET a HTTP/1.1", .unsupportedTargetForm),
    HeadCase(line: "GET a:80 HTTP/1.1", .unsupportedTargetForm),
    HeadCase(line: "CONNECT a:80 HTTP/1.1", .unsupportedMethod),
    HeadCase(line: "GET ftp://a/ HTTP/1.1", .unsupportedTargetForm),
    HeadCase(line: "GET http:/// HTTP/1.1", .unsupportedTargetForm),
    HeadCase(line: "GET http://b/ HTTP/1.1", .differentHosts),
    HeadCase(line: "GET http://u@a/ HTTP/1.1", .malformedTarget),
    HeadCase("LF alone", "GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
    HeadCase("LF alone after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
    HeadCase("LF alone at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
    HeadCase(field: "A: b\rc", .bareCarriageReturn), HeadCase(field: "A: b\r", .bareCarriageReturn),
    HeadCase(field: "A: b\0c", .controlCharacter), HeadCase(field: "A: b\u{B}c", .controlCharacter),
    HeadCase(field: "A: b\u{7F}c", .controlCharacter), HeadCase(field: "A: b\r\n c", .foldedLine),
    HeadCase(field: "A: b\r\n\tc", .foldedLine), HeadCase(field: " A: b", .foldedLine),
    HeadCase(field: "A : b", .spaceBeforeColon), HeadCase(field: "A\t: b", .spaceBeforeColon),
    HeadCase(field: "A B: c", .malformedField), HeadCase(field: ": b", .malformedField),
    HeadCase(field: "A", .malformedField), HeadCase(field: "Ä: b", .malformedField),
    HeadCase(field: "A\0: b", .controlCharacter), HeadCase(field: "A\r: b", .bareCarriageReturn),
    HeadCase("no Host", "GET / HTTP/1.1\r\n\r\n", .missingHost), HeadCase(field: "hOST: a", .repeatedHost),
    HeadCase(host: "a b", .malformedHost), HeadCase(host: "a/b", .malformedHost), HeadCase(host: "a:b", .malformedHost),
    HeadCase(host: "a:123456", .malformedHost), HeadCase(host: ":80", .malformedHost),
    HeadCase(host: "a, b", .malformedHost),
    HeadCase(host: "u@a", .malformedHost), HeadCase(host: "[]", .malformedHost), HeadCase(host: "[::1", .malformedHost),
    HeadCase(host: "::1", .malformedHost), HeadCase(host: "a#", .malformedHost), HeadCase(host: "ä", .malformedHost),
    HeadCase(field: "Content-Length: 1\r\nContent-Length: 1", .repeatedContentLength),
    HeadCase(field: "Content-Length: 1\r\ncontent-length: 2", .repeatedContentLength),
    HeadCase(field: "Content-Length: 1, 1", .malformedContentLength),
    HeadCase(field: "Content-Length: +1", .malformedContentLength),
    HeadCase(field: "Content-Length: -1", .malformedContentLength),
    HeadCase(field: "Content-Length: 0x1", .malformedContentLength),
    HeadCase(field: "Content-Length: 1 1", .malformedContentLength),
    HeadCase(field: "Content-Length: 1.0", .malformedContentLength),
    HeadCase(field: "Content-Length:", .malformedContentLength),
    HeadCase(field: "Content-Length: ١", .malformedContentLength),
    HeadCase(field: "Content-Length: 9223372036854775808", .malformedContentLength),
    HeadCase(field: "Content-Length: 99999999999999999999999", .malformedContentLength),
    HeadCase(field: "Content-Length: 1\r\nTransfer-Encoding: chunked", .lengthWithTransferEncoding),
    HeadCase(field: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .repeatedTransferEncoding),
    HeadCase(field: "Transfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
    HeadCase(field: "Transfer-Encoding: chunked, chunked", .unsupportedTransferCoding),
    HeadCase(field: "Transfer-Encoding: identity", .unsupportedTransferCoding),
    HeadCase(field: "Transfer-Encoding: chunked;a=b", .unsupportedTransferCoding),
    HeadCase(field: "Transfer-Encoding: xchunked", .unsupportedTransferCoding),
    HeadCase(field: "Transfer-Encoding:", .unsupportedTransferCoding),
    HeadCase("chunks in HTTP/1.0", "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10),
    HeadCase(field: "Expect: 200-ok", .unsupportedExpectation),
  ]

  @Test("a head that breaks a rule is refused for that rule, however it arrives", arguments: refused)
  func refusal(head: HeadCase) {
    for pieces in [head.bytes.count, 1, 3] {
      #expect(throws: head.error) { try Self.parse(head.bytes, pieces: pieces) }
    }
    #expect((400...505).contains(head.error.status) && head.error.sentence.hasSuffix("."))
  }

  @Test("an accepted head has the bytes that were sent, however it arrives")
  func bytesAreKept() throws {
    let bytes: [UInt8] =
      Array("PUT /a%2f/../b//c?x=%41&y=+|{}\"<> HTTP/1.1\r\nhOsT:  a.example:80\t\r\nX-A:\r\nx-a: \t caf".utf8)
      + [0xC3, 0xA9, 0x80, 0xFF] + Array(" \"a\tb\"  \r\nContent-Length: 007\r\n\r\nGET /".utf8)
    for pieces in [bytes.count, 1, 2, 7] {
      let (head, count) = try #require(try Self.parse(bytes, pieces: pieces))
      #expect(head.method.text == "PUT")
      #expect(head.target.text == "/a%2f/../b//c?x=%41&y=+|{}\"<>")
      #expect(head.versionMinor == 1)
      #expect(head.fields.fields.map(\.name.text) == ["hOsT", "X-A", "x-a", "Content-Length"])
      #expect(head.fields.first("HOST")?.text == "a.example:80")
      #expect(head.fields.all("x-a").map(\.count) == [0, 13])
      #expect(try BodyFraming.ofRequest(head) == .length(7))
      #expect(count == bytes.count - 5)
    }
  }

  @Test(
    "other forms of requests that are accepted",
    arguments: [
      ("GET / HTTP/1.0\r\n\r\n", "/"), ("GET / HTTP/1.7\r\nHost: a\r\n\r\n", "/"),
      ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*"),
      ("GET http://A:80/b?c HTTP/1.1\r\nHost: a:80\r\n\r\n", "/b?c"),
      ("GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", "/"),
      ("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", "/?b"), ("GET //a/b HTTP/1.1\r\nHost:\r\n\r\n", "//a/b"),
      ("GET / HTTP/1.1\r\nHost: [::1]:9000\r\n\r\n", "/"), ("GET / HTTP/1.1\r\nHost: a_b.c\r\n\r\n", "/"),
      ("M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n", "/"),
      ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nTransfer-Encoding: Chunked\r\n\r\n", "/"),
    ])
  func otherForms(text: String, path: String) throws {
    let (head, count) = try #require(try Self.parse(Array(text.utf8), pieces: 1))
    #expect(Array(head.pathAndQuery).text == path)
    #expect(count == text.utf8.count)
  }

  @Test("a head within the limits is accepted, one byte or one field more is refused, although its end is missing")
  func limits() throws {
    let limits = HTTPMessageLimits(headBytes: 200, targetBytes: 50, fields: 3)
    let start = "GET / HTTP/1.1\r\nHost: a\r\n"
    let fill = { (count: Int) in Array((start + "A: " + String(repeating: "b", count: count)).utf8) }
    let room = 200 - start.utf8.count - "A: \r\n\r\n".utf8.count
    #expect(try Self.parse(fill(room) + Array("\r\n\r\n".utf8), pieces: 9, limits: limits)?.count == 200)
    for pieces in [1, 250] {
      #expect(throws: HTTPMessageError.headTooLarge) { try Self.parse(fill(250), pieces: pieces, limits: limits) }
      #expect(throws: HTTPMessageError.headTooLarge) {
        try Self.parse(fill(room + 1) + Array("\r\n\r\n".utf8), pieces: pieces, limits: limits)
      }
      #expect(throws: HTTPMessageError.tooManyFields) {
        try Self.parse(Array((start + "A:\r\nA:\r\nA:\r\n").utf8), pieces: pieces, limits: limits)
      }
      let target = "GET /" + String(repeating: "t", count: 50)
      #expect(throws: HTTPMessageError.targetTooLong) {
        try Self.parse(Array((target + String(repeating: "t", count: 20)).utf8), pieces: pieces, limits: limits)
      }
      #expect(throws: HTTPMessageError.targetTooLong) {
        try Self.parse(Array((target + " HTTP/1.1\r\n").utf8), pieces: pieces, limits: limits)
      }
    }
    let exact = "GET /\(String(repeating: "t", count: 49)) HTTP/1.1\r\nHost: a\r\nA:\r\nA:\r\n\r\n"
    #expect(try Self.parse(Array(exact.utf8), pieces: 4, limits: limits) != nil)
  }

  @Test("no part of a good head is refused, and nothing but the whole is a head")
  func prefixes() throws {
    let text = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
    for count in 0..<text.utf8.count {
      #expect(try Self.parse(Array(text.utf8.prefix(count)), pieces: 5) == nil)
    }
  }
}
