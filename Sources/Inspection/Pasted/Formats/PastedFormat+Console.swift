import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A request and its status, as consoles of browsers print them: `POST https://… 405 (Method Not Allowed)`.
  static let statusLine = PastedFormat(name: "a line of a browser's console") { lines in
    var found: [Found] = []
    for number in lines.lines(containing: "://") where !lines.isClaimed(number) {
      let line = lines[number]
      guard line.count < 1 << 14, let entry = StatusLine(line, next: number + 1 < lines.count ? lines[number + 1] : [])
      else { continue }
      var contents: [PastedItem.Content] = [.request(InspectedRequest(method: entry.method, url: entry.url))]
      // Other statuses say nothing that S3's response does not say better.
      if entry.status == 405 || entry.status == 501 {
        contents.append(.response(ErrorResponse(elements: [], status: entry.status)))
      }
      found.append(
        Found(lines: number..<(number + 1), contents: contents, tool: .browser, bytes: entry.range))
      if found.count == 100 { break }
    }
    return found
  }

  /// An error page of S3's website endpoints, which answer in HTML with a list of the elements.
  static let errorPage = PastedFormat(name: "an error page of a website endpoint") { lines in
    var found: [Found] = []
    var next = 0
    for number in lines.lines(containing: "<li>Code: ") where number >= next && !lines.isClaimed(number) {
      var first = number
      while first > next, number - first < 12, !lines.isClaimed(first - 1) {
        if lines[first].contains("<html", ignoringCase: true) { break }
        first -= 1
      }
      if !lines[first].contains("<html", ignoringCase: true) { first = number }
      var last = number
      while last + 1 < lines.count, last - number < 20, !lines.isClaimed(last + 1) {
        if lines[last].contains("</html>", ignoringCase: true) { break }
        last += 1
      }
      next = last + 1
      let text = Text(lines.bytes(of: first..<next))
      let response = ErrorResponse(text)
      guard !response.isEmpty else { continue }
      var contents: [PastedItem.Content] = [.response(response)]
      if let method = response["Method"]?.trimmed, method == "POST" || method == "PUT" {
        contents.append(
          .note(
            PastedNote(
              code: .formUrlWebsite, detail: "\(method) was answered in HTML, as only website endpoints do",
              isStated: true)
          ))
      }
      found.append(
        Found(
          lines: number..<(number + 1), contents: contents, bytes: lines.start(of: number)..<lines.start(of: number)))
    }
    return found
  }

  /// What consoles of browsers say when cross-origin rules stop a request.
  static let console = PastedFormat(name: "a browser's console") { lines in
    var best: (number: Int, isStated: Bool)?
    for hit in crossOrigin.hits(in: lines) {
      let line = lines[hit.line]
      guard line.count < 4000 else { continue }
      let message = Text(line)
      let rows = ServerMessage.crossOrigin.filter { $0.pattern?.matches(message) ?? false }
      let isStated = rows.contains { $0.claims.contains(where: \.isStated) }
      guard !rows.isEmpty, best == nil || isStated && best?.isStated == false else { continue }
      best = (hit.line, isStated)
    }
    guard let best else { return [] }
    let start = lines.start(of: best.number)
    // S3's own response, if the text has it, comes first.
    var response = ErrorResponse(elements: [("Message", Text(lines[best.number]).trimmed)])
    response.isQuoted = true
    return [
      Found(lines: best.number..<(best.number + 1), contents: [.response(response)], bytes: start..<start)
    ]
  }

  private static let crossOrigin = AnchorSearch(
    [
      "access-control-allow-", "cors policy", "preflight", "same origin policy", "cors header", "cors request",
    ], ignoringCase: true)

  /// A line of a server's log that says that a checksum does not match, with the checksum of nothing.
  static let checksumLog = PastedFormat(name: "a line about a checksum") { lines in
    for value in emptyChecksums {
      for number in lines.lines(containing: value) where !lines.isClaimed(number) {
        let line = lines[number]
        guard line.count < 4000 else { continue }
        let text = Text(line).lowercased.bytes[...]
        let isAbout = ["checksum", "digest", "crc32", "crc64"].contains { text.contains($0) }
        let isMismatch = ["mismatch", "not match", "expected", "invalid"].contains { text.contains($0) }
        guard isAbout, isMismatch else { continue }
        let isStated = text.contains("mismatch") || text.contains("not match")
        let note = PastedNote(
          code: .checksumOfEmptyBody, detail: "\(value) is the checksum of an empty body", isStated: isStated)
        let start = lines.start(of: number)
        return [Found(lines: number..<(number + 1), contents: [.note(note)], bytes: start..<start)]
      }
    }
    return []
  }

  /// CRC-32 and CRC-32C, CRC-64/NVME, SHA-1, SHA-256 and MD5 of nothing, in Base64.
  private static let emptyChecksums: [Text] = [
    "AAAAAA==", "AAAAAAAAAAA=", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "1B2M2Y8AsgTpgAmY7PhCfg==",
  ]
}

/// A request and its status in one line.
private struct StatusLine {
  let method: Text
  let url: Text
  let status: Int
  let range: Range<Int>

  /// - Parameter next: The next line. Firefox prints the status there.
  init?(_ line: ArraySlice<UInt8>, next: ArraySlice<UInt8>) {
    guard let colon = line.offsets(of: "://", limit: 1).first else { return nil }
    let scheme = line[..<colon].suffix(5)
    let length = Text(scheme).lowercased == "https" ? 5 : Text(scheme.suffix(4)).lowercased == "http" ? 4 : 0
    guard length > 0 else { return nil }
    let start = colon - length
    var word = CodeText.word(before: start, in: line)
    // Firefox: XHRPOST
    if word.hasPrefix("XHR") { word = Text(word.bytes.dropFirst(3)) }
    guard word.isMethod else { return nil }
    let url = line[start...].prefix { $0 > 0x20 && !"\"'<>`".utf8.contains($0) }
    var rest = line[url.endIndex...].drop { $0 <= 0x20 }
    let isInLine = !rest.isEmpty
    if !isInLine { rest = next.drop { $0 <= 0x20 } }
    if rest.first == UInt8(ascii: "[") {
      rest = rest.dropFirst()
      guard rest.starts(with: "HTTP/".utf8) else { return nil }
      rest = rest.drop { $0 > 0x20 }.drop { $0 <= 0x20 }
    }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard digits.count == 3, let status = Int(Text(digits).string), status >= 400,
      S3Likeness.isStore(Text(url)) || S3Likeness.isSigned(Text(url))
    else { return nil }
    let after = rest[digits.endIndex...]
    guard after.first.map({ !CodeText.isWord($0) }) ?? true else { return nil }
    self.method = word
    self.url = Text(url)
    self.status = status
    range = start..<(isInLine ? digits.endIndex : url.endIndex)
  }
}
