import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// Requests in Terraform's log, where each header is an attribute of the line, and in the trace of MinIO's server.
  static let traceLogs = PastedFormat(name: "a log of requests") { pasted in
    var found: [Found] = []
    for number in pasted.lines(containing: "http.request.header.") {
      guard let request = TraceLog.attributes(Text(pasted[number].prefix(1 << 16))) else { continue }
      let tool: ClientTool? = pasted[number].contains("tf_aws") ? .terraform : nil
      found.append(Found(lines: number..<(number + 1), contents: [.request(request)], tool: tool))
    }
    for number in pasted.lines(containing: "[REQUEST ") {
      guard let (lines, request) = TraceLog.trace(pasted, number) else { continue }
      found.append(Found(lines: lines, contents: [.request(request)], name: "a server's trace of a request"))
    }
    return found
  }
}

private enum TraceLog {
  private static let header: Text = "http.request.header."

  /// Reads `http.method=PUT http.request.header.x_amz_date=… http.url="…"`.
  static func attributes(_ line: Text) -> InspectedRequest? {
    var (method, url): (Text?, Text?) = (nil, nil)
    var headers: [HeaderField] = []
    let bytes = line.bytes[...]
    for offset in bytes.offsets(of: "http.", limit: 200) {
      guard offset == 0 || bytes[offset - 1] <= 0x20 else { continue }
      let name = bytes[offset...].prefix { $0 > 0x20 && $0 != UInt8(ascii: "=") }
      guard name.endIndex < bytes.endIndex, bytes[name.endIndex] == UInt8(ascii: "=") else { continue }
      let rest = bytes[(name.endIndex + 1)...]
      var value: [UInt8] = []
      if rest.first == UInt8(ascii: "\"") {
        var isEscaped = false
        for byte in rest.dropFirst() {
          if isEscaped {
            value.append(byte)
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            break
          } else {
            value.append(byte)
          }
        }
      } else {
        value = Array(rest.prefix { $0 > 0x20 })
      }
      let text = Text(bytes: value)
      switch Text(name) {
      case "http.method": method = text
      case "http.url": url = text
      case let name where name.hasPrefix(header):
        let plain = Text(name.bytes.dropFirst(header.bytes.count)).replacing("_", with: "-")
        headers.append(HeaderField(plain, text))
      default: break
      }
    }
    guard let method, let url, url.contains("://") else { return nil }
    return InspectedRequest(method: method, url: url, headers: SentHeaders.kept(headers))
  }

  /// Reads the lines after `[REQUEST s3.PutObject]`: a request line without its version, and headers.
  static func trace(_ lines: PastedLines, _ number: Int) -> (Range<Int>, InspectedRequest)? {
    // Each line begins with the name of the server, or with nothing.
    let offset = lines[number].offsets(of: "[REQUEST ", limit: 1).first ?? lines.start(of: number)
    let prefix = lines[number][..<offset]
    func content(_ index: Int) -> Text? {
      guard index < lines.count, index - number < 100, !lines.isClaimed(index) else { return nil }
      let line = lines[index]
      return Text(line.starts(with: prefix) ? line.dropFirst(prefix.count) : line)
    }
    guard let words = content(number + 1)?.split(at: 0x20), words.count >= 2, words[0].isMethod, words[1].hasPrefix("/")
    else { return nil }
    var headers: [HeaderField] = []
    var next = number + 2
    while let line = content(next), let field = SentHeaders.header(line.trimmed.bytes[...]) {
      if !field.name.equalsIgnoringCase("proto") { headers.append(field) }
      next += 1
    }
    guard let host = headers.first("host"), !host.isEmpty else { return nil }
    let request = InspectedRequest(
      method: words[0], url: "https://" + host + words[1].trimmed, headers: SentHeaders.kept(headers))
    return (number..<next, request)
  }
}
