package import VideoSpec

/// Shortens and redacts what a user has pasted, so that it can be printed.
package enum Redaction {
  /// Longer than anything that S3 writes itself.
  private static let limit = 400

  /// The first digits of a signature: enough to compare two of them, and useless for signing.
  static func signature(_ text: Text) -> Text {
    guard text.bytes.count > 12 else { return text }
    var shown = text.bytes.prefix(8)
    // Do not cut within an escape or a character.
    if let escape = shown.lastIndex(of: UInt8(ascii: "%")), escape > shown.endIndex - 3 { shown = shown[..<escape] }
    while let last = shown.last, last >= 0x80 { shown.removeLast() }
    return Text(shown) + "…"
  }

  /// The beginning and the end of an access key.
  static func accessKey(_ text: Text) -> String {
    text.bytes.count > 8 ? "\(Text(text.bytes.prefix(4)))…\(Text(text.bytes.suffix(4)))" : text.string
  }

  /// The beginning of a text that may be of any length.
  package static func shortened(_ text: Text, limit: Int = limit) -> Text {
    guard text.bytes.count > limit else { return text }
    // Do not cut within a character.
    var end = limit
    while end > 0, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Text(text.bytes[..<end]) + "…"
  }

  /// The detail of a finding, with session tokens and signatures cut off after their first characters.
  static func detail(_ text: String) -> String {
    let redacted = redacted(shortened(Text(text)))
    guard redacted.lowercased.contains("security-token") || redacted.lowercased.contains("s3session-token") else {
      return redacted.string
    }
    var output: [UInt8] = []
    var run = 0
    for byte in redacted.bytes {
      run = " \"',:$".utf8.contains(byte) ? 0 : run + 1
      // Longer than the name X-Amz-Security-Token, so that the name stays readable.
      if run <= 24 { output.append(byte) } else if run == 25 { output += "…".utf8 }
    }
    return Text(bytes: output).string
  }

  private static let hidden: [Text] = [
    "x-amz-signature", "x-amz-security-token", "x-amz-s3session-token", "x-goog-signature", "signature", "sig",
  ]

  /// A URL with its signature and its token shortened.
  static func url(_ url: Text) -> String { redacted(url).string }

  /// A URL, header or canonical request with the values of `X-Amz-Signature` and `X-Amz-Security-Token` shortened.
  package static func redacted(_ text: Text) -> Text {
    var output: [UInt8] = []
    var index = 0
    let lowercased = text.lowercased
    let names = hidden.flatMap { [$0 + "=", $0 + "%3d", $0 + ":"] }
    while index < text.bytes.count {
      let first = lowercased.bytes[index]
      // All hidden names begin with one of these letters.
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
