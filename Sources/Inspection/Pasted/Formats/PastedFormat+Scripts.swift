import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A request of JavaScript: fetch, also as browsers copy it, axios, XMLHttpRequest and jQuery.
  static let script = PastedFormat(name: "a fetch call") { lines in
    var found: [Found] = []
    for call in ScriptCall.all {
      for offset in lines.offsets(of: call.text) {
        var reader = LiteralReader(lines.bytes[..<lines.end], at: offset + call.text.bytes.count)
        guard let request = call.read(&reader) else { continue }
        let contents = request.contents
        let end = max(offset + 1, min(reader.position, lines.end))
        let range = lines.lines(of: offset..<end)
        if let last = found.last, last.lines.overlaps(range), last.name == call.name { continue }
        found.append(
          Found(
            lines: range, contents: contents ?? [], tool: call.isBrowser ? .browser : nil,
            unread: contents == nil ? InspectedRequest.formOnly : nil, name: call.name))
      }
    }
    return found
  }

  /// PowerShell's Invoke-WebRequest, also as browsers copy it.
  static let powerShell = PastedFormat(name: "a PowerShell command") { lines in
    var found: [Found] = []
    for name in ["Invoke-WebRequest", "Invoke-RestMethod"] as [Text] {
      for offset in lines.offsets(of: name, ignoringCase: true) {
        guard let command = PowerShellCommand(lines.bytes[..<lines.end], from: offset + name.bytes.count) else {
          continue
        }
        let range = lines.lines(of: offset..<max(command.end, offset + 1))
        if let last = found.last, last.lines.overlaps(range) { continue }
        let contents = command.request.contents
        found.append(
          Found(lines: range, contents: contents ?? [], unread: contents == nil ? InspectedRequest.formOnly : nil))
      }
    }
    return found
  }
}

/// A call that sends a request.
private struct ScriptCall {
  let text: Text
  let name: String
  var isBrowser = false
  let read: @Sendable (inout LiteralReader) -> InspectedRequest?

  static let all: [ScriptCall] = [
    ScriptCall(text: "fetch(", name: "a fetch call", isBrowser: true) { reader in
      guard let url = reader.value()?.text, isURL(url) else { return nil }
      return request(url: url, options: reader.take(",") ? reader.value() : nil, usual: "GET")
    },
    ScriptCall(text: ".open(", name: "an XMLHttpRequest", isBrowser: true) { reader in
      guard let method = reader.value()?.text?.uppercased, method.isMethod, reader.take(","),
        let url = reader.value()?.text, isURL(url)
      else { return nil }
      return InspectedRequest(method: method, url: url, headers: setHeaders(&reader))
    },
    ScriptCall(text: "axios(", name: "an axios call") { reader in
      guard let options = reader.value(), let url = options["url"]?.text, isURL(url) else { return nil }
      return request(url: url, options: options, usual: "GET")
    },
    ScriptCall(text: ".ajax(", name: "a jQuery call", isBrowser: true) { reader in
      guard let options = reader.value(), let url = options["url"]?.text, isURL(url) else { return nil }
      return request(url: url, options: options, usual: "GET")
    },
    call("axios.put(", "PUT", "an axios call", hasBody: true),
    call("axios.post(", "POST", "an axios call", hasBody: true),
    call("axios.get(", "GET", "an axios call", hasBody: false),
    python("requests.put(", "PUT"), python("requests.post(", "POST"), python("requests.get(", "GET"),
    python("requests.head(", "HEAD"), python("requests.delete(", "DELETE"),
  ]

  private static func call(_ text: Text, _ method: Text, _ name: String, hasBody: Bool) -> ScriptCall {
    ScriptCall(text: text, name: name) { reader in
      guard let url = reader.value()?.text, isURL(url) else { return nil }
      if hasBody, reader.take(",") { _ = reader.value() }
      let options = reader.take(",") ? reader.value() : nil
      var request = request(url: url, options: options, usual: method)
      request.method = method
      return request
    }
  }

  private static func python(_ text: Text, _ method: Text) -> ScriptCall {
    ScriptCall(text: text, name: "a call of Python's requests") { reader in
      guard let url = reader.value()?.text, isURL(url) else { return nil }
      var headers: [HeaderField] = []
      // Named arguments: headers={…}
      let start = reader.position
      let rest = reader.bytes[start...].prefix(2000)
      if let offset = rest.offsets(of: "headers", limit: 1).first {
        var inner = LiteralReader(reader.bytes, at: offset + 7)
        if inner.take("="), let object = inner.value()?.object {
          headers = fields(object)
          reader = inner
        }
      }
      return InspectedRequest(
        method: method, url: url, headers: SentHeaders.kept(headers),
        body: method == "GET" || method == "HEAD" ? "" : nil)
    }
  }

  private static func isURL(_ text: Text) -> Bool {
    let start = Text(text.bytes.prefix(8)).lowercased
    return start.hasPrefix("https://") || start.hasPrefix("http://")
  }

  private static func request(url: Text, options: JSONValue?, usual: Text) -> InspectedRequest {
    let method = (options?["method"] ?? options?["type"])?.text?.uppercased
    var headers = options?["headers"]?.object.map(fields) ?? []
    if let type = options?["contentType"]?.text { headers.append(HeaderField("Content-Type", type)) }
    if let referrer = options?["referrer"]?.text, headers.first("referer") == nil {
      headers.append(HeaderField("Referer", referrer))
    }
    let body = options?["body"] ?? options?["data"]
    // Browsers add the type of a file, and a header whose value is an expression has one that is not in the text. Then nothing can be
    // said of the headers.
    let isOpen =
      options?["headers"].map { value in value.object?.members.contains { $0.value.isNull } ?? true } ?? false
      || (body.map { $0.isNull && usual != "GET" || $0.isNull && options?["mode"] == nil } ?? false)
        && headers.first("content-type") == nil
    var request = InspectedRequest(
      method: method?.isMethod == true ? method : usual, url: url, headers: isOpen ? [] : SentHeaders.kept(headers))
    if let text = body?.text {
      request.body = text
    } else if body == nil || request.method == "GET" || request.method == "HEAD" {
      request.body = ""
    }
    return request
  }

  private static func fields(_ object: JSONObject) -> [HeaderField] {
    object.members.compactMap { member in
      switch member.value {
      case .string(let text): HeaderField(member.name, text)
      case .number(let digits): HeaderField(member.name, Text(digits))
      default: nil
      }
    }
  }

  /// The headers of the calls of setRequestHeader that follow.
  private static func setHeaders(_ reader: inout LiteralReader) -> [HeaderField] {
    var headers: [HeaderField] = []
    let rest = reader.bytes[reader.position...].prefix(8000)
    for offset in rest.offsets(of: ".setRequestHeader(", limit: 50) {
      var inner = LiteralReader(reader.bytes, at: offset + 18)
      guard let name = inner.value()?.text, inner.take(","), let value = inner.value()?.text else { continue }
      headers.append(HeaderField(name, value))
      reader = inner
    }
    return SentHeaders.kept(headers)
  }
}

/// PowerShell's Invoke-WebRequest.
private struct PowerShellCommand {
  private(set) var request = InspectedRequest(url: "")
  private(set) var end: Int

  init?(_ bytes: ArraySlice<UInt8>, from start: Int) {
    var index = start
    var headers: [HeaderField] = []
    var hasBody = false
    var isFile = false
    // To the end of the command: a line break that is not escaped, outside of braces.
    var name: Text = ""
    while index < bytes.endIndex, index - start < 1 << 17 {
      let byte = bytes[index]
      if byte == UInt8(ascii: "`") {
        index += 2
      } else if byte == 0x0A || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|") {
        break
      } else if byte <= 0x20 {
        index += 1
      } else if byte == UInt8(ascii: "-") {
        let word = bytes[index...].prefix { $0 > 0x20 }
        name = Text(word).lowercased
        index = word.endIndex
      } else if byte == UInt8(ascii: "@"), bytes[index...].dropFirst().first == UInt8(ascii: "{") {
        index += 2
        (headers, index) = Self.table(bytes, index)
        name = ""
      } else {
        let (value, next) = Self.value(bytes, index)
        index = next
        switch name.string {
        case "-uri": request.url = value
        case "-method": request.method = value.uppercased
        case "-contenttype": headers.append(HeaderField("Content-Type", value))
        case "-body":
          hasBody = true
          request.body = value
        case "-infile": isFile = true
        case "" where value.lowercased.hasPrefix("http"): request.url = value
        default: break
        }
        name = ""
      }
    }
    end = min(index, bytes.endIndex)
    guard request.url.lowercased.hasPrefix("http") else { return nil }
    if request.method == nil { request.method = "GET" }
    if !hasBody, !isFile { request.body = "" }
    request.headers = SentHeaders.kept(headers)
  }

  private static func value(_ bytes: ArraySlice<UInt8>, _ start: Int) -> (Text, next: Int) {
    let quote = bytes[start]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      let word = bytes[start...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") }
      return (Text(word), max(word.endIndex, start + 1))
    }
    var output: [UInt8] = []
    var index = start + 1
    while index < bytes.endIndex, bytes[index] != quote {
      if bytes[index] == UInt8(ascii: "`"), quote == UInt8(ascii: "\""), index + 1 < bytes.endIndex { index += 1 }
      output.append(bytes[index])
      index += 1
    }
    return (Text(bytes: output), index + 1)
  }

  /// Reads `"name"="value"` up to the closing brace.
  private static func table(_ bytes: ArraySlice<UInt8>, _ start: Int) -> ([HeaderField], next: Int) {
    var headers: [HeaderField] = []
    var index = start
    var name: Text?
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "}"), headers.count < 200 {
      let byte = bytes[index]
      if byte <= 0x20 || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ";") {
        index += 1
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let (text, next) = value(bytes, index)
        index = next
        if let known = name {
          headers.append(HeaderField(known, text))
          name = nil
        } else {
          name = text
        }
      } else {
        let word = bytes[index...].prefix { $0 > 0x20 && !"=;}".utf8.contains($0) }
        index = max(word.endIndex, index + 1)
        if let known = name {
          headers.append(HeaderField(known, Text(word)))
          name = nil
        } else {
          name = Text(word)
        }
      }
    }
    return (headers, min(index + 1, bytes.endIndex))
  }
}
