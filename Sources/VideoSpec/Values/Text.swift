/// Bytes that are usually UTF-8, compared byte by byte.
///
/// Swift's `String` compares canonically: two keys that S3 keeps apart, one in NFC and one in NFD, would be equal. What is
/// signed, matched or stored is therefore `Text`. Nothing is ever normalised, and bytes that are not UTF-8 are kept.
public struct Text: Hashable, Sendable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8] = []) { self.bytes = bytes }
  public init(_ string: some StringProtocol) { bytes = Array(string.utf8) }
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The text as a string; bytes that are not UTF-8 show as U+FFFD. For people, never for comparing.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The text as a string, or nil when the bytes are not UTF-8.
  public var validString: String? { String(validating: bytes, as: UTF8.self) }

  /// Whether the bytes are UTF-8.
  public var isUTF8: Bool { bytes.allSatisfy { $0 < 0x80 } || validString != nil }

  public var isEmpty: Bool { bytes.isEmpty }

  /// ASCII letters in lower case, every other byte as it is.
  public var lowercased: Text { Text(bytes: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }) }

  /// Whether two texts differ in nothing but the case of ASCII letters; as field and header names do.
  public func equalsIgnoringCase(_ other: Text) -> Bool {
    bytes.count == other.bytes.count
      && zip(bytes, other.bytes).allSatisfy { left, right in
        left == right || (left ^ right == 0x20 && (0x61...0x7A).contains(left | 0x20))
      }
  }

  public func hasPrefix(_ prefix: Text) -> Bool { bytes.starts(with: prefix.bytes) }

  /// Splits at the first `separator`; nil when there is none.
  public func splitOnce(at separator: UInt8) -> (head: Text, tail: Text)? {
    guard let index = bytes.firstIndex(of: separator) else { return nil }
    return (Text(bytes[..<index]), Text(bytes[(index + 1)...]))
  }

  /// The parts between the separators; an empty text is one empty part.
  public func split(at separator: UInt8) -> [Text] {
    bytes.split(separator: separator, omittingEmptySubsequences: false).map { Text($0) }
  }

  public static func + (left: Text, right: Text) -> Text { Text(bytes: left.bytes + right.bytes) }
}

extension Text: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Text: Comparable {
  public static func < (left: Text, right: Text) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension Text: CustomStringConvertible {
  public var description: String { string }
}
