import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// What an SDK logs while it signs: its canonical request and its string to sign.
  static let signingLogs = PastedFormat(name: "an SDK's log of what it signed") { pasted in
    var found: [Found] = []
    let lines = pasted.lines
    var next = 0
    for hit in SigningLog.search.hits(in: pasted) where hit.line >= next {
      guard let text = SigningLog(lines, hit.line, hit.run.upperBound) else { continue }
      next = text.end
      let name =
        if case .canonicalRequest = text.content {
          "the signer's own canonical request"
        } else {
          "the signer's own string to sign"
        }
      found.append(Found(lines: hit.line..<next, contents: [text.content], tool: text.tool, name: name))
    }
    return found
  }
}

/// A canonical request or a string to sign in a log.
struct SigningLog {
  let content: PastedItem.Content
  /// The first line after it.
  let end: Int
  let tool: ClientTool?

  private static let canonical: [Text] = [
    "canonicalrequest", "canonical request", "canonical string", "canonical_request", "canonical-request",
  ]
  static let search = AnchorSearch(
    canonical + ["stringtosign", "string to sign", "string_to_sign", "string-to-sign", "string-to-be-signed"],
    ignoringCase: true)

  /// The longest list of headers that is read.
  private static let longest = 128

  /// Reads the text that the line `index` announces; nil if it announces none, or if the text is S3's.
  init?(_ lines: PastedLines.Lines, _ index: Int, _ limit: Int) {
    let line = lines[index]
    guard let match = Self.search.first(in: line) else { return nil }
    // In XML, and behind a quoted name, it is the text of S3.
    let before = line.bytes[..<match.start]
    if before.last == UInt8(ascii: "<") || before.last == UInt8(ascii: "/") { return nil }
    if Text(before).contains("ErrorXML: ") { return nil }
    let isCanonical = match.anchor < Self.canonical.count
    var rest = Text(line.bytes[match.end...])
    // Java writes `AWS4 Canonical Request String: …`.
    for word: Text in [" String", " is"] where rest.hasPrefix(word) {
      rest = Text(rest.bytes.dropFirst(word.bytes.count))
    }
    let filler = Set(" \t:=-[]'\"`>*#_.\r".utf8)
    let opening = rest.bytes.prefix { filler.contains($0) }
    let start = Text(rest.bytes[opening.count...])
    // `CanonicalRequest: 'PUT\n…'` with escaped line breaks is an object, which may be S3's error.
    let quote = opening.last { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
    if start.contains("\\n") {
      guard Self.isPrettyPrinted(line), line.contains("\\n'") || line.contains("\\n\"") else { return nil }
    }
    let tool = Self.tool(line, quote: quote, above: index > 0 ? lines[index - 1] : "")

    var text: [Text] = []
    var next = index + 1
    if Self.isPrettyPrinted(line), line.contains("\\n'") || line.contains("\\n\"") {
      // awscurl prints a Python literal, one line of the text on each line.
      (text, next) = Self.printedLines(lines, index, limit, after: start)
    } else if start.isEmpty || start.trimmed.isEmpty {
      while next < limit, lines[next].trimmed.isEmpty, next - index < 3 { next += 1 }
      guard next < limit else { return nil }
      (text, next) = Self.block(lines, from: next, limit, first: lines[next], isCanonical: isCanonical)
    } else {
      (text, next) = Self.block(lines, from: index, limit, first: start, isCanonical: isCanonical)
    }
    guard !text.isEmpty else { return nil }
    let joined = Text(bytes: Array(text.map(\.bytes).joined(separator: [0x0A])))
    if isCanonical {
      guard Self.isCanonicalRequest(text) else { return nil }
      content = .canonicalRequest(joined)
    } else {
      guard Self.isStringToSign(text) else { return nil }
      content = .stringToSign(joined)
    }
    end = next
    self.tool = tool
  }

  /// Whether a line is part of a Python literal as `pprint` writes it.
  private static func isPrettyPrinted(_ line: Text) -> Bool {
    let start = line.trimmed
    return start.hasPrefix("'") || start.hasPrefix("('") || start.hasPrefix("\"")
  }

  /// Reads a Python literal that has one line of the text on each line.
  private static func printedLines(
    _ lines: PastedLines.Lines, _ index: Int, _ limit: Int, after start: Text
  ) -> (text: [Text], end: Int) {
    var joined: [UInt8] = []
    var next = index
    while next < limit, next - index < longest {
      let line = next == index ? "'" + start : lines[next].trimmed
      guard line.hasPrefix("'") || line.hasPrefix("\"") else { break }
      joined += PrintedLiteral(line.bytes[...], at: 0).text.bytes
      next += 1
      if line.hasSuffix(")") { break }
    }
    return (Text(bytes: joined).split(at: 0x0A), next)
  }

  /// Reads the lines of a canonical request or a string to sign, and finds its end by its structure.
  private static func block(
    _ lines: PastedLines.Lines, from index: Int, _ limit: Int, first: Text, isCanonical: Bool
  ) -> (text: [Text], end: Int) {
    // Logs and issues indent the whole block.
    let indent = first.bytes.prefix { $0 == 0x20 || $0 == 0x09 }.count
    // Docker, Kubernetes and journald write the name of the service before each line.
    let margin = prefix(lines, index, from: first)
    func line(_ number: Int) -> Text {
      var bytes = lines[number].bytes[...]
      if !margin.isEmpty {
        // The prefix of an empty line may have lost its space.
        let own = bytes.starts(with: margin) ? margin.count : bytes.count < margin.count ? bytes.count : 0
        bytes = bytes.dropFirst(own)
      }
      if bytes.last == 0x0D { bytes = bytes.dropLast() }
      let own = bytes.prefix(indent).prefix { $0 == 0x20 || $0 == 0x09 }.count
      return Text(bytes.dropFirst(own))
    }
    var start = first.trimmed
    guard isCanonical else {
      // The algorithm, the time, the scope and the hash.
      guard start.hasPrefix("AWS4-"), index + 3 < limit else { return ([], index) }
      var text = [start, line(index + 1), line(index + 2), line(index + 3)]
      if let hash = text.last { text[3] = Text(hash.bytes.prefix(64)) }
      return (text, index + 4)
    }
    // Go and Java may write a method only.
    if start.hasSuffix("\r") { start = Text(start.bytes.dropLast()) }
    guard Text.methods.contains(start), index + 2 < limit else { return ([], index) }
    var text = [start, line(index + 1), line(index + 2)]
    guard text[1].hasPrefix("/") else { return ([], index) }
    var next = index + 3
    while next < limit, next - index < longest {
      let current = line(next)
      text.append(current)
      next += 1
      guard current.isEmpty else { continue }
      // After the headers: an empty line, the list of signed headers and the hash.
      guard next + 1 < limit else { return (text, next) }
      let hash = line(next + 1)
      let isHash = hash.bytes.prefix(64).count == 64 && hash.bytes.prefix(64).allSatisfy { isHexadecimal($0) }
      text += [line(next), isHash ? Text(hash.bytes.prefix(64)) : Text(hash.bytes.prefix { $0 != UInt8(ascii: "\"") })]
      return (text, next + 2)
    }
    return ([], index)
  }

  /// What the line with a name and the next line both begin with: `s3-1   | `.
  private static func prefix(_ lines: PastedLines.Lines, _ index: Int, from first: Text) -> [UInt8] {
    guard index + 1 < lines.count else { return [] }
    let (one, two) = (lines[index].bytes, lines[index + 1].bytes)
    // The text begins on the same line, and the path on the next.
    guard one.count > first.bytes.count, one.suffix(first.bytes.count).elementsEqual(first.bytes),
      let slash = two.indices.first(where: { $0 > 0 && two[$0] == 0x2F && two[$0 - 1] == 0x20 })
    else { return [] }
    let common = Array(two[..<slash])
    return one.starts(with: common) && common.contains(where: { $0 > 0x20 }) ? common : []
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// Whether the lines have the structure of a canonical request.
  private static func isCanonicalRequest(_ text: [Text]) -> Bool {
    guard text.count >= 6, let method = text.first, Text.methods.contains(method), let gap = text.lastIndex(of: ""),
      gap >= 3
    else { return false }
    // The query may be empty, and then the gap is that of the headers.
    return text[3..<gap].allSatisfy { $0.splitOnce(at: UInt8(ascii: ":")) != nil }
  }

  private static func isStringToSign(_ text: [Text]) -> Bool {
    guard text.count >= 4, text[0].hasPrefix("AWS4-HMAC-SHA256") || text[0].hasPrefix("AWS4-ECDSA") else {
      return false
    }
    return text[2].contains("/aws4_request") && text[1].bytes.count >= 8
  }

  /// The tool whose log it is.
  private static func tool(_ line: Text, quote: UInt8?, above: Text) -> ClientTool? {
    if line.contains("botocore.auth") { return .botocore }
    if line.contains("---[ CANONICAL STRING") || line.contains("---[ STRING TO SIGN") {
      // Version 1 writes `DEBUG: Request Signature:`, version 2 `DEBUG Request Signature:`.
      if above.contains("DEBUG: ") { return .goV1 }
      return above.contains("DEBUG ") ? .goV2 : nil
    }
    if line.contains("com.amazonaws") { return .javaV1 }
    if line.contains("software.amazon.awssdk") { return .javaV2 }
    if line.contains("AWS4 Canonical Request") || line.contains("AWS4 String to") {
      return quote == UInt8(ascii: "\"") ? .javaV1 : .javaV2
    }
    if line.contains("aws_sigv4") || line.contains(" canonical_request=") || line.contains(" string_to_sign=") {
      return .rust
    }
    if line.contains("aws.smithy.kotlin") { return .kotlin }
    if line.hasPrefix("DEBUG: Canonical Request:") { return .s3cmd }
    if line.contains("CANONICAL REQUEST = ") || line.contains("STRING_TO_SIGN = ") { return .awscurl }
    return nil
  }
}
