import ReferenceImpl
public import VideoSpec

// The signer's own texts are copied from logs: after a log line, indented, quoted, or with `\n` instead of line breaks.

extension Inspector {
  /// Finds a signer's canonical request in a log or in prose.
  ///
  /// The request may follow a line of the log or a label, be indented, quoted, or have `\n` for its line breaks. CR stays as it
  /// is, because a signer may sign it.
  /// - Returns: The canonical request without a line break at the end; nil if there is none.
  public static func canonicalRequest(in log: Text) -> Text? {
    OwnText(log).canonicalRequest ?? OwnText.unescaped(log).flatMap { OwnText($0).canonicalRequest }
  }

  /// Finds a signer's string to sign in a log or in prose.
  /// - Returns: The string to sign without a line break at the end; nil if there is none.
  public static func stringToSign(in log: Text) -> Text? {
    OwnText(log).stringToSign ?? OwnText.unescaped(log).flatMap { OwnText($0).stringToSign }
  }
}

/// The lines of a log that contains one of the signer's own texts.
private struct OwnText {
  /// A log of this length has everything that one request leaves.
  private static let limit = 2 << 20
  /// More lines than any request has headers.
  private static let most = 1000
  /// How many lines that end with a method are tried.
  private static let mostAttempts = 300

  private let lines: [Text]
  private let hasReturns: Bool

  init(_ log: Text) {
    let lines = Text(log.bytes.prefix(Self.limit)).split(at: 0x0A)
    hasReturns = lines.count > 1 && lines.dropLast().allSatisfy { $0.bytes.last == 0x0D }
    self.lines = log.bytes.contains(0x0D) ? lines.map { $0.bytes.last == 0x0D ? Text($0.bytes.dropLast()) : $0 } : lines
  }

  /// The text with `\n` read as line breaks; nil if there is none.
  static func unescaped(_ log: Text) -> Text? {
    let log = Text(log.bytes.prefix(limit))
    guard log.contains("\\n") else { return nil }
    return log.replacing("\\r\\n", with: "\n").replacing("\\n", with: "\n").replacing("\\\"", with: "\"")
  }

  var canonicalRequest: Text? {
    var attempts = 0
    for index in lines.indices where attempts < Self.mostAttempts {
      guard let (method, prefix) = Self.method(lines[index]), index + 4 < lines.count else { continue }
      attempts += 1
      if let text = request(method, at: index, prefix: prefix) { return text }
    }
    return nil
  }

  /// The canonical request that begins with a method.
  private func request(_ method: Text, at start: Int, prefix: Text?) -> Text? {
    // After a label, the next line shows how far the text is indented.
    let prefix = prefix ?? Self.margin(lines[start + 1])
    let end = min(lines.count, start + Self.most)
    var found = [method]
    for line in lines[(start + 1)..<end] {
      // Editors remove the margin from empty lines.
      guard line.hasPrefix(prefix) || line.trimmed.isEmpty || line.trimmed == prefix.trimmed else { break }
      found.append(line.hasPrefix(prefix) ? Text(line.bytes.dropFirst(prefix.bytes.count)) : "")
      let count = found.count
      if count >= 5, Self.isList(found[count - 2]), Self.isHash(found[count - 1]) {
        // A header may look like a list, so the hash decides.
        found[count - 1] = Self.hash(found[count - 1])
        return joined(found)
      }
    }
    // Even a faulty signer writes five lines. Then the text has to begin here and to be all there is.
    let rest = lines[..<start].allSatisfy { $0.trimmed.isEmpty } ? found : []
    guard rest.count >= 5, lines.count <= Self.most, CanonicalText(joined(rest)) != nil else { return nil }
    let last = rest.lastIndex { !$0.isEmpty } ?? 0
    // Nothing after the list of headers is an empty hash; anything else is the end of the file.
    return joined(Array(rest[...last]) + (Self.isList(rest[last]) && !Self.isHash(rest[last]) ? [""] : []))
  }

  var stringToSign: Text? {
    for index in lines.indices where index + 3 < lines.count && lines[index].contains("AWS4-") {
      let line = lines[index]
      guard let start = line.firstRange(of: "AWS4-") else { continue }
      let first = Text(line.bytes[start...].prefix { $0 > 0x20 && !"\"',\\`".utf8.contains($0) })
      let rest = (1...3).map { lines[index + $0].trimmed }
      guard rest[1].bytes.count(where: { $0 == 0x2F }) >= 2 || rest[1].contains("aws4_request") else { continue }
      let hash = Self.hash(rest[2])
      return joined([first, rest[0], rest[1], hash])
    }
    return nil
  }

  private func joined(_ lines: [Text]) -> Text {
    Text(lines.map(\.bytes).joined(separator: hasReturns ? [0x0D, 0x0A] : [0x0A]))
  }

  /// The method with which a line ends, and the margin before it; a nil margin means that a label comes before the method.
  private static func method(_ line: Text) -> (method: Text, prefix: Text?)? {
    let bytes = line.bytes
    guard let last = bytes.lastIndex(where: { $0 > 0x20 }) else { return nil }
    let start = bytes[...last].lastIndex { !isLetter($0) }.map { $0 + 1 } ?? 0
    guard start <= last else { return nil }
    let word = Text(bytes[start...last])
    guard (3...7).contains(word.bytes.count), methods.contains(word.uppercased) else { return nil }
    let before = Text(bytes[..<start])
    if before.bytes.allSatisfy({ isMargin($0) }) { return (word, before) }
    // A quotation mark, or a label such as `CanonicalRequest: `.
    guard let mark = before.bytes.last(where: { $0 > 0x20 }), ":=\"'`]>|".utf8.contains(mark) else { return nil }
    return (
      word,
      before.bytes.allSatisfy { isMargin($0) || "\"'`".utf8.contains($0) }
        ? Text(before.bytes.prefix(while: isMargin)) : nil
    )
  }

  private static let methods: Set<Text> = ["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS"]

  /// The white space and the marks of quoted mail before a line.
  private static func margin(_ line: Text) -> Text { Text(line.bytes.prefix(while: isMargin)) }

  private static func isMargin(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || ">|".utf8.contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// Whether a line lists names of headers.
  private static func isList(_ line: Text) -> Bool {
    !line.isEmpty
      && line.bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "-_;".utf8.contains($0) }
  }

  /// Whether a line begins with what a payload's line contains.
  private static func isHash(_ line: Text) -> Bool {
    let hash = hash(line)
    if hash == "UNSIGNED-PAYLOAD" || hash.hasPrefix("STREAMING-") { return true }
    return hash.bytes.count == 64 && Hexadecimal.decode(hash.lowercased.bytes) != nil
  }

  /// A line without quotation marks at its end.
  private static func hash(_ line: Text) -> Text {
    Text(line.bytes.prefix { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") })
  }
}
