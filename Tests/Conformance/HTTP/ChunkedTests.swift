import HTTPCore
import Testing

@Suite("Chunked bodies")
struct ChunkedTests {
  struct Decoded: Equatable {
    var body: [UInt8] = []
    var trailers = HTTPFields()
    var extensions: [String] = []
    var used = 0
    var isComplete = false
  }

  /// Decodes bytes that arrive in pieces of a size, into room of a size.
  static func decode(
    _ bytes: [UInt8], pieces: Int, room: Int, limits: HTTPMessageLimits = HTTPMessageLimits()
  ) throws -> Decoded {
    var decoder = ChunkedDecoder(limits: limits)
    var decoded = Decoded()
    var end = 0
    while !decoder.isComplete, decoded.used < bytes.count {
      end = max(end, min(bytes.count, decoded.used + pieces))
      var output = [UInt8](repeating: 0, count: room)
      let (used, written) = try bytes[decoded.used..<end].withUnsafeBytes { input in
        try output.withUnsafeMutableBytes { try decoder.decode(input, into: $0) }
      }
      decoded.used += used
      decoded.body += output.prefix(written)
      if written > 0, !decoder.extensions.isEmpty { decoded.extensions.append(decoder.extensions.text) }
    }
    decoded.trailers = decoder.trailers
    decoded.isComplete = decoder.isComplete
    return decoded
  }

  @Test("data, extensions and trailers are found, however they arrive")
  func decoding() throws {
    let text =
      "5;a=b;c=\"d e\"\r\nhello\r\n00A\r\n, worl\r\nd!\r\n0;last\r\nX-Sum: 1 \r\nx-sum:2\r\n\r\nGET / HTTP/1.1\r\n"
    for (pieces, room) in [(1000, 1000), (1, 1), (1, 1000), (1000, 1), (3, 2), (7, 5)] {
      let decoded = try Self.decode(Array(text.utf8), pieces: pieces, room: room)
      #expect(decoded.body.text == "hello, worl\r\nd!")
      #expect(decoded.trailers == HTTPFields([HTTPField("X-Sum", "1"), HTTPField("x-sum", "2")]))
      #expect(decoded.isComplete && decoded.used == text.utf8.count - "GET / HTTP/1.1\r\n".utf8.count)
    }
    // Those of the first chunk, while its five bytes are read one by one.
    let extensions = try Self.decode(Array(text.utf8), pieces: 1, room: 1).extensions
    #expect(extensions == [String](repeating: ";a=b;c=\"d e\"", count: 5))
  }

  static let refused: [HeadCase] = [
    HeadCase("no digit", "\r\n", .malformedChunk), HeadCase("an empty size", ";a\r\n", .malformedChunk),
    HeadCase("a sign", "+5\r\nhello\r\n", .malformedChunk),
    HeadCase("a negative size", "-5\r\nhello\r\n", .malformedChunk),
    HeadCase("a prefix", "0x5\r\nhello\r\n", .malformedChunk), HeadCase("a letter", "5g\r\nhello\r\n", .malformedChunk),
    HeadCase("a space before the size", " 5\r\nhello\r\n", .malformedChunk),
    HeadCase("a space after the size", "5 \r\nhello\r\n", .malformedChunk),
    HeadCase("a space before extensions", "5 ;a\r\nhello\r\n", .malformedChunk),
    HeadCase("an underscore", "1_0\r\nhello\r\n", .malformedChunk),
    HeadCase("a size that overflows", "8000000000000000\r\n", .malformedChunk),
    HeadCase("a size with too many digits", "00000000000000005\r\nhello\r\n", .malformedChunk),
    HeadCase("all ones", "ffffffffffffffff\r\n", .malformedChunk),
    HeadCase("LF alone after the size", "5\nhello\r\n", .bareLineFeed),
    HeadCase("CR alone after the size", "5\rhello\r\n", .bareCarriageReturn),
    HeadCase("LF alone after extensions", "5;a\nhello\r\n", .bareLineFeed),
    HeadCase("CR in extensions", "5;a\rb\r\nhello\r\n", .bareCarriageReturn),
    HeadCase("NUL in extensions", "5;a\0\r\nhello\r\n", .controlCharacter),
    HeadCase("no line end after the data", "5\r\nhello0\r\n\r\n", .malformedChunk),
    HeadCase("LF alone after the data", "5\r\nhello\n0\r\n\r\n", .bareLineFeed),
    HeadCase("CR alone after the data", "5\r\nhello\r0\r\n\r\n", .bareCarriageReturn),
    HeadCase("data longer than the size", "4\r\nhello\r\n", .malformedChunk),
    HeadCase("LF alone at the end", "0\r\n\n", .bareLineFeed),
    HeadCase("CR in a trailer", "0\r\nA: b\rc\r\n", .bareCarriageReturn),
    HeadCase("a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", .foldedLine),
    HeadCase("a trailer without a colon", "0\r\nA\r\n\r\n", .malformedField),
    HeadCase("a length as a trailer", "0\r\nContent-length: 1\r\n\r\n", .forbiddenTrailer),
    HeadCase("a coding as a trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n", .forbiddenTrailer),
    HeadCase("a host as a trailer", "0\r\nHost: a\r\n\r\n", .forbiddenTrailer),
  ]

  @Test("a chunk that breaks a rule is refused for that rule, however it arrives", arguments: refused)
  func refusal(body: HeadCase) {
    for (pieces, room) in [(1000, 1000), (1, 1), (2, 3)] {
      #expect(throws: body.error) { try Self.decode(body.bytes, pieces: pieces, room: room) }
    }
  }

  @Test("the largest size is no error, and needs data")
  func largest() throws {
    let decoded = try Self.decode(Array("7fffffffffffffff\r\nab".utf8), pieces: 1, room: 10)
    #expect(decoded.body.text == "ab" && !decoded.isComplete)
  }

  @Test("extensions and trailers are bounded, and a body's extensions may grow with its data")
  func limits() throws {
    let limits = HTTPMessageLimits(fields: 2, trailerBytes: 20)
    func error(_ text: String) -> HTTPMessageError? {
      do {
        _ = try Self.decode(Array(text.utf8), pieces: 100, room: 100, limits: limits)
        return nil
      } catch { return error as? HTTPMessageError }
    }
    #expect(error("1;" + String(repeating: "a", count: 5000)) == .chunkExtensionsTooLong)
    #expect(error(String(repeating: "1;aaaaaaaaa\r\nb\r\n", count: 2000)) == .chunkExtensionsTooLong)
    #expect(error(String(repeating: "ff;aaaaaaaaa\r\n\(String(repeating: "b", count: 255))\r\n", count: 3000)) == nil)
    #expect(error("0\r\nA: 1\r\nB: 2\r\n\r\n") == nil)
    #expect(error("0\r\nA:\r\nB:\r\nC:\r\n\r\n") == .tooManyFields)
    #expect(error("0\r\nA: 45678901234567890\r\n\r\n") == .trailersTooLarge)
  }

  @Test("what the encoder writes, the decoder reads")
  func encoding() throws {
    var bytes: [UInt8] = []
    for size in [1, 15, 16, 255, 4096] {
      bytes += ChunkedEncoder.start(ofChunk: size) + [UInt8](repeating: 7, count: size) + ChunkedEncoder.endOfChunk
    }
    bytes += ChunkedEncoder.end(trailers: HTTPFields([HTTPField("A", "b\r\nc")]))
    let decoded = try Self.decode(bytes, pieces: 100, room: 90)
    #expect(decoded.body == [UInt8](repeating: 7, count: 4383))
    #expect(decoded.trailers == HTTPFields([HTTPField("A", "b  c")]))
    #expect(decoded.isComplete && decoded.used == bytes.count)
  }
}
