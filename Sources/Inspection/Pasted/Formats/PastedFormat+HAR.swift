import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A HAR file, as browsers save it, whole or cut off.
  ///
  /// The entries are read one by one, so that a large file needs little memory.
  static let har = PastedFormat(name: "a HAR file") { lines in
    guard let entries = lines.offsets(of: "\"entries\"").first, lines.offsets(of: "\"request\"").first != nil else {
      return []
    }
    let bytes = lines.bytes[..<lines.end]
    let start = bytes[..<entries].lastIndex { $0 == 0x0A }.map { $0 + 1 } ?? bytes.startIndex
    // The first brace of the file, which may be indented over several lines.
    let isWhole = bytes.prefix(4096).first { $0 > 0x20 } == UInt8(ascii: "{")
    var reader = LiteralReader(bytes, at: entries + 9)
    guard reader.take(":"), reader.take("[") else { return [] }
    var failed: [Found] = []
    var others: [Found] = []
    while let value = reader.value() {
      if let entry = HAREntry(value) {
        var found = Found(lines: 0..<1, contents: entry.contents, tool: .browser, time: entry.time)
        found.name = "a HAR file"
        if entry.isRejected { failed.append(found) } else { others.append(found) }
      }
      guard reader.take(","), failed.count < 100 else { break }
    }
    // A request that succeeded is of interest only if none failed.
    var found = failed.isEmpty ? Array(others.prefix(5)) : failed
    let end = lines.line(at: max(min(reader.position, bytes.endIndex) - 1, 0))
    let range = (isWhole ? 0 : lines.line(at: start))..<(isWhole ? lines.count : end + 1)
    if found.isEmpty {
      found = [Found(lines: range, contents: [], unread: "a HAR file without requests to S3")]
    }
    for index in found.indices { found[index].lines = range }
    return found
  }
}

/// An entry of a HAR file.
private struct HAREntry {
  private(set) var contents: [PastedItem.Content] = []
  private(set) var isRejected = false
  private(set) var time: Timestamp?

  /// Nil if the request is not one to S3.
  init?(_ entry: JSONValue) {
    guard let sent = entry["request"], let url = sent["url"]?.text else { return nil }
    let headers = Self.headers(sent["headers"])
    var request = InspectedRequest(method: sent["method"]?.text, url: url, headers: SentHeaders.kept(headers))
    let status = entry["response"]?["status"]?.integer ?? 0
    let received = Self.headers(entry["response"]?["headers"])
    let body = Self.content(entry["response"]?["content"])
    let isForm = headers.first("content-type")?.lowercased.hasPrefix("multipart/form-data") == true
    let concernsS3 =
      request.concernsS3 || received.contains { $0.name.lowercased.hasPrefix("x-amz-") }
      || body.bytes[...].contains("<Error>")
    guard concernsS3 else { return nil }
    if isForm {
      if let form = Self.form(sent["postData"], url: url) { contents.append(.form(form)) }
    } else {
      let isBodiless = request.method == "GET" || request.method == "HEAD"
      if isBodiless { request.body = "" }
      // Browsers save files that were sent as empty texts.
      if let text = sent["postData"]?["text"]?.text, !text.isEmpty, sent["bodySize"]?.integer == text.bytes.count {
        request.body = text
      }
      contents.append(.request(request))
    }
    if let response = HTTPMessage.response(status: status, headers: received, body: body) {
      contents.append(.response(response))
      isRejected = true
    }
    time = SentHeaders.time(received.first("date")) ?? Self.time(entry["startedDateTime"]?.text)
    // Status 0: the browser has blocked the response, or there was none.
    if status == 0 { isRejected = true }
  }

  private static func headers(_ value: JSONValue?) -> [HeaderField] {
    (value?.array ?? []).compactMap { header in
      guard let name = header["name"]?.text, let value = header["value"]?.text else { return nil }
      return HeaderField(name, value)
    }
  }

  private static func content(_ value: JSONValue?) -> Text {
    let text = value?["text"]?.text ?? ""
    guard value?["encoding"]?.text == "base64" else { return text }
    return Base64.decode(text.bytes).map { Text(bytes: $0) } ?? ""
  }

  private static func form(_ data: JSONValue?, url: Text) -> InspectedForm? {
    if let text = data?["text"]?.text, let form = InspectedForm(multipart: text, url: url) { return form }
    let params = data?["params"]?.array ?? []
    var sent: [Field] = []
    for param in params {
      guard let name = param["name"]?.text else { continue }
      sent.append(Field(name, param["fileName"] == nil ? param["value"]?.text ?? "" : ""))
    }
    guard !sent.isEmpty else { return nil }
    return InspectedForm(url: url, fields: sent.filter { $0.name.lowercased != "file" }, sent: sent)
  }

  /// Reads `2026-01-02T03:05:00.123Z`.
  private static func time(_ text: Text?) -> Timestamp? {
    guard let text, text.bytes.last == UInt8(ascii: "Z") else { return nil }
    return Timestamp(iso8601: Text(text.bytes.prefix(19)) + "Z")
  }
}
