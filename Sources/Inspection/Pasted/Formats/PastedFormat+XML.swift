import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// S3's XML, also indented, flattened or cut off.
  static let xml = PastedFormat(name: "S3's response") { lines in
    var found: [Found] = []
    var end = 0
    let starts = PastedError.starts.flatMap { lines.offsets(of: $0) }.sorted()
    for offset in starts where offset >= end {
      let (range, text) = PastedError.read(lines.bytes[offset..<lines.end])
      end = range.upperBound
      let response = ErrorResponse(text)
      // An excerpt of the access key and the signature alone says nothing.
      guard !response.code.isEmpty || response["Message"] != nil else { continue }
      // Other services have messages, too.
      if response.code.isEmpty, lines.bytes[offset...].starts(with: "<Message>".utf8),
        ServerMessage.match(code: "", response.message) == nil
      {
        continue
      }
      let place = PastedError.declaration(before: range.lowerBound, lines.bytes)..<range.upperBound
      found.append(Found(lines: lines.lines(of: place), contents: [.response(response)], bytes: place))
    }
    return found
  }
}

/// S3's XML within a text.
enum PastedError {
  /// S3's own responses have a few kilobytes: the longest repeats a URL and its headers four times.
  static let limit = 1 << 18

  static let starts: [Text] = ["<Error>", "<Error ", "<Code>", "<CanonicalRequest>", "<Message>"]

  /// The first response in some bytes, and its place.
  static func first(in bytes: ArraySlice<UInt8>) -> (range: Range<Int>, text: Text)? {
    guard let start = starts.compactMap({ bytes.offsets(of: $0, limit: 1).first }).min() else { return nil }
    return read(bytes[start...])
  }

  /// Reads the response at the start of some bytes. The time is linear in its length.
  static func read(_ bytes: ArraySlice<UInt8>) -> (range: Range<Int>, text: Text) {
    let start = bytes.startIndex
    var rest = bytes.prefix(limit)
    let isWhole = rest.starts(with: "<Error".utf8)
    // A response contains no second one.
    let mark: Text = isWhole ? "<Error" : Text(rest.prefix { $0 != UInt8(ascii: ">") })
    if let other = rest.dropFirst(6).offsets(of: mark, limit: 1).first { rest = rest[..<other] }
    var end = rest.endIndex
    var isClosed = false
    for mark in ["</Error>", "<\\/Error>"] as [Text] {
      if let offset = rest.offsets(of: mark, limit: 1).first, isWhole, offset + mark.bytes.count <= end {
        end = offset + mark.bytes.count
        isClosed = true
      }
    }
    if !isClosed {
      // It is cut off, or an excerpt: it ends with its last element. What follows a code fence is another text.
      if let fence = rest.offsets(of: "\n```", limit: 1).first { end = fence }
      if let mark = lastElement(in: rest[..<end]) { end = mark }
    }
    let text = rest[..<end]
    let isEscaped = text.contains("<\\/") || text.contains(">\\n") || text.contains("\\n<")
    return (start..<end, isEscaped ? EscapedText.withoutBackslashes(text) : Text(text))
  }

  /// The start of the declaration `<?xml …?>` before a response, or else the start of the response.
  static func declaration(before start: Int, _ bytes: [UInt8]) -> Int {
    let before = bytes[..<start].suffix(200)
    guard let mark = before.offsets(of: "<?xml").last, let end = before[mark...].offsets(of: "?>", limit: 1).first,
      before[(end + 2)...].allSatisfy({ $0 <= 0x20 })
    else { return start }
    return mark
  }

  /// The end of the last element, if the text goes on with something else; nil if it ends within an element.
  private static func lastElement(in bytes: ArraySlice<UInt8>) -> Int? {
    guard let close = bytes.offsets(of: "</").last, let end = bytes[close...].firstIndex(of: UInt8(ascii: ">")) else {
      // Nothing is closed: one paragraph at most.
      return bytes.offsets(of: "\n\n", limit: 1).first
    }
    let tail = bytes[(end + 1)...]
    // An element may have been cut off.
    if let open = tail.firstIndex(of: UInt8(ascii: "<")), tail[..<open].allSatisfy({ $0 <= 0x20 }) {
      // A canonical request has an empty line after its headers, and one for an empty query.
      let paragraphs = tail[open...].starts(with: "<CanonicalRequest>".utf8) ? 3 : 1
      let breaks = tail[open...].offsets(of: "\n\n", limit: paragraphs)
      return breaks.count == paragraphs ? breaks.last : bytes.endIndex
    }
    return end + 1
  }
}
