import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A text that is only a URL, however damaged.
  static let url = PastedFormat(name: "a URL") { lines in
    guard lines.count < 1000, lines.bytes.count < 1 << 20 else { return [] }
    let text = Text(lines.bytes).trimmed
    let inner = PastedURL(text).url
    let lowercased = inner.lowercased
    guard lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://"), isOneURL(text),
      !inner.bytes.contains(where: { "<>\"{}`".utf8.contains($0) })
    else { return [] }
    return [Found(lines: 0..<lines.count, contents: [.request(InspectedRequest(url: text))])]
  }

  /// Whether a text is one URL, broken or not, and not a sentence that begins with one.
  private static func isOneURL(_ text: Text) -> Bool {
    let bytes = text.bytes[...]
    // Programs that wrap lines leave no empty line.
    guard bytes.offsets(of: "://", limit: 2).count == 1, !bytes.contains("\n\n") else { return false }
    // Each piece between white space has a mark of a URL, or there are few.
    let pieces = bytes.split(whereSeparator: { $0 <= 0x20 })
    if pieces.count == 1 { return true }
    guard pieces.count <= 60 else { return false }
    let odd = pieces.count { piece in
      piece.count < 40 && !piece.contains { "%&=?/".utf8.contains($0) }
    }
    return odd <= 1 || odd * 4 < pieces.count
  }

  /// The signed URLs in prose, in Markdown and in HTML.
  static let urls = PastedFormat(name: "a URL") { lines in
    var found: [Found] = []
    var end = 0
    let isAlone = lines.bytes.count < 1 << 16
    for offset in lines.offsets(of: "://") where offset >= end {
      guard let place = PastedPlace(lines, schemeEnd: offset) else { continue }
      end = place.range.upperBound
      let isTelling = S3Likeness.isSigned(place.url) || (isAlone && S3Likeness.isStore(place.url) && place.hasPath)
      guard isTelling else { continue }
      var request = InspectedRequest(url: place.url)
      request.method = place.method
      found.append(Found(lines: lines.lines(of: place.range), contents: [.request(request)], bytes: place.range))
    }
    return found
  }
}

/// The place of a URL in a text.
private struct PastedPlace {
  private(set) var url: Text
  private(set) var range: Range<Int>
  /// The method before the URL, as consoles of browsers print it.
  private(set) var method: Text?

  init?(_ lines: PastedLines, schemeEnd: Int) {
    let bytes = lines.bytes
    let scheme = bytes[..<schemeEnd].suffix(5)
    let length = Text(scheme).lowercased == "https" ? 5 : Text(scheme.suffix(4)).lowercased == "http" ? 4 : 0
    guard length > 0 else { return nil }
    let start = schemeEnd - length
    var end = Self.end(bytes, schemeEnd + 3, lines.end)
    // In quotation marks a URL ends with the second mark. Without them it may have a bracket or a period at its end.
    let before = start > 0 ? bytes[start - 1] : 0x20
    let isQuoted = "\"'`<".utf8.contains(before)
    if !isQuoted {
      while end > schemeEnd + 3, Self.isPunctuation(bytes, start, end) { end -= 1 }
    }
    var text = Text(bytes[start..<end])
    // A line break within the signature's parameters.
    var number = lines.line(at: start)
    while end == lines.start(of: number) + lines[number].count, number + 1 < lines.count, !lines.isClaimed(number + 1),
      let piece = Self.continuation(lines[number + 1], of: text)
    {
      number += 1
      end = piece.endIndex
      text = text + "\n" + Text(piece)
    }
    // In the attributes of HTML and in strings the escapes are right.
    if isQuoted, start > 1, bytes[start - 2] == UInt8(ascii: "=") {
      text = EscapedText.withoutEntities(text.bytes[...])
    }
    if before == UInt8(ascii: "\""), text.bytes[...].contains("\\u0026", ignoringCase: true) {
      text = EscapedText.withoutBackslashes(text.bytes[...])
    }
    url = text
    range = start..<end
    let word = bytes[..<start].suffix(12).split(whereSeparator: { $0 <= 0x20 || $0 == UInt8(ascii: "`") }).last
    method = before == 0x20 ? word.map { Text($0) }.flatMap { $0.isMethod ? $0 : nil } : nil
  }

  /// Whether the URL has more than a host.
  var hasPath: Bool {
    let rest = url.bytes.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)
    return rest.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 < rest.endIndex } ?? false
  }

  private static func end(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
    var index = start
    while index < limit, bytes[index] > 0x20, !"\"'<>`|".utf8.contains(bytes[index]) {
      // Curly quotation marks.
      if bytes[index] == 0xE2, bytes[index...].starts(with: [0xE2, 0x80, 0x9D]) { break }
      if bytes[index] == UInt8(ascii: "]"), index + 1 < limit, bytes[index + 1] == UInt8(ascii: "(") { break }
      index += 1
    }
    return index
  }

  private static func isPunctuation(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    let last = bytes[end - 1]
    if ".,;:!*".utf8.contains(last) { return true }
    if last == UInt8(ascii: ")") { return !bytes[start..<end].contains(UInt8(ascii: "(")) }
    if last == UInt8(ascii: "]") || last == UInt8(ascii: "}") { return true }
    return last == UInt8(ascii: "\\")
  }

  /// The part of a URL that a line continues; nil if the URL is complete, or if the line is something else.
  private static func continuation(_ line: ArraySlice<UInt8>, of url: Text) -> ArraySlice<UInt8>? {
    let bytes = url.bytes[...]
    guard url.bytes.count < 1 << 14, bytes.contains("x-amz-", ignoringCase: true) || bytes.count > 60 else {
      return nil
    }
    if let mark = bytes.offsets(of: "x-amz-signature=", ignoringCase: true, limit: 1).first {
      // More may follow a complete signature, but then the line ends with an ampersand or the next begins with one.
      let isComplete = bytes[(mark + 16)...].count >= 64
      let first = line.first { $0 > 0x20 }
      if isComplete, url.bytes.last != UInt8(ascii: "&"), first != UInt8(ascii: "&") { return nil }
    }
    let start = line.firstIndex { $0 > 0x20 } ?? line.endIndex
    var end = start
    while end < line.endIndex, line[end] > 0x20, !"\"'<>`|".utf8.contains(line[end]) { end += 1 }
    let piece = line[..<end]
    let isAlone = line[end...].allSatisfy { $0 <= 0x20 || "\"'>`".utf8.contains($0) }
    guard start < end, isAlone, line[start..<end].contains(where: { "%&=;-".utf8.contains($0) }) || end - start >= 16,
      !line[start..<end].contains("://"), !line[start..<end].starts(with: "```".utf8)
    else { return nil }
    return piece
  }
}
