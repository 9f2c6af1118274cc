/// Bytes that are usually UTF-8, compared byte by byte.
///
/// Swift's `String` compares by canonical equivalence, so two keys that differ for S3, one in NFC and one in NFD, would be
/// equal. Everything that is signed, matched or stored is therefore a `Text`. It is never normalised, and it can hold bytes
/// that are not UTF-8.
public struct Text: Hashable, Sendable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8] = []) { self.bytes = bytes }
  public init(_ string: some StringProtocol) { bytes = Array(string.utf8) }
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The text as a string for people to read, not for comparing. Bytes that are not UTF-8 become U+FFFD.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The text as a string, or nil if the bytes are not UTF-8.
  public var validString: String? { String(validating: bytes, as: UTF8.self) }

  /// Whether the bytes are UTF-8.
  public var isUTF8: Bool { isASCII || validString != nil }

  // Without an early exit, the compiler can vectorize the loops of these two.

  private var isASCII: Bool { bytes.reduce(0, |) < 0x80 }

  private var hasCapitals: Bool { bytes.reduce(0) { $0 | ($1 &- 0x41 < 26 ? 1 : 0) } as UInt8 != 0 }

  /// Hashes all bytes at once. The compiler would hash one after the other, which takes four times as long.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes.count)
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  public var isEmpty: Bool { bytes.isEmpty }

  /// The text with its ASCII letters in lower case and all other bytes unchanged.
  public var lowercased: Text {
    // Most names are in lower case already, and need no copy.
    guard hasCapitals else { return self }
    return Text(bytes: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
  }

  /// Whether two texts are equal apart from the case of ASCII letters. Field and header names are compared like this.
  public func equalsIgnoringCase(_ other: Text) -> Bool {
    bytes.count == other.bytes.count
      && zip(bytes, other.bytes).allSatisfy { left, right in
        left == right || (left ^ right == 0x20 && (0x61...0x7A).contains(left | 0x20))
      }
  }

  public func hasPrefix(_ prefix: Text) -> Bool { bytes.starts(with: prefix.bytes) }

  /// Splits the text at the first `separator`. Returns nil if there is none.
  package func splitOnce(at separator: UInt8) -> (head: Text, tail: Text)? {
    guard let index = bytes.firstIndex(of: separator) else { return nil }
    return (Text(bytes[..<index]), Text(bytes[(index + 1)...]))
  }

  /// Returns the parts between the separators. An empty text has one empty part.
  public func split(at separator: UInt8) -> [Text] {
    var parts: [Text] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: separator) {
      parts.append(Text(rest[..<end]))
      rest = rest[(end + 1)...]
    }
    parts.append(Text(rest))
    return parts
  }

  public static func + (left: Text, right: Text) -> Text { Text(bytes: left.bytes + right.bytes) }
}

extension Text: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) {
    // A request is compared with a hundred literals. This copies the bytes of one at once.
    var value = value
    bytes = value.withUTF8 { Array($0) }
  }
}

extension Text: Comparable {
  public static func < (left: Text, right: Text) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension Text: CustomStringConvertible {
  public var description: String { string }
}

extension Text {
  /// The text for a message: control characters escaped, and cut after 80 bytes.
  package var printable: String {
    let shown = Text(bytes.prefix(80)).string.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return shown.joined() + (bytes.count > 80 ? "…" : "")
  }
}

extension ArraySlice<UInt8> {
  /// Returns the parts between the separators that are not empty.
  package func parts(at separator: UInt8) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = startIndex
    while start < endIndex {
      let end = self[start...].firstIndex(of: separator) ?? endIndex
      if end > start { parts.append(self[start..<end]) }
      start = end + 1
    }
    return parts
  }
}
