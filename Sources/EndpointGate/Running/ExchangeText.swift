import Gate
import VideoSpec

/// An exchange as a report shows it: bounded, and without secrets and signatures.
enum ExchangeText {
  private static let bodyLimit = 1500
  private static let headLimit = 6000

  static func text(of exchange: Exchange, redaction: Redaction) -> String {
    var lines = head(Text(bytes: exchange.request.head), "> ", redaction)
    lines += body(exchange.request.body, "> ", redaction)
    if let cut = exchange.request.cut { lines.append("> (closed after \(cut) bytes of the body)") }
    if let response = exchange.response {
      if response.continued { lines.append("< HTTP/1.1 100 Continue") }
      var bytes = "HTTP/1.1 \(response.status) ".utf8 + response.reason.bytes + [0x0D, 0x0A]
      for field in response.fields { bytes += field.name.bytes + ": ".utf8 + field.value.bytes + [0x0D, 0x0A] }
      lines += head(Text(bytes: bytes), "< ", redaction) + body(response.body, "< ", redaction)
    }
    if let problem = exchange.problem { lines.append("! \(redaction.apply(to: problem).withoutControls)") }
    return lines.joined(separator: "\n")
  }

  /// Bytes that were sent as they are.
  static func text(ofRaw bytes: [UInt8], redaction: Redaction) -> String {
    head(Text(bytes: bytes), "> ", redaction).joined(separator: "\n")
  }

  private static func head(_ text: Text, _ mark: String, _ redaction: Redaction) -> [String] {
    // Redacted before it is cut, so that no part of a secret is left.
    let shown = Redaction.redacted(redaction.apply(to: text))
    let cut = Text(shown.bytes.prefix(headLimit))
    var lines = cut.split(at: 0x0A).map { mark + Self.line($0) }
    while lines.last?.utf8.count == mark.utf8.count { lines.removeLast() }
    return lines + (cut.bytes.count < shown.bytes.count ? ["\(mark)…"] : [])
  }

  /// A line without its end. The mark of a shortened signature stays what it is.
  private static func line(_ line: Text) -> String {
    let mark: Text = "…"
    let bytes = line.bytes.last == 0x0D ? line.bytes.dropLast() : line.bytes[...]
    guard let start = ByteChange.index(of: mark.bytes, in: Array(bytes)) else { return Printable.text(Text(bytes)) }
    return Printable.text(Text(bytes.prefix(start))) + "…"
      + Printable.text(Text(bytes.dropFirst(start + mark.bytes.count)))
  }

  private static func body(_ bytes: [UInt8], _ mark: String, _ redaction: Redaction) -> [String] {
    if bytes.isEmpty { return [] }
    // Enough that a secret which begins in the part that is shown is whole.
    let shown = Redaction.redacted(redaction.apply(to: Text(bytes.prefix(bodyLimit + 8192))))
    let text = Text(shown.bytes.prefix(bodyLimit))
    let rest = bytes.count - min(bytes.count, bodyLimit)
    return [mark] + text.split(at: 0x0A).map { mark + Self.line($0) }
      + (rest > 0 ? ["\(mark)… \(rest) more bytes"] : [])
  }
}
