import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// Raw requests and responses, also with the marks of `curl -v`, and the headers that browsers copy.
  static let http = PastedFormat(name: "an HTTP request") { lines in
    var found: [Found] = []
    // Only what contains one of these can be a message.
    let marks: [Text] = ["HTTP/", ":method", ":authority", "Request URL", "host:"]
    let starts = Set(marks.flatMap { lines.lines(containing: $0, ignoringCase: true) })
    var next = 0
    for number in starts.sorted() where number >= next && !lines.isClaimed(number) {
      var reader = HTTPReader(lines, at: number, from: next)
      guard let message = reader.message() else { continue }
      next = max(reader.next, number + 1)
      if let result = reader.found(message) { found.append(result) }
    }
    return found
  }
}

/// Reads a raw message of HTTP, line by line.
struct HTTPReader {
  private static let headerLimit = 200

  private let lines: PastedLines
  private var first: Int
  /// The line after the message.
  private(set) var next: Int
  /// The line after the head.
  private var bodyStart: Int
  /// The mark in front of each line: `> ` and `< ` of curl, or indentation.
  private var mark: [UInt8] = []

  /// - Parameter lower: The first line that no message before has claimed.
  init(_ lines: PastedLines, at number: Int, from lower: Int) {
    self.lines = lines
    first = number
    next = number
    bodyStart = number
    self.lower = lower
  }

  private let lower: Int

  /// The line without the mark of curl and its indentation; nil if another format has claimed it.
  private func content(_ number: Int) -> ArraySlice<UInt8>? {
    guard number < lines.count, !lines.isClaimed(number) else { return nil }
    let line = lines[number]
    if mark.isEmpty { return line }
    if line.starts(with: mark) { return line.dropFirst(mark.count) }
    // The empty line has the mark without its space.
    let trimmed = line.prefix { $0 > 0x20 || $0 == 0x20 }
    return trimmed.elementsEqual(mark.prefix(trimmed.count)) ? [] : nil
  }

  /// Reads the message; nil if the line does not begin one.
  mutating func message() -> HTTPMessage? {
    let line = lines[first]
    mark = Self.mark(line)
    let content = line.dropFirst(mark.count)
    if let message = Self.startLine(content) {
      next = first + 1
      return head(message)
    }
    return generalHeaders(content) ?? pseudoHeaders(content) ?? headersAlone(content)
  }

  private static func mark(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let indentation = line.prefix { $0 == 0x20 || $0 == 0x09 }
    let rest = line[indentation.endIndex...]
    guard let first = rest.first, "<>".utf8.contains(first), rest.dropFirst().first == 0x20 else {
      return Array(indentation)
    }
    return Array(indentation) + [first, 0x20]
  }

  /// Reads a request line or a status line.
  private static func startLine(_ line: ArraySlice<UInt8>) -> HTTPMessage? {
    guard line.count < 1 << 16 else { return nil }
    let words = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: true)
    guard words.count >= 2 else { return nil }
    var message = HTTPMessage()
    if words[0].starts(with: "HTTP/".utf8), let status = Int(String(decoding: words[1], as: UTF8.self)),
      (100...999).contains(status)
    {
      message.status = status
      return message
    }
    let method = Text(words[0])
    guard words.count >= 3, method.isMethod, words[2].starts(with: "HTTP/".utf8),
      words[1].starts(with: "/".utf8) || words[1].starts(with: "http".utf8)
    else { return nil }
    message.method = method
    message.target = Text(words[1])
    return message
  }

  private mutating func head(_ start: HTTPMessage) -> HTTPMessage {
    var message = start
    while next < lines.count, next - first < Self.headerLimit {
      guard let line = content(next) else { break }
      guard line.contains(where: { $0 > 0x20 }) else {
        next += 1
        break
      }
      if let header = SentHeaders.header(line) {
        message.headers.append(header)
      } else if line.first == 0x20 || line.first == 0x09, let last = message.headers.indices.last {
        // A folded header.
        message.headers[last].value = message.headers[last].value + " " + Text(line).trimmed
      } else {
        break
      }
      next += 1
    }
    bodyStart = next
    return message
  }

  // MARK: What browsers copy

  /// Reads the general headers of Chrome's network panel: `Request URL: https://…`, or the value on the next line.
  private mutating func generalHeaders(_ line: ArraySlice<UInt8>) -> HTTPMessage? {
    guard Text(line.prefix(12)).lowercased == "request url:" || Text(line).trimmed.lowercased == "request url" else {
      return nil
    }
    var message = HTTPMessage()
    var answer: [HeaderField] = []
    var isAnswer = false
    var number = first
    var isReading = true
    while isReading, number < lines.count, number - first < Self.headerLimit, let line = content(number) {
      number += 1
      let text = Text(line).trimmed
      if text.isEmpty, number > first + 1 { continue }
      if let section = PanelSection(text) {
        isAnswer = section == .response
        continue
      }
      var (name, value) = text.splitOnce(at: UInt8(ascii: ":")) ?? (text, "")
      // A pseudo-header begins with a colon.
      if name.isEmpty, let (rest, tail) = value.splitOnce(at: UInt8(ascii: ":")) { (name, value) = (":" + rest, tail) }
      if name.isEmpty { (name, value) = (":" + value, "") }
      value = value.trimmed
      if value.isEmpty, number < lines.count, let following = content(number), following.count < 1 << 15 {
        value = Text(following).trimmed
        number += 1
      }
      switch name.lowercased.string {
      case "request url": message.target = value
      case "request method": message.method = value
      case "status code", "status":
        message.status = Int(Text(value.bytes.drop { !(0x30...0x39).contains($0) }.prefix(3)).string)
      default:
        guard SentHeaders.header((name + ": x").bytes[...]) != nil else {
          isReading = name.bytes.contains(0x20) && name.bytes.count < 30
          continue
        }
        if isAnswer || SentHeaders.isOfResponse(name) {
          answer.append(HeaderField(name, value))
        } else {
          message.headers.append(HeaderField(name, value))
        }
      }
    }
    message.answer = answer
    next = number
    bodyStart = number
    return message.target.lowercased.hasPrefix("http") ? message : nil
  }

  /// Reads the pseudo-headers of HTTP/2: `:method: PUT`, or the value on the next line.
  private mutating func pseudoHeaders(_ line: ArraySlice<UInt8>) -> HTTPMessage? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      [":method", ":authority", ":path", ":scheme"].contains(where: { line[colon...].starts(with: $0.utf8) })
    else { return nil }
    // curl: * [HTTP/2] [1] [:method: PUT]
    let prefix = Array(line[..<colon])
    let isBracketed = prefix.last == UInt8(ascii: "[")
    if !isBracketed, !prefix.allSatisfy({ $0 <= 0x20 }) { return nil }
    mark = mark + prefix
    var message = HTTPMessage()
    var number = first
    while number < lines.count, number - first < Self.headerLimit, var line = content(number) {
      if isBracketed, line.last == UInt8(ascii: "]") { line = line.dropLast() }
      if let header = SentHeaders.header(line), !header.value.isEmpty {
        message.headers.append(header)
        number += 1
      } else if number + 1 < lines.count, let value = content(number + 1),
        SentHeaders.header((Text(line).trimmed + (line.last == UInt8(ascii: ":") ? " x" : ": x")).bytes[...]) != nil
      {
        // Chrome copies the name and the value as two lines.
        var name = Text(line).trimmed
        if name.bytes.count > 1, name.bytes.last == UInt8(ascii: ":") { name.bytes.removeLast() }
        message.headers.append(HeaderField(name, Text(value).trimmed))
        number += 2
      } else {
        break
      }
    }
    message.method = message.headers.first(":method")
    message.target = message.headers.first(":path") ?? ""
    next = min(number, lines.count)
    bodyStart = next
    return message.target.isEmpty || message.headers.first(":authority") == nil ? nil : message
  }

  /// Reads request headers without a request line. Without a path they tell nothing but the host.
  private mutating func headersAlone(_ line: ArraySlice<UInt8>) -> HTTPMessage? {
    guard let host = SentHeaders.header(line), host.name.lowercased == "host" else { return nil }
    // The Host need not be the first header.
    while first > lower, first > 0, let before = content(first - 1), SentHeaders.header(before) != nil { first -= 1 }
    next = first
    let message = head(HTTPMessage())
    // A canonical request has no space after the colon.
    let spaced = (first..<next).count { content($0)?.contains(": ") ?? false }
    return message.headers.count >= 3 && spaced >= 3 ? message : nil
  }

  // MARK: Results

  /// What the message tells; nil for what only says that the connection goes on.
  mutating func found(_ message: HTTPMessage) -> PastedFormat.Found? {
    var message = message
    if let status = message.status, message.method == nil {
      guard status >= 200 else { return claim([]) }
      readErrorBody(of: &message)
      return claim(message.response.map { [.response($0)] } ?? [], message.time, "an HTTP response")
    }
    if message.method == nil, message.target.isEmpty {
      // The URL may be elsewhere in the text.
      message.target = "/"
      guard let request = message.request(body: nil) else { return nil }
      var found = claim([.request(request)], nil, "the headers of a request")
      found.isHead = true
      return found
    }
    let (body, form) = requestBody(message)
    if var form {
      let request = message.request(body: nil)
      form.url = request?.url
      // A form that was sent to a presigned URL is a request by its signature.
      if let request, S3Likeness.isSigned(request.url), form.value("policy") == nil {
        return claim([.request(request)])
      }
      return claim([.form(form)], nil, "a multipart form")
    }
    guard let request = message.request(body: body) else { return claim([]) }
    guard var contents = request.contents else {
      var found = claim([])
      found.unread = InspectedRequest.formOnly
      return found
    }
    // The general headers of a browser have the status of the response.
    if let status = message.status, status >= 300,
      let response = HTTPMessage.response(status: status, headers: message.answer, body: "")
    {
      let isTelling = [301, 307, 308, 405, 501].contains(status)
      if isTelling { contents.append(.response(response)) }
    }
    return claim(contents)
  }

  private func claim(
    _ contents: [PastedItem.Content], _ time: Timestamp? = nil, _ name: String? = nil
  ) -> PastedFormat.Found {
    PastedFormat.Found(
      lines: first..<min(max(next, first + 1), lines.count), contents: contents, time: time, name: name)
  }

  /// Finds the XML of a response within the lines that follow its head.
  private mutating func readErrorBody(of message: inout HTTPMessage) {
    // Enough for what curl prints between the head and the body.
    var end = bodyStart
    while end < lines.count, end - bodyStart < 40, !lines.isClaimed(end) {
      let line = lines[end]
      let content = line.drop { "<> \t".utf8.contains($0) }
      if Self.startLine(content) != nil || content.starts(with: "```".utf8) { break }
      if let offset = line.offsets(of: "<Error", limit: 1).first {
        let rest = lines.bytes[offset..<min(lines.end, offset + PastedError.limit)]
        guard let (range, text) = PastedError.first(in: rest) else { return }
        message.rest = text
        next = lines.line(at: max(range.upperBound - 1, range.lowerBound)) + 1
        return
      }
      end += 1
    }
  }

  /// The body of a request if the text has all of it, or the form that it contains.
  private mutating func requestBody(_ message: HTTPMessage) -> (body: Text?, form: InspectedForm?) {
    if message.method == "GET" || message.method == "HEAD" { return ("", nil) }
    if message.headers.first("content-type")?.lowercased.hasPrefix("multipart/form-data") == true {
      let limit = min(lines.count, bodyStart + 3)
      for number in bodyStart..<max(limit, bodyStart) {
        if let form = MultipartReader(lines, at: number).form() {
          next = form.lines.upperBound
          return (nil, form.form)
        }
      }
    }
    guard let length = message.headers.first("content-length").flatMap({ Int($0.string) }) else { return (nil, nil) }
    if length == 0 { return ("", nil) }
    guard bodyStart < lines.count, mark.isEmpty, length > 0, length < PastedText.limit else { return (nil, nil) }
    let start = lines.start(of: bodyStart)
    // The body is known only if the text ends with it, apart from the line break that ends a file.
    let rest = lines.bytes[start..<lines.end]
    let isWhole = rest.count == length || rest.count == length + 1 && rest.last == 0x0A
    guard isWhole, !(bodyStart..<lines.count).contains(where: lines.isClaimed) else { return (nil, nil) }
    next = lines.count
    return (Text(rest.prefix(length)), nil)
  }
}

/// A part of the details of a request in the network panel of a browser.
private enum PanelSection {
  case general, request, response

  /// Reads a heading: `Response Headers`, `Response Headers (342 B)`, `Request Headers view source`, `Response`.
  init?(_ line: Text) {
    guard line.bytes.count < 60 else { return nil }
    var bytes = line.lowercased.bytes.drop { !(0x61...0x7A).contains($0) }
    while let last = bytes.last, " :".utf8.contains(last) { bytes.removeLast() }
    let text = Text(bytes)
    if text == "general" || text == "summary" {
      self = .general
    } else if text == "response" || text.hasPrefix("response headers") {
      self = .response
    } else if text == "request" || text.hasPrefix("request headers") {
      self = .request
    } else {
      return nil
    }
  }
}
