import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// Requests and responses of HTTP in the logs of HTTP clients, where a prefix or quotation marks are around each line.
  static let wireLogs = PastedFormat(name: "a log of HTTP") { pasted in
    var apache = ApacheLog(pasted.lines)
    var found: [Found] = []
    var next = 0
    for hit in WireLog.search.hits(in: pasted) {
      if hit.anchor == 0 {
        apache.read(hit.line)
      } else if hit.line >= next, let result = WireLog.read(pasted.lines, hit) {
        next = result.lines.upperBound
        found.append(result)
      }
    }
    return found + apache.finished()
  }
}

/// The parts of an HTTP message in a log.
struct WireMessage {
  var method: Text?
  var target: Text = ""
  var status: Int?
  var headers: [HeaderField] = []
  var body: Text = ""

  /// Reads a request line or a status line; nil if it is neither.
  init?(startLine line: Text) {
    let words = line.split(at: 0x20)
    if line.hasPrefix("HTTP/"), words.count >= 2, let status = Int(words[1].trimmed.string) {
      self.status = status
      return
    }
    guard words.count >= 3, Text.methods.contains(words[0]), words[2].hasPrefix("HTTP/"),
      words[1].hasPrefix("/") || words[1].hasPrefix("http")
    else { return nil }
    method = words[0]
    target = words[1]
  }

  /// Reads a whole message, with CRLF or LF between its lines.
  init?(_ text: Text) {
    let lines = text.replacing("\r\n", with: "\n").split(at: 0x0A)
    self.init(startLine: lines.first ?? "")
    var index = 1
    while index < lines.count, !lines[index].isEmpty {
      addHeader(lines[index])
      index += 1
    }
    if index < lines.count {
      body = Text(bytes: Array(lines[(index + 1)...].map(\.bytes).joined(separator: [0x0A])))
    }
  }

  mutating func addHeader(_ line: Text) {
    guard let (name, value) = line.splitOnce(at: UInt8(ascii: ":")), !name.isEmpty,
      name.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return }
    headers.append(HeaderField(name, value.trimmed))
  }

  var request: InspectedRequest? {
    method.flatMap { InspectedRequest(method: $0, target: target, headers: headers)?.unlessRedacted }
  }

  var response: ErrorResponse? {
    guard status != nil, body.contains("<Error") else { return nil }
    return ErrorResponse(body)
  }

  var isSuccess: Bool { (200..<300).contains(status ?? 0) }

  var tool: ClientTool? {
    headers.first { $0.name.equalsIgnoringCase("user-agent") }.flatMap { ClientTool(userAgent: $0.value) }
  }
}

/// The log of Apache's HTTP client, which the AWS SDK for Java uses.
private struct ApacheLog {
  private struct Exchange {
    var lines: Range<Int>
    var request: WireMessage
    var response: WireMessage?
    /// Whether the logger `headers` has the headers, so that those of `wire` are repetitions.
    var isUnquoted: Bool
    var isBody = false
    var body: [UInt8] = []
  }

  private let lines: PastedLines.Lines
  private var open: [Text: Exchange] = [:]
  private var done: [Exchange] = []

  init(_ lines: PastedLines.Lines) { self.lines = lines }

  mutating func read(_ index: Int) {
    let line = Text(lines[index].bytes.prefix(SDKErrorRow.lineLimit))
    // http-outgoing-0 >> "PUT /key HTTP/1.1[\r][\n]"
    guard let rest = line.after("http-outgoing-"), let (connection, tail) = rest.splitOnce(at: 0x20) else { return }
    let isSent = tail.hasPrefix(">> ")
    guard isSent || tail.hasPrefix("<< ") else { return }
    var content = Text(tail.bytes.dropFirst(3))
    let isQuoted = content.hasPrefix("\"")
    if isQuoted {
      content = Text(content.bytes.dropFirst())
      if content.bytes.last == UInt8(ascii: "\"") { content.bytes.removeLast() }
    }
    let plain = content.replacing("[\\r]", with: "").replacing("[\\n]", with: "")
    if isSent {
      if let start = WireMessage(startLine: plain), start.method != nil {
        if let known = open[connection], known.response == nil, isQuoted, known.isUnquoted,
          known.request.target == start.target
        {
          return
        }
        if let known = open[connection] { done.append(known) }
        open[connection] = Exchange(lines: index..<(index + 1), request: start, isUnquoted: !isQuoted)
      } else if open[connection]?.isUnquoted == !isQuoted, open[connection]?.response == nil {
        open[connection]?.request.addHeader(plain)
      }
    } else if open[connection] != nil {
      if let start = WireMessage(startLine: plain), start.status != nil {
        if open[connection]?.response == nil { open[connection]?.response = start }
        open[connection]?.isBody = false
      } else if isQuoted, open[connection]?.isBody == true || plain.contains("<?xml") || plain.contains("<Error") {
        open[connection]?.isBody = true
        if (open[connection]?.body.count ?? 0) < PrintedObject.limit {
          open[connection]?.body += content.replacing("[\\r]", with: "").replacing("[\\n]", with: "\n").bytes
        }
      } else {
        open[connection]?.response?.addHeader(plain)
      }
    }
    if let known = open[connection] { open[connection]?.lines = known.lines.lowerBound..<(index + 1) }
  }

  mutating func finished() -> [PastedFormat.Found] {
    done += open.values
    return done.sorted { $0.lines.lowerBound < $1.lines.lowerBound }.map { exchange in
      var contents: [PastedItem.Content] = []
      var response = exchange.response
      response?.body = Text(bytes: exchange.body)
      if response?.isSuccess != true || response?.response != nil {
        if let request = exchange.request.request { contents.append(.request(request)) }
        if let response = response?.response { contents.append(.response(response)) }
      }
      return PastedFormat.Found(lines: exchange.lines, contents: contents, tool: exchange.request.tool ?? .javaV1)
    }
  }
}

/// Messages that a log has as one text, or with a prefix on the first line only.
private enum WireLog {
  static let anchors: [Text] = [
    "http-outgoing-", "send: b'", "send: b\"", "<- \"", "mc: <DEBUG> ", "DEBUG : ", "Request HEADERS: [{",
    "HEADERS++++", "Sending request method_string='",
  ]
  static let search = AnchorSearch(anchors)

  static func read(_ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found? {
    let line = Text(lines[hit.line].bytes.prefix(PrintedObject.limit))
    guard let rest = line.after(anchors[hit.anchor]) else { return nil }
    switch hit.anchor {
    case 1, 2, 3: return literal(line, lines, hit)
    case 4, 5: return prefixed(rest, lines, hit)
    case 6: return exAws(rest, lines, hit)
    case 7: return awscurl(lines, hit)
    default: return s3cmd(line, lines, hit)
    }
  }

  /// Python's `send: b'PUT …\r\n…'`, or Ruby's `<- "PUT …\r\n…"`.
  private static func literal(_ line: Text, _ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found?
  {
    let anchor = anchors[hit.anchor]
    guard let start = line.firstRange(of: anchor) else { return nil }
    let text = PrintedLiteral(line.bytes[...], at: start + anchor.bytes.count - 1).text
    guard let message = WireMessage(text), let request = message.request else { return nil }
    var contents: [PastedItem.Content] = [.request(request)]
    var end = hit.line + 1
    // Ruby writes what it receives with `->`, piece by piece.
    if anchor == "<- \"" {
      var received: [UInt8] = []
      while end < hit.run.upperBound, end - hit.line < 200, received.count < PrintedObject.limit {
        let next = lines[end]
        if let start = next.firstRange(of: "-> \""), start < 40 {
          received += PrintedLiteral(next.bytes[...], at: start + 3).text.bytes
        } else if !next.hasPrefix("reading ") && !next.hasPrefix("read ") && !next.hasPrefix("<- \"") && !next.isEmpty {
          break
        } else if next.hasPrefix("<- \""), !received.isEmpty {
          break
        }
        end += 1
      }
      let response = WireMessage(Text(bytes: received))
      if response?.isSuccess == true { return PastedFormat.Found(lines: hit.line..<end, contents: []) }
      if let response = response?.response { contents.append(.response(response)) }
    }
    return PastedFormat.Found(lines: hit.line..<end, contents: contents, tool: message.tool)
  }

  /// `mc: <DEBUG> PUT /bucket/ HTTP/1.1`, or rclone's `DEBUG : PUT …`; the headers have no prefix.
  private static func prefixed(_ rest: Text, _ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found?
  {
    guard var message = WireMessage(startLine: rest.trimmed) else { return nil }
    var end = hit.line + 1
    while end < hit.run.upperBound, end - hit.line < 100, !lines[end].trimmed.isEmpty {
      let count = message.headers.count
      message.addHeader(Text(lines[end].bytes.prefix(SDKErrorRow.lineLimit)).trimmed)
      guard message.headers.count > count else { break }
      end += 1
    }
    let tool = message.tool ?? (hit.anchor == 4 ? .minioClient : .rclone)
    guard message.method == nil else {
      return PastedFormat.Found(
        lines: hit.line..<end, contents: message.request.map { [.request($0)] } ?? [], tool: tool)
    }
    // The XML follows the empty line.
    var last = end
    while last < hit.run.upperBound, last - end < 60, !lines[last].contains("</Error>") { last += 1 }
    guard !message.isSuccess, last < hit.run.upperBound, lines[last].contains("</Error>") else { return nil }
    let body = Text(bytes: Array((end...last).map { lines[$0].bytes }.joined(separator: [0x0A])))
    guard body.contains("<Error>") else { return nil }
    return PastedFormat.Found(lines: hit.line..<(last + 1), contents: [.response(ErrorResponse(body))], tool: tool)
  }

  /// ExAws: `Request URL: "https://…"` and then `Request HEADERS: [{"Authorization", "…"}, …]`.
  private static func exAws(_ rest: Text, _ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found? {
    for above in 1...2 where hit.line - above >= hit.run.lowerBound {
      guard let url = lines[hit.line - above].between("Request URL: \"", "\""), url.hasPrefix("http") else { continue }
      let headers = PrintedObject("[{" + rest).members.filter(\.isText).map { HeaderField($0.name, $0.value) }
      guard let request = InspectedRequest(url: url, headers: headers).unlessRedacted else { return nil }
      return PastedFormat.Found(
        lines: (hit.line - above)..<(hit.line + 1), contents: [.request(request)], tool: .exAws)
    }
    return nil
  }

  /// awscurl: the headers as a dictionary, and then `'Request URL = https://…'`.
  private static func awscurl(_ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found? {
    var headers: [HeaderField] = []
    for index in (hit.line + 1)..<min(hit.line + 30, hit.run.upperBound) {
      let line = Text(lines[index].bytes.prefix(SDKErrorRow.lineLimit))
      if let url = line.between("Request URL = ", "'"), url.hasPrefix("http") {
        guard let request = InspectedRequest(url: url, headers: headers).unlessRedacted else { return nil }
        return PastedFormat.Found(lines: hit.line..<(index + 1), contents: [.request(request)], tool: .awscurl)
      }
      headers += PrintedObject(line).members.filter(\.isText).map { HeaderField($0.name, $0.value) }
    }
    return nil
  }

  /// s3cmd: `DEBUG: Sending request method_string='GET', uri='/…', headers={…}`. The host is in a line above.
  private static func s3cmd(_ line: Text, _ lines: PastedLines.Lines, _ hit: AnchorSearch.Hit) -> PastedFormat.Found? {
    guard let method = line.between("method_string='", "'"),
      let uri = line.between(", uri=u'", "'") ?? line.between(", uri='", "'"), uri.hasPrefix("/")
    else { return nil }
    var base: Text?
    for index in stride(from: hit.line - 1, through: max(hit.run.lowerBound, hit.line - 12), by: -1) {
      if let url = lines[index].after("connection: http") {
        base = "http" + Text(url.bytes.prefix { $0 != UInt8(ascii: "#") && $0 > 0x20 })
        break
      }
    }
    let headers = PrintedObject(line.after("headers=") ?? "").members.filter(\.isText).map {
      HeaderField($0.name, $0.value)
    }
    guard let base, let request = InspectedRequest(method: method, url: base + uri, headers: headers).unlessRedacted
    else { return nil }
    return PastedFormat.Found(lines: hit.line..<(hit.line + 1), contents: [.request(request)], tool: .s3cmd)
  }
}
