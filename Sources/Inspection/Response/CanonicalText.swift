import ReferenceImpl
import VideoSpec

/// The lines of a canonical request, as S3 or a signer wrote them, correct or not.
struct CanonicalText {
  var method: Text
  var path: Text
  var query: Text
  /// The lines `name:value`. A folded header has several.
  var headers: [Text]
  /// The list of signed headers.
  var list: Text
  var payload: Text
  /// What is wrong with the lines themselves; nil if each is where it belongs.
  var layout: String?

  /// No longer canonical request is read: S3 accepts 8 KB of headers and a URL of about the same length.
  static let limit = 1 << 17

  /// Nil if the text does not look like a canonical request, or is too long for one.
  init?(_ text: Text) {
    guard text.bytes.count <= Self.limit else { return nil }
    var lines = text.split(at: 0x0A)
    guard lines.count >= 4, !lines[0].isEmpty else { return nil }
    if lines.count > 2, Self.isHeader(lines[2]) {
      layout = "the line of the query is missing: it is empty if there is no query"
      lines.insert("", at: 2)
    }
    guard lines.count >= 5 else { return nil }
    (method, path, query) = (lines[0], lines[1], lines[2])
    var rest = lines[3...]
    if let gap = rest.dropLast().firstIndex(where: \.isEmpty) {
      headers = Array(rest[..<gap])
      rest = rest[(gap + 1)...]
    } else {
      while rest.count > 2, rest.last?.isEmpty == true { rest.removeLast() }
      guard rest.count > 2 else { return nil }
      layout = "the empty line after the headers is missing"
      headers = Array(rest.dropLast(2))
      rest = rest.suffix(2)
    }
    list = rest.first ?? ""
    rest = rest.dropFirst()
    payload = rest.first ?? ""
    rest = rest.dropFirst()
    if rest.allSatisfy(\.isEmpty) {
      if !rest.isEmpty { layout = layout ?? "it ends with a line break" }
    } else {
      layout = layout ?? "there are lines after the hash of the payload"
    }
  }

  /// Whether a line is a header instead of a query, in which a `:` is encoded.
  private static func isHeader(_ line: Text) -> Bool {
    guard let colon = line.bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    return line.bytes[..<colon].allSatisfy { byte in
      byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
  }

  /// Names and values of the headers. The lines of a folded header are joined with LF.
  var fields: [(name: Text, value: Text)] {
    var fields: [(name: Text, value: Text)] = []
    for line in headers {
      let isFold = line.bytes.first == 0x20 || line.bytes.first == 0x09
      if !isFold, let (name, value) = line.splitOnce(at: UInt8(ascii: ":")) {
        fields.append((name, value))
      } else if let last = fields.indices.last {
        fields[last].value.bytes.append(0x0A)
        fields[last].value.bytes += line.bytes
      }
    }
    return fields
  }

  /// The value of a header; nil if there is no such line.
  func value(_ name: Text) -> Text? { fields.first { $0.name.lowercased == name }?.value.trimmed }

  /// The time in `x-amz-date` or `X-Amz-Date`.
  var time: Text? {
    if let time = value("x-amz-date") { return time }
    let name: Text = "X-Amz-Date="
    return query.split(at: UInt8(ascii: "&")).first { $0.hasPrefix(name) }.map {
      Text($0.bytes.dropFirst(name.bytes.count))
    }
  }
}
