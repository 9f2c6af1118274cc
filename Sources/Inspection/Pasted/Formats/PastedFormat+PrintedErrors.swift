import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// An error or a request as a program prints its objects: Node.js, JSON, Python, Ruby, Elixir, Rust.
  static let printedObjects = PastedFormat(name: "a printed object") { pasted in
    var found: [Found] = []
    let lines = pasted.lines
    // No object begins before the end of the one before it, so that each line is read once in each direction.
    var next = 0
    for hit in search.hits(in: pasted) where hit.line >= next {
      let object = PrintedRegion(lines, around: hit.line, max(next, hit.run.lowerBound)..<hit.run.upperBound)
      next = max(object.lines.upperBound, hit.line + 1)
      let contents = object.contents
      guard !contents.isEmpty else { continue }
      found.append(Found(lines: object.lines, contents: contents, tool: object.tool ?? hints[hit.anchor].tool))
    }
    return found
  }

  /// Texts that only printed errors and requests contain.
  private static let hints: [(text: Text, tool: ClientTool?)] = [
    ("'$fault'", .javascriptV3), ("\"$fault\"", .javascriptV3), ("'$metadata'", .javascriptV3),
    ("\"$metadata\"", .javascriptV3), ("extendedRequestId: ", .javascriptV2), ("\"extendedRequestId\":", .javascriptV2),
    ("SignatureProvided: '", nil), ("SignatureProvided: \"", nil), ("'SignatureProvided':", .boto3),
    ("\"SignatureProvided\":", nil), ("CanonicalRequest: '", nil), ("\"CanonicalRequest\":", nil),
    ("'ResponseMetadata':", .boto3), ("\"ResponseMetadata\":", .boto3), ("{:http_error, ", .exAws),
    ("aws_request_id", .rust), ("amzRequestid: ", .minioJavaScript), ("\"amzRequestid\":", .minioJavaScript),
    ("hostid: '", .minioJavaScript), ("AxiosError", nil), ("HttpRequest {", .javascriptV3),
    ("  code: 'SignatureDoesNotMatch'", nil), ("  Code: 'SignatureDoesNotMatch'", nil), ("  code: 'AccessDenied'", nil),
    ("  Code: 'AccessDenied'", nil), ("Response { status: StatusCode(", .rust), ("ServiceError {", .rust),
    ("ErrorXML: Code: '", .s3cmd), ("{'data': b'<", .s3cmd), ("aws_smithy_runtime_api", .rust),
    ("statusCode: 403", nil), ("statusCode: 400", nil),
  ]
  private static let search = AnchorSearch(hints.map(\.text))
}

/// The lines of one printed object.
struct PrintedRegion {
  let lines: Range<Int>
  /// The text from the opening bracket on.
  private let text: Text
  /// The line above the object: `SignatureDoesNotMatch: The request …`.
  private let head: Text

  private static let longest = 2000

  init(_ all: PastedLines.Lines, around index: Int, _ bounds: Range<Int>) {
    var start = index
    var end = index + 1
    if Self.isMember(all[index]) {
      // Upwards to the line that opens the object, over its members.
      while start > bounds.lowerBound, Self.isMember(all[start - 1]) { start -= 1 }
      if start > bounds.lowerBound, Self.opens(all[start - 1]) { start -= 1 }
      while end < bounds.upperBound, end - index < Self.longest, Self.isMember(all[end]) { end += 1 }
    } else if !Self.opens(all[index]), index + 1 < bounds.upperBound, Self.isStackFrame(all[index + 1]) {
      // The line with the message. The object begins at the end of the stack.
      start = index + 1
      while start + 1 < bounds.upperBound, start - index < 100, Self.isStackFrame(all[start]), !Self.opens(all[start]) {
        start += 1
      }
      if !Self.opens(all[start]) { start = index }
      end = start + 1
      while end < bounds.upperBound, end - index < Self.longest, Self.isMember(all[end]) { end += 1 }
    } else if Self.opens(all[index]) || all[index].trimmed.hasPrefix("{") {
      while end < bounds.upperBound, end - index < Self.longest, Self.isMember(all[end]) { end += 1 }
    }
    // Upwards over the stack to the line with the message.
    var first = start
    while first > bounds.lowerBound, start - first < 100, Self.isStackFrame(all[first]) { first -= 1 }
    if Self.isStackFrame(all[first]) { first = start }
    head = Text(all[first].bytes.prefix(SDKErrorRow.lineLimit))
    var bytes: [UInt8] = []
    for line in start..<end where bytes.count < PrintedObject.limit { bytes += all[line].bytes + [0x0A] }
    // The text before the first bracket is the message or a log's prefix.
    let opening = all[start].bytes.firstIndex { $0 == UInt8(ascii: "{") }
    text = Text(bytes[(Self.isMember(all[start]) ? 0 : opening ?? 0)...])
    lines = first..<end
  }

  /// Whether a line is within an object: a member, a text that continues, or a bracket that closes.
  private static func isMember(_ line: Text) -> Bool {
    var rest = line.bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ":") }
    // The lines of s3cmd are the members of S3's error.
    if rest.starts(with: "DEBUG: ErrorXML: ".utf8) { return true }
    guard let first = rest.first else { return false }
    if "}])".utf8.contains(first) { return true }
    let isIndented = rest.startIndex > line.bytes.startIndex
    if isIndented, first == UInt8(ascii: "{") || rest.starts(with: "%{".utf8) { return true }
    if PrintedLiteral.isQuote(first) || first == UInt8(ascii: "b") && rest.dropFirst().first == UInt8(ascii: "'") {
      return isIndented
    }
    guard isIndented || first == UInt8(ascii: "[") else { return false }
    // A stack frame is `at f (file:1:2)`.
    if rest.starts(with: "at ".utf8) { return false }
    rest = rest.drop { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "-")
    }
    return rest.first == UInt8(ascii: ":") || rest.starts(with: " =".utf8) || rest.starts(with: " {".utf8)
  }

  private static func opens(_ line: Text) -> Bool {
    let last = line.bytes.last { $0 != 0x20 && $0 != 0x0D }
    return last == UInt8(ascii: "{") || last == UInt8(ascii: "(") || last == UInt8(ascii: "[")
  }

  private static func isStackFrame(_ line: Text) -> Bool {
    line.bytes.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "at ".utf8)
  }

  /// The request and the response that the object describes.
  var contents: [PastedItem.Content] {
    var text = text
    if text.contains("DEBUG: ErrorXML: ") { text = text.replacing("DEBUG: ErrorXML: ", with: "  ") }
    let object = PrintedObject(text)
    var contents: [PastedItem.Content] = []
    if let request = Self.request(object) { contents.append(.request(request)) }
    let stated = head.codeAndMessage
    let message = stated?.message.before(" {") ?? stated?.message
    // A head such as `Error: …` or `S3Error: …` has S3's message but not its code.
    let other = head.after("Error: ").map { ($0.before(" {") ?? $0).trimmed }
    let isError = other.map { ErrorResponse.code(of: $0) != nil } ?? false
    if let response = ErrorResponse(object, code: stated?.code, message: message ?? (isError ? other : nil)) {
      contents.append(.response(response))
    }
    return contents
  }

  /// The request that an object describes: of the HTTP client of the SDK, or of axios.
  private static func request(_ object: PrintedObject) -> InspectedRequest? {
    guard let method = object.value("method").map(\.uppercased), Text.methods.contains(method) else { return nil }
    let headers = object.members.filter { $0.isText && $0.parent.lowercased.contains("headers") }.map {
      HeaderField($0.name, $0.value)
    }
    if let url = object.value("url", "uri"), url.hasPrefix("http") {
      return InspectedRequest(method: method, url: url, headers: headers).unlessRedacted
    }
    guard let host = object.value("hostname"), let path = object.value("path"), path.hasPrefix("/") else { return nil }
    let query = object.members(of: "query").map { $0.name.queryEncoded + "=" + $0.value.queryEncoded }
    var url = (object.value("protocol") ?? "https:") + "//" + host
    if let port = object.value("port"), port != "undefined" { url = url + ":" + port }
    url = url + path
    if !query.isEmpty { url = url + "?" + Text(bytes: Array(query.map(\.bytes).joined(separator: "&".utf8))) }
    return InspectedRequest(method: method, url: url, headers: headers).unlessRedacted
  }

  /// The tool, as far as the object itself names it.
  var tool: ClientTool? {
    let object = PrintedObject(text)
    if let agent = object.members.first(where: {
      $0.name.equalsIgnoringCase("user-agent") || $0.name.equalsIgnoringCase("x-amz-user-agent")
    }), let tool = ClientTool(userAgent: agent.value) {
      return tool
    }
    if head.hasPrefix("S3Error: ") || object.value("amzRequestid") != nil || object.value("hostid") != nil {
      return .minioJavaScript
    }
    if object.value("$fault") != nil { return .javascriptV3 }
    if object.value("extendedRequestId") != nil, object.value("retryable") != nil { return .javascriptV2 }
    return nil
  }
}

extension Text {
  /// The text with everything encoded that has to be encoded in a query.
  fileprivate var queryEncoded: Text {
    var output: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        output.append(byte)
      default:
        let digits = Array("0123456789ABCDEF".utf8)
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return Text(bytes: output)
  }
}
