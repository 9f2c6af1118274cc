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

  /// Adds to a failure what was sent and received: the title of the request, and at most three exchanges.
  static func described(
    _ failure: Failure?, title: String?, exchanges: [Exchange], redaction: Redaction
  ) -> Failure {
    var failure = failure ?? Failure("the response is not the expected one")
    if let title { failure.reason = "\(failure.reason) (\(title))" }
    failure.exchange = exchanges.prefix(3).map { text(of: $0, redaction: redaction) }.joined(separator: "\n\n")
    return failure
  }

  /// Bytes that were sent as they are.
  static func text(ofRaw bytes: [UInt8], redaction: Redaction) -> String {
    head(Text(bytes: bytes), "> ", redaction).joined(separator: "\n")
  }

  private static func head(_ text: Text, _ mark: String, _ redaction: Redaction) -> [String] {
    // Redacted before it is cut, so that no part of a secret is left.
    let shown = Redaction.redacted(redaction.apply(to: text))
    let cut = Text(shown.bytes.prefix(headLimit))
    var lines = cut.split(at: 0x0A).map { mark + Self.line(withoutCookies($0)) }
    while lines.last?.utf8.count == mark.utf8.count { lines.removeLast() }
    return lines + (cut.bytes.count < shown.bytes.count ? ["\(mark)…"] : [])
  }

  /// A line of a head in which the values of cookies are redacted: a session is as good as a password.
  private static func withoutCookies(_ line: Text) -> Text {
    guard let (name, value) = line.splitOnce(at: UInt8(ascii: ":")) else { return line }
    let isSet = name.equalsIgnoringCase("set-cookie")
    guard isSet || name.equalsIgnoringCase("cookie") else { return line }
    let pairs = value.split(at: UInt8(ascii: ";")).enumerated().map { index, pair -> [UInt8] in
      // The attributes of a new cookie are no secrets.
      if isSet, index > 0 { return pair.bytes }
      guard let (name, _) = pair.splitOnce(at: UInt8(ascii: "=")) else { return Redaction.mark.bytes }
      return name.bytes + "=".utf8 + Redaction.mark.bytes
    }
    return name + ":" + Text(pairs.joined(separator: ";".utf8))
  }

  /// A line without its end. The marks of shortened signatures stay what they are.
  private static func line(_ line: Text) -> String {
    let mark: Text = "…"
    var rest = Text(line.bytes.last == 0x0D ? line.bytes.dropLast() : line.bytes[...])
    var shown = ""
    while let start = ByteChange.index(of: mark.bytes, in: rest.bytes) {
      shown += Printable.text(Text(rest.bytes.prefix(start))) + "…"
      rest = Text(rest.bytes.dropFirst(start + mark.bytes.count))
    }
    return shown + Printable.text(rest)
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
