import ReferenceImpl
import VideoSpec

/// One row of the table of errors: a text that every occurrence contains, and how the rest is read.
struct SDKErrorRow: Sendable {
  /// What was read.
  struct Reading {
    /// The first line after it.
    var end: Int
    var request: InspectedRequest?
    var response: ErrorResponse?
    var tool: ClientTool?
  }

  /// The lines, and where the anchor was found.
  struct Place {
    let lines: PastedLines.Lines
    let index: Int
    /// The line, cut off at a length that no error has.
    let line: Text
    /// The text before the anchor.
    let before: Text
    /// The text after the anchor.
    let after: Text

    /// The line `offset` lines below; nil if there is none.
    func line(below offset: Int) -> Text? {
      index + offset < lines.count ? Text(lines[index + offset].bytes.prefix(SDKErrorRow.lineLimit)) : nil
    }

    /// A text at the end of the line with the lines that continue it, up to an empty one, joined by spaces.
    ///
    /// YAML, Terraform and terminals break long lines and indent the rest, or put a bar before it.
    func continued(_ text: Text, atMost limit: Int = 6) -> (text: Text, parts: [Text]) {
      var parts = [text.trimmed]
      while parts.count <= limit, let line = line(below: parts.count), line.bytes.count < 1 << 12 {
        let part = Self.withoutMargin(line)
        guard !part.isEmpty, !part.hasPrefix("```") else { break }
        parts.append(part)
      }
      return (Text(bytes: Array(parts.map(\.bytes).joined(separator: [0x20]))).trimmed, parts)
    }

    /// The lines above up to the one with `mark`, joined by spaces; nil if it is not near.
    func above(_ mark: Text, atMost limit: Int = 8) -> Text? {
      var parts: [Text] = []
      while parts.count < limit, index - parts.count > 0 {
        let line = Text(lines[index - parts.count - 1].bytes.prefix(1 << 12))
        if line.trimmed.isEmpty { return nil }
        parts.insert(Self.withoutMargin(line), at: 0)
        if line.contains(mark) { return Text(bytes: Array(parts.map(\.bytes).joined(separator: [0x20]))) }
      }
      return nil
    }

    private static func withoutMargin(_ line: Text) -> Text {
      var rest = line.bytes.drop { $0 == 0x20 || $0 == 0x09 }
      if rest.starts(with: [0xE2, 0x94, 0x82]) { rest = rest.dropFirst(3) }
      if rest.first == UInt8(ascii: ">") || rest.first == UInt8(ascii: "|") { rest = rest.dropFirst() }
      if rest.starts(with: "//".utf8) { rest = rest.dropFirst(2) }
      if rest.starts(with: "# ".utf8) { rest = rest.dropFirst(2) }
      return Text(rest).trimmed
    }
  }

  static let lineLimit = 1 << 16

  let anchor: Text
  let read: @Sendable (Place) -> Reading?
}

extension PastedFormat {
  /// Errors that SDKs and tools print on one line, or on a few.
  static let sdkErrors = PastedFormat(name: "an SDK's error") { pasted in
    var found: [Found] = []
    var next = 0
    for hit in search.hits(in: pasted) where hit.line >= next {
      guard let reading = reading(pasted, hit.line, isFirst: found.count < completionLimit),
        reading.end <= hit.run.upperBound
      else { continue }
      var contents: [PastedItem.Content] = []
      if let request = reading.request { contents.append(.request(request)) }
      if let response = reading.response { contents.append(.response(response)) }
      next = reading.end
      found.append(Found(lines: hit.line..<next, contents: contents, tool: reading.tool))
    }
    return found
  }

  /// The number of errors whose messages are completed from the next lines. A log repeats the same ones.
  private static let completionLimit = 100

  private static let search = AnchorSearch(SDKErrorRow.all.map(\.anchor))

  /// The response with its whole message, if the message goes on in the next lines.
  private static func complete(_ response: ErrorResponse, _ pasted: PastedLines, _ index: Int) -> ErrorResponse {
    guard ServerStatement(response).match?.row.pattern == nil else { return response }
    let end = min(pasted.count, index + 8)
    let bytes = pasted.bytes(of: index..<end).prefix(1 << 14)
    let code = response.code
    let known = WordingSearch.shared.all(in: bytes).first { found in
      pasted.line(at: found.range.lowerBound) <= index + 1
        && (code.isEmpty || found.match.row.codes.contains { $0.equalsIgnoringCase(code) })
    }
    return known.map { response.replacingMessage($0.match.message) } ?? response
  }

  /// Reads the error in a line by the first row of the table that can.
  private static func reading(
    _ pasted: PastedLines, _ index: Int, isFirst: Bool
  ) -> SDKErrorRow.Reading? {
    let lines = pasted.lines
    let line = Text(lines[index].bytes.prefix(SDKErrorRow.lineLimit))
    var first: [Int: AnchorSearch.Match] = [:]
    for match in search.matches(in: line) where first[match.anchor] == nil { first[match.anchor] = match }
    for (number, row) in SDKErrorRow.all.enumerated() {
      guard let match = first[number] else { continue }
      let place = SDKErrorRow.Place(
        lines: lines, index: index, line: line, before: Text(line.bytes[..<match.start]),
        after: Text(line.bytes[match.end...]))
      if var reading = row.read(place) {
        if isFirst { reading.response = reading.response.map { complete($0, pasted, index) } }
        return reading
      }
    }
    return nil
  }
}

extension Text {
  /// The text before the first `mark`; nil if there is none.
  func before(_ mark: Text) -> Text? { firstRange(of: mark).map { Text(bytes[..<$0]) } }

  /// The text after the first `mark`; nil if there is none.
  func after(_ mark: Text) -> Text? { firstRange(of: mark).map { Text(bytes[($0 + mark.bytes.count)...]) } }

  /// The text after the last `mark`; the whole text if there is none.
  func afterLast(_ mark: Text) -> Text {
    var rest = bytes[...]
    var end = 0
    // One pass: each search begins where the last one ended.
    while let range = Text(rest).firstRange(of: mark) {
      end += range + mark.bytes.count
      rest = bytes[end...]
    }
    return Text(bytes[end...])
  }

  /// The text between `start` and the nearest of `ends`, or the end of the text.
  func between(_ start: Text, _ ends: Text...) -> Text? {
    guard let rest = after(start) else { return nil }
    return Text(rest.bytes[..<(ends.compactMap { rest.firstRange(of: $0) }.min() ?? rest.bytes.count)])
  }

  /// Whether the text looks like a code of S3: one word in CamelCase.
  var looksLikeCode: Bool {
    guard let first = bytes.first, (0x41...0x5A).contains(first), (3...60).contains(bytes.count) else { return false }
    return bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    } && bytes.contains { (0x61...0x7A).contains($0) }
  }

  /// The code and the message in `…: Code: message`.
  ///
  /// A word such as `Error` or `MultipartUploadError` is a class of the SDK, and S3's code follows it.
  var codeAndMessage: (code: Text, message: Text)? {
    var rest = self
    while let (head, tail) = rest.splitOnce(at: UInt8(ascii: ":")) {
      let word = head.split(at: 0x20).last ?? head
      // `1.5:` and `http:` have no space after the colon.
      if tail.bytes.first == 0x20 || tail.isEmpty, word.looksLikeCode, ErrorResponse.isCode(word) {
        return (word, tail.trimmed)
      }
      rest = tail
    }
    return nil
  }
}

extension ErrorResponse {
  private static let known = Set(codes)

  /// Whether a word before a colon is a code of S3, rather than a class of an SDK or a word of a log.
  fileprivate static func isCode(_ word: Text) -> Bool {
    if known.contains(word) { return true }
    let text = word.bytes
    let isClass = word.hasSuffix("Error") || word.hasSuffix("Exception") || word.hasSuffix("Fault")
    // Two capitals at least: `InvalidTag`, but not `Error` or `Failed`.
    return !isClass && text.count { (0x41...0x5A).contains($0) } >= 2 && text.contains { (0x61...0x7A).contains($0) }
  }
}
