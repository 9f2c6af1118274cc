import HTTPCore
import Testing

@Suite("Heads of responses")
struct ResponseHeadTests {
  static func parse(_ text: String, pieces: Int = 1) throws(HTTPMessageError) -> ResponseHead? {
    var parser = ResponseHeadParser()
    let bytes = Array(text.utf8)
    for end in stride(from: pieces, through: bytes.count, by: pieces) {
      let result = bytes[..<end].withUnsafeBytes { buffer in
        Result { () throws(HTTPMessageError) in try parser.parse(buffer) }
      }
      if let found = try result.get() { return found.head }
    }
    return nil
  }

  @Test("a status line without a reason and lines that end with LF are read")
  func tolerance() throws {
    #expect(
      try Self.parse("HTTP/1.1 200 OK\r\nA: b\r\n\r\n") == ResponseHead(200, fields: HTTPFields([HTTPField("A", "b")])))
    #expect(try Self.parse("HTTP/1.0 404\nA:b\n\n")?.status == 404)
    let head = try #require(try Self.parse("HTTP/1.1 503 Slow \u{E9} Down\r\n\r\n"))
    #expect(head.reason.text == "Slow \u{E9} Down" && head.versionMinor == 1)
  }

  static let refused: [(String, HTTPMessageError)] = [
    ("HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine), ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
    ("HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine), ("HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
    ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion), ("ICY 200 OK\r\n\r\n", .malformedStatusLine),
    ("<html>", .malformedStatusLine), ("HTTP/1.1 200 O\rK\r\n\r\n", .bareCarriageReturn),
    ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .foldedLine), ("HTTP/1.1 200 OK\r\nA\r\n\r\n", .malformedField),
    ("HTTP/1.1 200 OK\r\nA: \r\r\n\r\n", .bareCarriageReturn), ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .spaceBeforeColon),
  ]

  @Test("other faults of a response are errors", arguments: refused)
  func refusal(text: String, error: HTTPMessageError) {
    for pieces in [1, text.utf8.count] { #expect(throws: error) { try Self.parse(text, pieces: pieces) } }
  }

  @Test("the framing of a response depends on the method, the status and the fields")
  func framing() throws {
    func framing(_ status: Int, _ fields: [HTTPField], to method: String = "GET") throws -> BodyFraming {
      try BodyFraming.ofResponse(ResponseHead(status, fields: HTTPFields(fields)), to: Array(method.utf8))
    }
    let length = HTTPField("Content-Length", "5")
    let chunked = HTTPField("Transfer-Encoding", "chunked")
    #expect(try framing(200, [length]) == .length(5))
    #expect(try framing(200, [length, length]) == .length(5))
    #expect(try framing(200, [chunked]) == .chunked)
    #expect(try framing(200, []) == .untilClose)
    #expect(try framing(200, [length], to: "HEAD") == .none)
    for status in [100, 204, 304] { #expect(try framing(status, [length]) == .none) }
    #expect(throws: HTTPMessageError.lengthWithTransferEncoding) { try framing(200, [length, chunked]) }
    #expect(throws: HTTPMessageError.repeatedContentLength) {
      try framing(200, [length, HTTPField("Content-Length", "6")])
    }
    #expect(throws: HTTPMessageError.malformedContentLength) {
      try framing(200, [HTTPField("Content-Length", "9223372036854775808")])
    }
    #expect(throws: HTTPMessageError.unsupportedTransferCoding) {
      try framing(200, [HTTPField("Transfer-Encoding", "gzip")])
    }
  }

  @Test("dates are written as RFC 9110 has them")
  func dates() {
    #expect(HTTPDate.text(secondsSince1970: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(secondsSince1970: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(secondsSince1970: 1_709_251_199) == "Thu, 29 Feb 2024 23:59:59 GMT")
    #expect(HTTPDate.text(secondsSince1970: 1_709_251_200) == "Fri, 01 Mar 2024 00:00:00 GMT")
    #expect(HTTPDate.text(secondsSince1970: .min) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(secondsSince1970: .max) == "Fri, 31 Dec 9999 23:59:59 GMT")
  }
}
