import Foundation
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Limits of forms")
struct FormLimitTests {
  private static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }

  private static func code(_ body: String) -> ErrorCode? { FormParserTests.code(body) }

  private static func part(_ parameters: String, _ data: String = "") -> String {
    FormParserTests.part(parameters, data)
  }

  @Test("at most 20480 bytes come before the file, delimiters and headers among them")
  func fields() {
    let first = Self.part("name=\"\(Self.filler(80))\"", Self.filler(10_000))
    let file = Self.part("name=file", Self.filler(30_000))
    let beginning = String(file.prefix { $0 != "x" })
    func code(_ size: Int, _ file: String) -> ErrorCode? {
      let rest = size - first.utf8.count - Self.part("name=a").utf8.count - (file.isEmpty ? 5 : beginning.utf8.count)
      return Self.code(first + Self.part("name=a", Self.filler(rest)) + file + "--b--")
    }
    #expect(code(20_480, file) == nil)
    #expect(code(20_481, file) == .maxPostPreDataLengthExceeded)
    #expect(code(20_480, "") == nil)
    #expect(code(20_481, "") == .maxPostPreDataLengthExceeded)
    #expect(Self.code(file + first + Self.part("name=a", Self.filler(30_000)) + "--b--") == nil)
    // Said at once: nobody waits for the end of a field without one.
    #expect(Self.code(Self.part("name=a", Self.filler(20_480))) == .maxPostPreDataLengthExceeded)
  }

  @Test("a part's headers have at most 8192 bytes, folded lines and the empty one among them")
  func headers() {
    let disposition = "Content-Disposition: form-data; name=key\r\n"
    func code(_ count: Int) -> ErrorCode? {
      Self.code("--b\r\n\(disposition)X: \(Self.filler(count - disposition.utf8.count - 7))\r\n\r\nv\r\n--b--")
    }
    #expect(code(8192) == nil)
    #expect(code(8193) == .malformedPOSTRequest)
    #expect(Self.code("--b\r\nX: " + Self.filler(9000)) == .malformedPOSTRequest)
  }

  @Test("a form has at most 1000 parts, those behind the file among them")
  func parts() {
    let parts = Self.part("name=file") + String(repeating: Self.part("name=a"), count: 999)
    #expect(Self.code(parts + "--b--") == nil)
    #expect(Self.code(parts + Self.part("name=a") + "--b--") == .malformedPOSTRequest)
  }

  @Test("white space behind a boundary comes to an end")
  func padding() throws {
    func body(_ count: Int, _ end: String) -> String {
      Self.part("name=key", "v\r\n--b\(String(repeating: " ", count: count))\(end)") + "--b--"
    }
    #expect(Self.code(body(8192, "\r\n" + FormParserTests.content("name=a"))) == nil)
    #expect(try FormParserTests.parse(body(8192, "x")).fields[0].value.bytes.count == 8199)
    #expect(Self.code(body(8193, "\r\n" + FormParserTests.content("name=a"))) == .malformedPOSTRequest)
  }

  @Test("a form of 90 MB is read in constant memory", .timeLimit(.minutes(60)))
  func constantMemory() async {
    // A process of its own: other tests' memory is not the parser's.
    await #expect(processExitsWith: .success) {
      let size = 90_000_000
      let noise = Noise.bytes(65_536)
      func growth(of pieceSizes: [Int]) throws -> Int {
        let before = try PeakMemory.kibibytes()
        var (parser, counter) = (try FormParser(contentType: "multipart/form-data; boundary=b"), FileSize())
        func append(_ text: String) throws { try parser.append(Array(text.utf8).span.bytes, to: &counter) }
        try append(FormParserTests.part("name=key", String(repeating: "k", count: 20_000)))
        try append("--b\r\nContent-Disposition: form-data; name=file; filename=cat.webm\r\n\r\n")
        var (left, index) = (size, 0)
        while left > 0 {
          let count = min(left, pieceSizes[index % pieceSizes.count])
          try parser.append(noise.span.bytes.extracting(0..<count), to: &counter)
          left -= count
          index += 1
        }
        try append("\r\n--b--")
        try parser.finish()
        try #require(counter.size == size)
        return try PeakMemory.kibibytes() - before
      }
      let growth = try growth(of: [65_536, 1, 4096, 65_535, 17])
      #expect(growth < 16 * 1024, "it grew by \(growth) KiB")
    }
  }
}

/// Counts a file's bytes and drops them.
private struct FileSize: FormHandler {
  var size = 0

  mutating func field(_ field: Field) {}
  mutating func beginFile(_ file: FormFile) {}
  mutating func fileBytes(_ bytes: RawSpan) { size += bytes.byteCount }
  mutating func endFile() {}
}

private enum Noise {
  /// Bytes as evenly spread as a video's, with what looks like a delimiter at both ends.
  static func bytes(_ count: Int) -> [UInt8] {
    var state: UInt32 = 1
    var bytes = (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let nearly = Array("\r\n--bx\r\n--b \r".utf8)
    bytes.replaceSubrange(0..<nearly.count, with: nearly)
    bytes.replaceSubrange((count - 5)..., with: nearly.prefix(5))
    return bytes
  }
}
