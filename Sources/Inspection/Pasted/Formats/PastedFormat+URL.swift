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
      let isTelling =
        S3Likeness.isSigned(place.url)
        || (isAlone && S3Likeness.isStore(place.url) && (place.hasPath || place.status != nil))
      guard isTelling else { continue }
      var request = InspectedRequest(url: place.url)
      request.method = place.method
      var contents: [PastedItem.Content] = [.request(request)]
      // A bare 400 or 403 says nothing that the request does not say better.
      if let status = place.status, status != 400, status != 403,
        let response = HTTPMessage.response(status: status, headers: [], body: "")
      {
        contents.append(.response(response))
      }
      found.append(Found(lines: lines.lines(of: place.range), contents: contents, bytes: place.range))
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
  /// The status of the response, if a browser's console prints it after the URL: `PUT https://… 403 (Forbidden)`.
  private(set) var status: Int?

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
      let (piece, isBroken) = Self.broken(lines, after: number, text).map({ ($0, true) })
        ?? Self.continuation(lines[number + 1], of: text).map({ ($0, false) })
    {
      number += 1
      end = piece.endIndex
      // Whoever breaks a URL at its marks wants it to be readable.
      text = isBroken ? text + Text(piece).trimmed : text + "\n" + Text(piece)
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
    if method != nil { status = Self.status(bytes[range.upperBound..<lines.end].prefix(64)) }
  }

  /// The status in ` 403 (Forbidden)` or ` net::ERR_ABORTED 403 (Forbidden)`.
  private static func status(_ bytes: ArraySlice<UInt8>) -> Int? {
    let line = bytes.prefix { $0 != 0x0A }
    var words = line.split(separator: 0x20)[...]
    if line.first != 0x20 { return nil }
    if words.first?.starts(with: "net::".utf8) ?? false { words = words.dropFirst() }
    guard let word = words.first, word.count == 3, let status = Int(String(decoding: word, as: UTF8.self)),
      (400...599).contains(status), words.dropFirst().first?.first == UInt8(ascii: "(")
    else { return nil }
    return status
  }

  /// Whether the URL has more than a host.
  var hasPath: Bool {
    let rest = url.bytes.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)
    return rest.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 < rest.endIndex } ?? false
  }

  private static func end(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
    var index = start
    while index < limit, bytes[index] > 0x20, !"\"'<>`|".utf8.contains(bytes[index]) || mask(bytes, index, limit) != nil
    {
      // A masked value: `X-Amz-Signature=<redacted>`.
      if let end = mask(bytes, index, limit) {
        index = end
        continue
      }
      // Curly quotation marks.
      if bytes[index] == 0xE2, bytes[index...].starts(with: [0xE2, 0x80, 0x9D]) { break }
      if bytes[index] == UInt8(ascii: "]"), index + 1 < limit, bytes[index + 1] == UInt8(ascii: "(") { break }
      index += 1
    }
    return index
  }

  /// The end of a mask in angle brackets that is the value of a parameter; nil if there is none.
  private static func mask(_ bytes: [UInt8], _ index: Int, _ limit: Int) -> Int? {
    guard bytes[index] == UInt8(ascii: "<"), bytes[index - 1] == UInt8(ascii: "=") else { return nil }
    let word = bytes[(index + 1)..<min(index + 40, limit)].prefix { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_".utf8.contains(byte)
    }
    return !word.isEmpty && word.endIndex < limit && bytes[word.endIndex] == UInt8(ascii: ">") ? word.endIndex + 1 : nil
  }

  private static func isPunctuation(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    let last = bytes[end - 1]
    if ".,;:!*".utf8.contains(last) { return true }
    if last == UInt8(ascii: ")") { return !bytes[start..<end].contains(UInt8(ascii: "(")) }
    if last == UInt8(ascii: "]") || last == UInt8(ascii: "}") { return true }
    return last == UInt8(ascii: "\\")
  }

  /// The next part of a URL that a person has broken at its `/`, `?` and `&`, with the signature's parameters on lines below.
  private static func broken(_ lines: PastedLines, after number: Int, _ url: Text) -> ArraySlice<UInt8>? {
    let line = lines[number + 1]
    let start = line.firstIndex { $0 > 0x20 } ?? line.endIndex
    guard start < line.endIndex, let last = url.bytes.last, line.count < 1 << 12 else { return nil }
    guard "/?&=".utf8.contains(last) || "?&".utf8.contains(line[start]) else { return nil }
    var end = start
    while end < line.endIndex, line[end] > 0x20, !"\"'<>`|".utf8.contains(line[end]) { end += 1 }
    guard line[end...].allSatisfy({ $0 <= 0x20 }), !line[start..<end].contains("://") else { return nil }
    let below = (number + 1)..<min(number + 5, lines.count)
    guard below.contains(where: { lines[$0].prefix(256).contains("x-amz-", ignoringCase: true) }) else { return nil }
    return line[..<end]
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
