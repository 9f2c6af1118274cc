import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A curl command, also as browsers copy it for bash, cmd.exe and PowerShell.
  static let curl = PastedFormat(name: "a curl command") { lines in
    var found: [Found] = []
    var end = 0
    for offset in lines.offsets(of: "curl") where offset >= end {
      guard let start = CurlCommand.start(lines.bytes, offset) else { continue }
      let words = ShellWords(lines.bytes[..<lines.end], from: start)
      guard let command = CurlCommand(words.words) else { continue }
      end = words.end
      let range = lines.lines(of: offset..<max(end, offset + 1))
      found.append(command.found(range))
    }
    return found
  }
}

/// What a curl command sends.
struct CurlCommand {
  private var method: Text?
  private var url: Text = ""
  private var headers: [HeaderField] = []
  /// Headers that `-H 'Name:'` removes.
  private var removed: Set<Text> = []
  private var data: [Text] = []
  private var isDataKnown = true
  private var hasData = false
  private var isGet = false
  private var isHead = false
  private var uploadsFile = false
  private var form: [(name: Text, value: Text)] = []
  private var signsItself = false

  /// The offset after the word `curl`; nil if the word is part of another.
  static func start(_ bytes: [UInt8], _ offset: Int) -> Int? {
    if offset > 0 {
      let before = bytes[offset - 1]
      let isPartOfWord =
        (0x30...0x39).contains(before) || (0x61...0x7A).contains(before | 0x20) || "-_.".utf8.contains(before)
      if isPartOfWord { return nil }
    }
    var end = offset + 4
    if bytes[end...].starts(with: ".exe".utf8) { end += 4 }
    // As browsers quote it: curl ^"https://…
    return end < bytes.count && (bytes[end] == 0x20 || bytes[end] == 0x09) ? end : nil
  }

  private static let shortWithValue = Set("AbcCdDeEFHhKmoPQrtTuUwxXyYz".utf8)
  private static let longWithValue: Set<Text> = [
    "request", "header", "data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "form",
    "form-string", "url", "user", "user-agent", "referer", "cookie", "cookie-jar", "output", "upload-file", "max-time",
    "connect-timeout", "resolve", "connect-to", "cacert", "capath", "cert", "key", "pass", "proxy", "proxy-user",
    "proxy-header", "aws-sigv4", "range", "write-out", "retry", "retry-delay", "retry-max-time", "limit-rate",
    "interface", "oauth2-bearer", "url-query", "dump-header", "config", "proto", "ciphers", "dns-servers", "noproxy",
    "trace", "trace-ascii", "stderr", "hsts", "max-redirs", "time-cond", "output-dir", "expect100-timeout",
  ]

  /// Nil if the words are not the arguments of a command with a URL.
  init?(_ words: [Text]) {
    var rest = words[...]
    var urls: [Text] = []
    while let word = rest.popFirst() {
      if word.hasPrefix("--"), word.bytes.count > 2 {
        var name = Text(word.bytes.dropFirst(2))
        var attached: Text?
        if let (head, tail) = name.splitOnce(at: UInt8(ascii: "=")) { (name, attached) = (head, tail) }
        if Self.longWithValue.contains(name) {
          guard let value = attached ?? rest.popFirst() else { break }
          if name == "url" { urls.append(value) } else { read(name, value) }
        } else {
          read(name, "")
        }
      } else if word.hasPrefix("-"), word.bytes.count > 1 {
        var letters = word.bytes.dropFirst()
        while let letter = letters.popFirst() {
          guard Self.shortWithValue.contains(letter) else {
            readFlag(letter)
            continue
          }
          guard let value = letters.isEmpty ? rest.popFirst() : Text(letters) else { break }
          read(Self.longName(letter), value)
          break
        }
      } else {
        urls.append(word)
      }
    }
    // PowerShell and prose put other words beside the URL.
    let isAbsolute = { (url: Text) in url.lowercased.hasPrefix("http://") || url.lowercased.hasPrefix("https://") }
    if let url = urls.first(where: isAbsolute) {
      self.url = url
    } else if let url = urls.first, url.bytes.contains(UInt8(ascii: ".")), url.bytes.contains(UInt8(ascii: "/")),
      url.bytes.first != UInt8(ascii: "/"), url.bytes.first != UInt8(ascii: ".")
    {
      self.url = "http://" + url
    } else {
      return nil
    }
  }

  private static func longName(_ letter: UInt8) -> Text {
    switch letter {
    case UInt8(ascii: "X"): "request"
    case UInt8(ascii: "H"): "header"
    case UInt8(ascii: "d"): "data"
    case UInt8(ascii: "F"): "form"
    case UInt8(ascii: "T"): "upload-file"
    case UInt8(ascii: "u"): "user"
    case UInt8(ascii: "A"): "user-agent"
    case UInt8(ascii: "e"): "referer"
    case UInt8(ascii: "r"): "range"
    default: ""
    }
  }

  private mutating func readFlag(_ letter: UInt8) {
    if letter == UInt8(ascii: "G") { isGet = true }
    if letter == UInt8(ascii: "I") { isHead = true }
  }

  private mutating func read(_ name: Text, _ value: Text) {
    switch name.string {
    case "request": method = value
    case "header": readHeader(value)
    case "data", "data-ascii", "data-binary", "data-raw", "json":
      hasData = true
      if value.hasPrefix("@"), name != "data-raw" { isDataKnown = false }
      data.append(value)
      if name == "json", headers.first("content-type") == nil {
        headers.append(HeaderField("Content-Type", "application/json"))
      }
    case "data-urlencode":
      hasData = true
      isDataKnown = false
    case "form", "form-string":
      guard let (name, content) = value.splitOnce(at: UInt8(ascii: "=")) else { return }
      form.append((name, content))
    case "upload-file":
      uploadsFile = true
      if value == "-" || value == "." { headers.append(HeaderField("Transfer-Encoding", "chunked")) }
    case "user": headers.append(HeaderField("Authorization", "Basic …"))
    case "oauth2-bearer": headers.append(HeaderField("Authorization", "Bearer …"))
    case "user-agent": headers.append(HeaderField("User-Agent", value))
    case "referer": headers.append(HeaderField("Referer", value))
    case "range": headers.append(HeaderField("Range", "bytes=" + value))
    case "get": isGet = true
    case "head": isHead = true
    case "aws-sigv4": signsItself = true
    default: break
    }
  }

  private mutating func readHeader(_ text: Text) {
    if text.bytes.last == UInt8(ascii: ";"), !text.bytes.contains(UInt8(ascii: ":")) {
      headers.append(HeaderField(Text(text.bytes.dropLast()), ""))
    } else if let (name, value) = text.splitOnce(at: UInt8(ascii: ":")) {
      if value.trimmed.isEmpty {
        removed.insert(name.trimmed.lowercased)
      } else {
        headers.append(HeaderField(name.trimmed, value.trimmed))
      }
    }
  }

  // MARK: Result

  func found(_ lines: Range<Int>) -> PastedFormat.Found {
    // The password is the secret access key, and the signature is not in the text.
    if signsItself {
      return PastedFormat.Found(
        lines: lines, contents: [], tool: .curl,
        unread: "a curl command that signs with --aws-sigv4, so its signature is not in the text")
    }
    let hasPolicy = form.contains { $0.name.lowercased == "policy" }
    // A form that was sent to a presigned URL is a request by its signature.
    if !form.isEmpty, !hasPolicy, S3Likeness.isSigned(url) {
      var request = InspectedRequest(
        method: method ?? "POST", url: url,
        headers: SentHeaders.kept(headers.filter { !removed.contains($0.name.lowercased) }))
      if request.value("content-type") == nil {
        request.headers.append(HeaderField("Content-Type", "multipart/form-data"))
      }
      return PastedFormat.Found(lines: lines, contents: [.request(request)], tool: .curl)
    }
    if !form.isEmpty { return PastedFormat.Found(lines: lines, contents: [.form(sentForm)], tool: .curl) }
    let contents = request.contents
    return PastedFormat.Found(
      lines: lines, contents: contents ?? [], tool: .curl, unread: contents == nil ? InspectedRequest.formOnly : nil)
  }

  private var request: InspectedRequest {
    var headers = headers.filter { !removed.contains($0.name.lowercased) }
    let body = data.isEmpty ? nil : Text(data.map(\.bytes).joined(separator: [UInt8(ascii: "&")]))
    if hasData, !isGet, headers.first("content-type") == nil, !removed.contains("content-type") {
      headers.append(HeaderField("Content-Type", "application/x-www-form-urlencoded"))
    }
    let usual: Text = isHead ? "HEAD" : isGet ? "GET" : uploadsFile ? "PUT" : hasData ? "POST" : "GET"
    let isEmpty = !hasData && !uploadsFile
    return InspectedRequest(
      method: method ?? usual, url: url, headers: SentHeaders.kept(headers),
      body: isEmpty ? "" : isDataKnown && hasData && !isGet ? body : nil)
  }

  private var sentForm: InspectedForm {
    var sent: [Field] = []
    for (name, value) in form {
      // The content of a file that is sent as a field is unknown.
      let isFile = value.hasPrefix("@")
      sent.append(Field(name, isFile || value.hasPrefix("<") ? "" : Self.withoutAttributes(value)))
    }
    let names = form.map(\.name.lowercased)
    let otherFile = names.contains("file") ? nil : form.first { $0.value.hasPrefix("@") }?.name
    var sentForm = InspectedForm(
      url: url, fields: sent.filter { $0.name.lowercased != "file" && $0.name != otherFile }, sent: sent)
    sentForm.otherFile = otherFile
    return sentForm
  }

  /// A value without `;type=text/plain`, which curl does not send as part of it.
  private static func withoutAttributes(_ value: Text) -> Text {
    for mark in [";type=", ";filename=", ";headers="] as [Text] {
      if let offset = value.bytes[...].offsets(of: mark, limit: 1).first { return Text(value.bytes[..<offset]) }
    }
    return value
  }
}
