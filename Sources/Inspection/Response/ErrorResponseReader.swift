import ReferenceImpl
import VideoSpec

/// Finds the elements of a store's response in a pasted text, in linear time.
///
/// It resolves the five predefined entities and character references, each once. It never expands entities of a DTD, and it does
/// not descend: S3's elements have no children that matter.
struct ErrorResponseReader {
  /// S3's own responses have a few kilobytes: the longest repeats a URL and its headers four times.
  private static let limit = 1 << 19
  /// How often a text may have been escaped on its way into the clipboard.
  private static let escapingLimit = 4

  private(set) var elements: [ErrorResponse.Element] = []
  /// Whether the text begins with `<Error>` but lacks `</Error>`.
  private(set) var isOpen = false
  private(set) var status: Int?
  private(set) var headers: [HeaderField] = []

  init(_ text: Text) {
    readHead(of: text)
    if let start = Self.start(in: text.bytes) {
      // What comes before the first element shows how the text is escaped.
      let before = max(text.bytes.startIndex, start - 200)
      let context = Array(text.bytes[before..<start])
      let bytes = Array(text.bytes[start...].prefix(Self.limit))
      readMarkup(Self.unescaped(bytes, after: context))
    } else if let json = Self.json(in: text) {
      read(json)
    }
  }

  // MARK: The head of an HTTP response

  private mutating func readHead(of text: Text) {
    guard text.hasPrefix("HTTP/") else { return }
    var lines = Text(text.bytes.prefix(1 << 16)).split(at: 0x0A)[...]
    let words = lines.removeFirst().trimmed.split(at: 0x20)
    if words.count >= 2 { status = Int(words[1].string) }
    for line in lines {
      guard let (name, value) = line.splitOnce(at: UInt8(ascii: ":")), !line.trimmed.isEmpty else { break }
      headers.append(HeaderField(name.trimmed, value.trimmed))
    }
  }

  // MARK: Where the response begins

  private static let names: [[UInt8]] = [
    "Error>", "Error ", "ErrorResponse", "Code>", "CanonicalRequest>", "CanonicalRequestBytes>", "SignatureProvided>",
    "StringToSign>", "Fault>", "li>Code:", "Message>",
  ].map { Array($0.utf8) }

  private static let brackets: [[UInt8]] = [
    "<", "&lt;", "&#60;", "&#x3c;", "&amp;lt;", "\\u003c", "\\u003C", "\\x3c", "\\x3C", "\\\\u003c", "\\\\u003C",
  ].map { Array($0.utf8) }

  /// The index of the first bracket that begins a known element; nil if there is none.
  private static func start(in bytes: [UInt8]) -> Int? {
    // Nearly every byte is passed over here, so nothing else is done for it.
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      let end = buffer.count - 4
      while index < end {
        let (byte, next) = (buffer[index], buffer[index + 1])
        let mayBegin =
          switch byte {
          case UInt8(ascii: "<"): next.isASCIIAlphanumeric
          case UInt8(ascii: "&"): next == UInt8(ascii: "l") || next == UInt8(ascii: "#") || next == UInt8(ascii: "a")
          case UInt8(ascii: "\\"):
            next == UInt8(ascii: "u") || next == UInt8(ascii: "x")
              || next == UInt8(ascii: "\\") && buffer[index + 2] == UInt8(ascii: "u")
          default: false
          }
        if mayBegin, beginsElement(buffer[index..<min(index + 64, buffer.count)]) { return index }
        index += 1
      }
      return nil
    }
  }

  private static func beginsElement(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let bracket = brackets.first(where: { bytes.starts(with: $0) }) else { return false }
    var rest = bytes.dropFirst(bracket.count)
    // A prefix of a namespace: `<s3:Error>`.
    let prefix = rest.prefix(12).prefix { $0.isASCIIAlphanumeric }
    if rest.dropFirst(prefix.count).first == UInt8(ascii: ":"), !prefix.isEmpty {
      rest = rest.dropFirst(prefix.count + 1)
    }
    return names.contains { name in
      guard rest.starts(with: name.dropLast()) else { return false }
      let end = rest.dropFirst(name.count - 1).first
      // The closing bracket may be escaped, too.
      return end == name.last || end == UInt8(ascii: "&") || end == UInt8(ascii: "\\")
    }
  }

  // MARK: Escaping

  /// The markup without the escaping of HTML, JSON and Markdown's quotations.
  private static func unescaped(_ bytes: [UInt8], after context: [UInt8]) -> [UInt8] {
    var bytes = withoutQuotation(bytes)
    var context = context
    for _ in 0..<escapingLimit {
      if bytes.first == UInt8(ascii: "&") {
        bytes = XMLText.resolved(bytes[...], readsMarkup: false)
      } else if bytes.first == UInt8(ascii: "\\") || isEscapedForJSON(bytes, after: context) {
        bytes = withoutBackslashes(bytes)
        context = withoutBackslashes(context)
      } else {
        break
      }
    }
    return bytes
  }

  /// Whether markup is the contents of a string in JSON.
  private static func isEscapedForJSON(_ bytes: [UInt8], after context: [UInt8]) -> Bool {
    // An attribute of the XML declaration.
    if Text(bytes: context).contains("=\\") { return true }
    var hasBackslash = false
    var hasLineBreak = false
    var hasBareQuote = false
    var previous: UInt8 = 0
    for byte in bytes {
      if previous == UInt8(ascii: "\\") {
        switch byte {
        case UInt8(ascii: "n"), UInt8(ascii: "\""): hasBackslash = true
        default: break
        }
      } else if byte == UInt8(ascii: "\"") {
        hasBareQuote = true
      }
      if byte == UInt8(ascii: "/"), previous == UInt8(ascii: "\\") { return true }
      if byte == 0x0A { hasLineBreak = true }
      previous = previous == UInt8(ascii: "\\") && byte == previous ? 0 : byte
      // What follows the response is not part of the string.
      if byte == UInt8(ascii: ">"), hasLineBreak, hasBareQuote { break }
    }
    return hasBackslash && !hasLineBreak && !hasBareQuote || hasBackslash && endsInString(bytes)
  }

  /// Whether the response ends with the quotation mark of a string, or with an escaped line break.
  private static func endsInString(_ bytes: [UInt8]) -> Bool {
    let text = Text(bytes: bytes)
    guard let end = text.firstRange(of: "</Error>") else { return false }
    let response = Text(bytes[..<end])
    let rest = bytes[(end + 8)...]
    return !response.bytes.contains(0x0A)
      && (rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") || rest.starts(with: "\\n".utf8))
  }

  /// The text with the escapes of JSON and of programming languages resolved.
  private static func withoutBackslashes(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        output.append(bytes[index])
        index += 1
        continue
      }
      let escape = bytes[index + 1]
      index += 2
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"), UInt8(ascii: "x"):
        let length = escape == UInt8(ascii: "u") ? 4 : 2
        guard let unit = hexadecimal(bytes[index...].prefix(length), length) else {
          output += [UInt8(ascii: "\\"), escape]
          break
        }
        index += length
        var value = unit
        // A surrogate pair.
        if (0xD800..<0xDC00).contains(unit), bytes[index...].starts(with: "\\u".utf8),
          let low = hexadecimal(bytes[(index + 2)...].prefix(4), 4), (0xDC00..<0xE000).contains(low)
        {
          value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
          index += 6
        }
        output += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(escape)
      default: output += [UInt8(ascii: "\\"), escape]
      }
    }
    return output
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>, _ length: Int) -> UInt32? {
    guard bytes.count == length, bytes.allSatisfy(\.isASCIIAlphanumeric) else { return nil }
    return UInt32(Text(bytes).string, radix: 16)
  }

  /// The lines without the `>` of a quotation in Markdown or in a mail, if most of them have it.
  private static func withoutQuotation(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<escapingLimit {
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let isQuoted = lines.dropFirst().map { line in
        line.drop { $0 == 0x20 || $0 == 0x09 }.first == UInt8(ascii: ">")
      }
      guard lines.count > 1, isQuoted.count(where: { $0 }) * 2 > isQuoted.count else { break }
      let rest = zip(lines.dropFirst(), isQuoted).map { line, isQuoted in
        guard isQuoted else { return line }
        let line = line.drop { $0 == 0x20 || $0 == 0x09 }.dropFirst()
        return line.first == 0x20 ? line.dropFirst() : line
      }
      bytes = Array(([lines[0]] + rest).joined(separator: [0x0A]))
    }
    return bytes
  }

  // MARK: Markup

  /// Elements that contain the others. Their names are in lower case.
  private static let containers: Set<Text> = [
    "error", "errorresponse", "errors", "fault", "envelope", "body", "detail",
  ]

  private mutating func readMarkup(_ bytes: [UInt8]) {
    if bytes.starts(with: "<li>".utf8) { return readList(bytes) }
    var scanner = MarkupScanner(bytes)
    var isInError = false
    while elements.count < 64, let tag = scanner.nextTag() {
      if tag.isEnd {
        if tag.name == "error" || tag.name == "fault" || tag.name == "errorresponse" {
          isInError = false
          if !elements.isEmpty { break }
        }
        continue
      }
      if Self.containers.contains(tag.name) {
        isInError = isInError || tag.name == "error"
        continue
      }
      let (value, isClosed) = tag.isEmpty ? ([], true) : scanner.value(of: tag)
      elements.append(
        .init(
          name: Self.standardName(tag), value: Text(bytes: XMLText.resolved(value, readsMarkup: true)),
          isClosed: isClosed, index: elements.count))
    }
    isOpen = isInError
    if let index = elements.firstIndex(where: { $0.name == "Code" }) {
      // SOAP: `Client.AccessDenied`.
      for prefix: Text in ["Client.", "Server.", "soapenv:Client.", "soapenv:Server."]
      where elements[index].value.hasPrefix(prefix) {
        elements[index].value = Text(elements[index].value.bytes.dropFirst(prefix.bytes.count))
      }
    }
  }

  private static func standardName(_ tag: MarkupScanner.Tag) -> Text {
    switch tag.name {
    case "faultcode": "Code"
    case "faultstring": "Message"
    default: tag.shownName
    }
  }

  /// Reads the list that S3's website endpoints send: `<li>Code: NoSuchKey</li>`.
  private mutating func readList(_ bytes: [UInt8]) {
    var scanner = MarkupScanner(bytes)
    while elements.count < 64, let tag = scanner.nextTag() {
      guard !tag.isEnd, tag.name == "li" else {
        if tag.isEnd, tag.name == "ul" { break }
        continue
      }
      let (value, isClosed) = scanner.value(of: tag)
      guard let (name, rest) = Text(bytes: XMLText.resolved(value, readsMarkup: true)).splitOnce(at: UInt8(ascii: ":"))
      else { continue }
      elements.append(.init(name: name.trimmed, value: rest.trimmed, isClosed: isClosed, index: elements.count))
    }
  }

  // MARK: JSON

  private static func json(in text: Text) -> JSONValue? {
    guard let start = text.bytes.prefix(4096).firstIndex(of: UInt8(ascii: "{")), text.bytes.count - start <= limit
    else {
      return nil
    }
    return try? JSONValue(parsing: text.bytes[start...])
  }

  /// Reads the errors of Backblaze's native API, of Google's JSON API, of Cloudflare's API and of SDKs.
  private mutating func read(_ json: JSONValue) {
    var object = json
    for name: Text in ["error", "Error", "errors"] {
      guard let inner = json[name].flatMap({ $0.array?.first ?? $0 }), inner.object != nil else { continue }
      object = inner
      break
    }
    let members = object.object?.members ?? []
    let number = (object["code"] ?? object["Code"])?.integer
    var code = object["Code"]?.text ?? object["code"]?.text
    if code == nil, let type = object["__type"]?.text { code = type.split(at: UInt8(ascii: "#")).last }
    if code == nil, object["message"] != nil {
      code = object["errors"]?.array?.first?["reason"]?.text ?? object["name"]?.text ?? number.map { Text("\($0)") }
    }
    guard let code else { return }
    let outer = json["status"]?.integer ?? json["$metadata"]?["httpStatusCode"]?.integer
    status = status ?? outer ?? number.flatMap { (300..<600).contains($0) ? $0 : nil }
    elements.append(.init(name: "Code", value: code, isClosed: true, index: 0))
    for member in members.prefix(64) where !member.name.equalsIgnoringCase("code") {
      guard let value = member.value.text ?? member.value.integer.map({ Text("\($0)") }) else { continue }
      elements.append(.init(name: member.name, value: value, isClosed: true, index: elements.count))
    }
  }
}
