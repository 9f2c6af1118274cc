import ReferenceImpl
package import VideoSpec

/// What may be shown of what somebody has pasted in.
package enum Shortened {
  /// The first digits tell two signatures apart and sign nothing.
  static func signature(_ text: Text) -> Text {
    guard text.bytes.count > 12 else { return text }
    var shown = text.bytes.prefix(8)
    // Half an escape or half a character shows nothing.
    if let escape = shown.lastIndex(of: UInt8(ascii: "%")), escape > shown.endIndex - 3 { shown = shown[..<escape] }
    while let last = shown.last, last >= 0x80 { shown.removeLast() }
    return Text(shown) + "…"
  }

  static func key(_ text: Text) -> String {
    text.bytes.count > 8 ? "\(Text(text.bytes.prefix(4)))…\(Text(text.bytes.suffix(4)))" : text.string
  }

  /// Longer than whatever S3 says by itself.
  private static let limit = 400

  /// The beginning of what may be of any length.
  package static func pasted(_ text: Text, limit: Int = limit) -> Text {
    guard text.bytes.count > limit else { return text }
    // Not within a character.
    var end = limit
    while end > 0, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Text(text.bytes[..<end]) + "…"
  }

  /// What was seen of something: of a session token its beginning alone.
  static func detail(_ text: String) -> String {
    let redacted = redacted(pasted(Text(text)))
    guard redacted.lowercased.contains("security-token") else { return redacted.string }
    var output: [UInt8] = []
    var run = 0
    for byte in redacted.bytes {
      run = " \"',:$".utf8.contains(byte) ? 0 : run + 1
      // Longer than the parameter's name, so that this stays readable.
      if run <= 24 { output.append(byte) } else if run == 25 { output += "…".utf8 }
    }
    return Text(bytes: output).string
  }

  private static let hidden: [Text] = [
    "x-amz-signature", "x-amz-security-token", "x-goog-signature", "signature", "sig",
  ]

  /// A URL with its signature and its token cut.
  static func url(_ url: Text) -> String { redacted(url).string }

  /// A text with what follows `X-Amz-Signature=` and `X-Amz-Security-Token=`, in a URL, a header or a canonical request, cut.
  package static func redacted(_ text: Text) -> Text {
    var output: [UInt8] = []
    var index = 0
    let lowercased = text.lowercased
    let names = hidden.flatMap { [$0 + "=", $0 + "%3d", $0 + ":"] }
    while index < text.bytes.count {
      let first = lowercased.bytes[index]
      // Each of the names begins with one of these.
      guard first == UInt8(ascii: "x") || first == UInt8(ascii: "s"),
        let name = names.first(where: { lowercased.bytes[index...].starts(with: $0.bytes) })
      else {
        output.append(text.bytes[index])
        index += 1
        continue
      }
      output += text.bytes[index..<(index + name.bytes.count)]
      index += name.bytes.count
      let value = text.bytes[index...].drop { $0 == 0x20 }.prefix { !"&\n\r \"<,#".utf8.contains($0) }
      output += signature(Text(value)).bytes
      index = value.endIndex
    }
    return Text(bytes: output)
  }
}
