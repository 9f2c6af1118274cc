import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// The debug log of botocore, which boto3, s3transfer and the AWS CLI (`--debug`) write.
  static let botocoreLog = PastedFormat(name: "a debug log of botocore") { pasted in
    var reader = BotocoreLog(pasted.lines)
    for hit in BotocoreLog.search.hits(in: pasted) { reader.read(hit) }
    reader.finish()
    return reader.found
  }
}

/// Reads the records of botocore's log in order, and puts those of one request together.
private struct BotocoreLog {
  private enum Record: Int, CaseIterable {
    case canonicalRequest, stringToSign, request, connection, headers, body

    var anchor: Text {
      switch self {
      case .canonicalRequest: "CanonicalRequest:"
      case .stringToSign: "StringToSign:"
      case .request: "Sending http request: <AWSPreparedRequest "
      case .connection: "urllib3.connectionpool"
      case .headers: "Response headers: "
      case .body: "Response body:"
      }
    }
  }

  /// What is known of one request and its response.
  private struct Exchange {
    var lines: Range<Int>
    var own: [PastedItem.Content] = []
    var request: InspectedRequest?
    var status: Int?
    var headers: [HeaderField] = []
    var response: ErrorResponse?
    var tool: ClientTool?

    /// A redirection without XML, as S3 answers HEAD.
    var redirect: ErrorResponse? {
      func header(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }
      guard let status, status == 301 || status == 307, let region = header("x-amz-bucket-region") else { return nil }
      return ErrorResponse(
        elements: [("Code", status == 301 ? "PermanentRedirect" : "TemporaryRedirect"), ("Region", region)],
        status: status, headers: headers)
    }
  }

  static let search = AnchorSearch(Record.allCases.map(\.anchor))

  private let lines: PastedLines.Lines
  private(set) var found: [PastedFormat.Found] = []
  private var exchange: Exchange?
  private var run = 0..<0
  private var next = 0

  init(_ lines: PastedLines.Lines) { self.lines = lines }

  mutating func read(_ hit: AnchorSearch.Hit) {
    guard hit.line >= next, let record = Record(rawValue: hit.anchor) else { return }
    // A format between two records has claimed the lines.
    if hit.run != run { finish() }
    run = hit.run
    let line = Text(lines[hit.line].bytes.prefix(PrintedObject.limit))
    switch record {
    case .canonicalRequest, .stringToSign:
      guard line.contains("botocore"), let log = SigningLog(lines, hit.line, hit.run.upperBound) else { return }
      if exchange?.request != nil || exchange?.own.isEmpty == false && record == .canonicalRequest { finish() }
      extend(to: hit.line..<log.end)
      exchange?.own.append(log.content)
    case .request:
      guard let method = line.between(" method=", ","), let url = line.between(" url=", ", headers=") else { return }
      if exchange?.request != nil { finish() }
      extend(to: hit.line..<(hit.line + 1))
      let headers = PrintedObject(line.after(", headers=") ?? "").members.map { HeaderField($0.name, $0.value) }
      exchange?.request = InspectedRequest(method: method, url: url, headers: headers).unlessRedacted
      exchange?.tool = headers.first { $0.name.equalsIgnoringCase("user-agent") }.flatMap {
        ClientTool(userAgent: $0.value)
      }
    case .connection:
      // https://host:443 "PUT /key HTTP/1.1" 403 None
      guard exchange?.request != nil, let rest = line.after(" HTTP/1.1\" "),
        let status = Int(Text(rest.bytes.prefix(3)).string)
      else { return }
      exchange?.status = status
      extend(to: hit.line..<(hit.line + 1))
    case .headers:
      guard exchange?.request != nil else { return }
      exchange?.headers = PrintedObject(line.after("Response headers: ") ?? "").members.map {
        HeaderField($0.name, $0.value)
      }
      extend(to: hit.line..<(hit.line + 1))
    case .body: readBody(line, hit)
    }
  }

  private mutating func readBody(_ line: Text, _ hit: AnchorSearch.Hit) {
    var text = line.after("Response body:") ?? ""
    var end = hit.line + 1
    // The literal is on the next line. Older versions print it raw.
    while end < hit.run.upperBound, end - hit.line < 200, text.bytes.count < PrintedObject.limit {
      let start = text.trimmed
      let isLiteral = start.hasPrefix("b'") || start.hasPrefix("b\"")
      if isLiteral || start.contains("</Error>") { break }
      if !start.isEmpty, !start.hasPrefix("<") { break }
      text = text + "\n" + lines[end]
      end += 1
    }
    let body = text.trimmed
    let xml =
      body.hasPrefix("b'") || body.hasPrefix("b\"") ? PrintedLiteral(body.bytes[...], at: 1).text : body
    guard xml.contains("<Error") else {
      // A response without an error, or one without a body.
      if exchange?.request != nil { extend(to: hit.line..<end) }
      return
    }
    if exchange?.response != nil { finish() }
    extend(to: hit.line..<end)
    exchange?.response = ErrorResponse(xml)
  }

  private mutating func extend(to range: Range<Int>) {
    next = range.upperBound
    if let known = exchange {
      exchange?.lines = known.lines.lowerBound..<range.upperBound
    } else {
      exchange = Exchange(lines: range)
    }
  }

  /// Ends the request that was read. Those that succeeded tell nothing.
  mutating func finish() {
    guard let done = exchange else { return }
    exchange = nil
    // Without the request or the response it is not this log alone that tells what was signed.
    guard done.request != nil || done.response != nil else { return }
    var contents: [PastedItem.Content] = []
    if done.response != nil || !(200..<300).contains(done.status ?? 0) {
      if let request = done.request { contents.append(.request(request)) }
      if let response = done.response ?? done.redirect { contents.append(.response(response)) }
      contents += done.own
    }
    found.append(PastedFormat.Found(lines: done.lines, contents: contents, tool: done.tool ?? .botocore))
  }
}
