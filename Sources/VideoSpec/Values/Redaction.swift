/// Hides credentials in texts that the program shows.
///
/// The static functions hide what looks like a credential in a text from outside. A value of this type also hides secrets that are
/// known, wherever they occur.
package struct Redaction: Sendable {
  package static let mark: Text = "<redacted>"

  /// Shorter secrets are not replaced: they occur in any text, and no real secret is that short.
  private static let shortest = 6
  /// Longer than anything that S3 writes itself.
  private static let limit = 400

  private var secrets: Set<Text> = []
  /// The known secrets and their Base64, hexadecimal and reversed forms by their first byte, and the longest first.
  private var needles = [[[UInt8]]](repeating: [], count: 256)

  /// Creates a redaction that knows no secrets.
  package init() {}

  package init(_ secrets: some Sequence<Text>) { for secret in secrets { add(secret) } }

  package var isEmpty: Bool { secrets.isEmpty }

  /// Adds a secret to hide, in any of these forms: as it is, reversed, in Base64 of either alphabet (as a part of something longer, too), in
  /// hexadecimal of either case.
  package mutating func add(_ secret: Text) {
    guard secret.bytes.count >= Self.shortest, secrets.insert(secret).inserted else { return }
    let hexadecimal = Hexadecimal.encode(secret.bytes)
    let capitals = hexadecimal.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    let forms =
      [secret.bytes, Array(secret.bytes.reversed()), hexadecimal, capitals]
      + Self.base64Forms(secret.bytes).flatMap { [$0, Self.urlSafe($0)] }
    for form in forms where form.count >= Self.shortest {
      let first = Int(form[0])
      if needles[first].contains(form) { continue }
      needles[first].append(form)
      needles[first].sort { $0.count > $1.count }
    }
  }

  /// The characters of a Base64 text that depend only on the secret, for each place at which the secret can begin.
  private static func base64Forms(_ secret: [UInt8]) -> [[UInt8]] {
    (0..<3).map { offset in
      let text = Base64.encode([UInt8](repeating: 0, count: offset) + secret)
      let start = [0, 2, 3][offset]
      let whole = (offset + secret.count) / 3 * 4
      return Array(text[min(start, whole)..<whole])
    }
  }

  private static func urlSafe(_ base64: [UInt8]) -> [UInt8] {
    base64.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
  }

  // MARK: Known secrets

  /// Replaces the known secrets. Bytes of a secret may be escaped: `%2F` (also encoded again), `\/`, `\u002f`, `&#47;`.
  ///
  /// The time is proportional to the length of the text, apart from places that agree with the beginning of a secret.
  package func apply(to text: Text) -> Text {
    guard !isEmpty else { return text }
    var output: [UInt8] = []
    var copied = 0
    var index = 0
    text.bytes.withUnsafeBufferPointer { bytes in
      while index < bytes.count {
        if let length = longestNeedle(in: bytes, at: index) {
          output += bytes[copied..<index]
          output += Self.mark.bytes
          index += length
          copied = index
        } else {
          index += 1
        }
      }
      if copied > 0 { output += bytes[copied...] }
    }
    return copied == 0 ? text : Text(bytes: output)
  }

  package func apply(to string: String) -> String { isEmpty ? string : apply(to: Text(string)).string }

  private func longestNeedle(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
    let plain = bytes[start]
    if let length = longestNeedle(in: needles[Int(plain)], in: bytes, at: start) { return length }
    for first in Self.escapes(in: bytes, at: start) where first.byte != plain {
      if let length = longestNeedle(in: needles[Int(first.byte)], in: bytes, at: start) { return length }
    }
    return nil
  }

  private func longestNeedle(in needles: [[UInt8]], in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
    for needle in needles {
      if bytes[start...].starts(with: needle) { return needle.count }
      if let length = lengthOfEscaped(needle, in: bytes, at: start) { return length }
    }
    return nil
  }

  /// The number of bytes that a secret occupies at a place, where any of its bytes may be escaped; nil if it is not there.
  private func lengthOfEscaped(_ secret: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
    var index = start
    for byte in secret {
      guard index < bytes.count else { return nil }
      // First, because the first byte of an escape may be the secret's: `%` is `%25`.
      if let escaped = Self.escapes(in: bytes, at: index).first(where: { $0.byte == byte }) {
        index += escaped.length
      } else if bytes[index] == byte {
        index += 1
      } else {
        return nil
      }
    }
    return index - start
  }

  /// The bytes that an escape at a place may represent, and the length of the escape, the longest first: `%252F` is `/`, or `%` and `2F`.
  private static func escapes(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> [(byte: UInt8, length: Int)] {
    guard bytes[start] == UInt8(ascii: "%") else {
      return TextEscape(in: bytes, at: start).map { [($0.byte, $0.length)] } ?? []
    }
    var found: [(byte: UInt8, length: Int)] = []
    var prefix = 1
    while prefix <= 9, start + prefix + 1 < bytes.count,
      let byte = Hexadecimal.byte(bytes[start + prefix], bytes[start + prefix + 1])
    {
      found.append((byte, prefix + 2))
      guard byte == UInt8(ascii: "%") else { break }
      prefix += 2
    }
    return found.reversed()
  }

  // MARK: What looks like a credential

  /// Hides what looks like a credential in a text from outside, such as a URL, a header or a canonical request: signatures and tokens keep
  /// their first characters, everything else is replaced. See ``CredentialScan``.
  package static func redacted(_ text: Text) -> Text { redacted(text, isWary: false) }

  private static func redacted(_ text: Text, isWary: Bool) -> Text {
    let places = CredentialScan(text.bytes, isWary: isWary).places
    guard !places.isEmpty else { return text }
    var output: [UInt8] = []
    var copied = 0
    for place in places {
      output += text.bytes[copied..<place.range.lowerBound]
      let value = Text(text.bytes[place.range])
      output += place.kind == .comparable ? signature(value).bytes : mark.bytes
      copied = place.range.upperBound
    }
    return Text(bytes: output + text.bytes[copied...])
  }

  /// Whether ``message(_:limit:)`` would hide a part of a text.
  package static func looksLikeCredential(_ text: Text) -> Bool {
    !CredentialScan(text.bytes, isWary: true).places.isEmpty
  }

  /// The first characters of a signature or a token: enough to compare two of them, and useless for signing.
  package static func signature(_ text: Text) -> Text {
    guard text.bytes.count > 12 else { return text }
    var shown = text.bytes.prefix(8)
    // Do not cut within an escape or a character.
    if let escape = shown.lastIndex(of: UInt8(ascii: "%")), escape > shown.endIndex - 3 { shown = shown[..<escape] }
    while let last = shown.last, last >= 0x80 { shown.removeLast() }
    return Text(shown) + "…"
  }

  /// The beginning and the end of an access key. A longer text may be a secret in the wrong place, so only its length is shown.
  package static func accessKey(_ text: Text) -> String {
    if text.bytes.count > 32 { return "a text of \(text.bytes.count) bytes" }
    return text.bytes.count > 8 ? "\(Text(text.bytes.prefix(4)))…\(Text(text.bytes.suffix(4)))" : text.string
  }

  /// The beginning of a text that may be of any length.
  package static func shortened(_ text: Text, limit: Int = limit) -> Text {
    guard text.bytes.count > limit else { return text }
    // Do not cut within a character.
    var end = limit
    while end > 0, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Text(text.bytes[..<end]) + "…"
  }

  /// A URL without its credentials.
  package static func url(_ url: Text) -> String { redacted(url).string }

  /// The detail of a finding, shortened and without credentials.
  package static func detail(_ text: String) -> String {
    let text = shortened(redacted(shortened(Text(text), limit: 4 * limit)))
    // A detail may compare two tokens, and names them once.
    let name = String(decoding: text.lowercased.bytes, as: UTF8.self)
    guard name.contains("security-token") || name.contains("s3session-token") else { return text.string }
    var output: [UInt8] = []
    var run = 0
    for byte in text.bytes {
      run = " \"',:$".utf8.contains(byte) ? 0 : run + 1
      // Longer than the name X-Amz-Security-Token, so that the name stays readable.
      if run <= 24 { output.append(byte) } else if run == 25 { output += "…".utf8 }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// A message that contains texts from outside, as it may be shown: on one line, shortened, and without credentials or anything else that
  /// looks random: an argument may be a credential in the wrong place.
  package static func message(_ text: String, limit: Int = 2000) -> String {
    // Shortened twice: the scan is bounded, and no part of a credential is left at the end.
    let bounded = shortened(Text(text), limit: 4 * limit)
    return shortened(redacted(bounded, isWary: true), limit: limit).string.withoutControls
  }
}
