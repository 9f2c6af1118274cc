import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// The signer's own canonical request, alone, indented or behind the prefix of a log.
  static let canonicalRequest = PastedFormat(name: "the signer's own canonical request") { lines in
    let methods: [Text] = ["GET\n", "PUT\n", "POST\n", "HEAD\n", "DELETE\n", "PATCH\n", "OPTIONS\n"]
    var found: [Found] = []
    var next = 0
    for offset in methods.flatMap({ lines.offsets(of: $0) }).sorted() {
      let number = lines.line(at: offset)
      guard number >= next, let (range, text) = OwnText.canonicalRequest(lines, at: number) else { continue }
      next = range.upperBound
      found.append(Found(lines: range, contents: [.canonicalRequest(text)]))
    }
    return found
  }

  /// The signer's own string to sign, alone, indented or behind the prefix of a log.
  static let stringToSign = PastedFormat(name: "the signer's own string to sign") { lines in
    var found: [Found] = []
    var next = 0
    for number in lines.lines(containing: "AWS4-HMAC-SHA256\n") where number >= next {
      guard let (range, text) = OwnText.stringToSign(lines, at: number) else { continue }
      next = range.upperBound
      found.append(Found(lines: range, contents: [.stringToSign(text)]))
    }
    return found
  }
}

/// Finds the texts that a signer logs.
private enum OwnText {
  /// More lines than a request has headers.
  private static let lineLimit = 120

  /// The lines from a given one on, without what is before the first one's last word: indentation or a log's prefix.
  private struct Block {
    let lines: PastedLines
    let first: Int
    let prefix: ArraySlice<UInt8>

    init(_ lines: PastedLines, at number: Int) {
      self.lines = lines
      first = number
      let line = lines[number]
      let word = line.lastIndex(where: { $0 <= 0x20 || "\"'`".utf8.contains($0) }).map { $0 + 1 } ?? line.startIndex
      prefix = line[..<word]
    }

    /// The text of a line; nil after the end of the text, and where another format has claimed the line.
    func content(_ number: Int) -> Text? {
      // In a log of JSON the text is a string, whose end is not part of it.
      guard let quote = prefix.last, "\"'`".utf8.contains(quote) else { return unquoted(number) }
      return unquoted(number).map { Text($0.bytes.prefix { $0 != quote }) }
    }

    private func unquoted(_ number: Int) -> Text? {
      guard number < lines.count, number - first < OwnText.lineLimit, !lines.isClaimed(number) else { return nil }
      let line = lines[number]
      if number == first { return Text(line.dropFirst(prefix.count)) }
      if line.starts(with: prefix) { return Text(line.dropFirst(prefix.count)) }
      // An empty line loses its indentation.
      let isBlank = prefix.allSatisfy { $0 <= 0x20 }
      if isBlank { return line.allSatisfy { $0 <= 0x20 } ? "" : Text(line.drop { $0 == 0x20 || $0 == 0x09 }) }
      // The times in a log's prefix differ, and often only the first line has a prefix.
      if isLogged, line.count >= prefix.count { return Text(line.dropFirst(prefix.count)) }
      return Text(line)
    }

    /// Whether the second line has a prefix like the first one's.
    private var isLogged: Bool {
      guard first + 1 < lines.count else { return false }
      let line = lines[first + 1]
      guard line.count > prefix.count, line.first != UInt8(ascii: "/"), let mark = prefix.last else { return false }
      return line[line.startIndex + prefix.count - 1] == mark
    }
  }

  static func canonicalRequest(_ lines: PastedLines, at number: Int) -> (lines: Range<Int>, text: Text)? {
    guard !lines.isClaimed(number) else { return nil }
    let block = Block(lines, at: number)
    guard let method = block.content(number), method.isMethod, var path = block.content(number + 1),
      path.hasPrefix("/") || path.trimmed.hasPrefix("/")
    else { return nil }
    // A list of methods, or a request line.
    if path.hasPrefix("//"), path.bytes.contains(0x20) { return nil }
    path = path.trimmed
    var texts = [method, path]
    var hasHost = false
    var current = number + 2
    while let text = block.content(current) {
      if isPayloadHash(text.trimmed), hasHost {
        texts.append(text.trimmed)
        let content = Text(texts.map(\.bytes).joined(separator: [0x0A]))
        return (number..<(current + 1), content)
      }
      // A value at a line's end may have spaces, which a faulty signer signs.
      texts.append(text)
      if text.lowercased.trimmed.hasPrefix("host:") || text.contains(";host") || text.trimmed == "host" {
        hasHost = true
      }
      // Prose has spaces, but only the values of headers may.
      let isProse = text.bytes.contains(0x20) && !text.bytes.contains(UInt8(ascii: ":")) && texts.count > 3
      if text.hasPrefix("```") || isProse { return nil }
      current += 1
    }
    return nil
  }

  static func stringToSign(_ lines: PastedLines, at number: Int) -> (lines: Range<Int>, text: Text)? {
    guard !lines.isClaimed(number) else { return nil }
    let block = Block(lines, at: number)
    guard block.content(number) == "AWS4-HMAC-SHA256", let time = block.content(number + 1)?.trimmed,
      let scope = block.content(number + 2)?.trimmed, let hash = block.content(number + 3)?.trimmed,
      let first = time.bytes.first, (0x30...0x39).contains(first), !time.bytes.contains(0x20),
      scope.bytes.contains(UInt8(ascii: "/")), isHash(hash)
    else { return nil }
    return (
      number..<(number + 4), Text(["AWS4-HMAC-SHA256", time, scope, hash].map(\.bytes).joined(separator: [0x0A]))
    )
  }

  private static func isPayloadHash(_ text: Text) -> Bool {
    text == "UNSIGNED-PAYLOAD" || text.hasPrefix("STREAMING-") || isHash(text)
  }

  private static func isHash(_ text: Text) -> Bool {
    text.bytes.count == 64
      && text.bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
  }
}
