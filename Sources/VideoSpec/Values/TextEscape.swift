/// An escape of JSON, XML, HTML or a programming language, and the byte that it represents.
///
/// Percent-encoding is not among them: its readers differ in how they treat `%25`.
struct TextEscape {
  var byte: UInt8
  /// The number of bytes of the escape.
  var length: Int

  /// Reads the escape that begins at an index: `\u002f`, `\x2f`, `\n`, `\/`, `&amp;`, `&#47;` or `&#x2f;`. Nil if there is none, or if it
  /// represents no single byte.
  init?(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    switch bytes[start] {
    case UInt8(ascii: "\\"): self.init(backslashIn: bytes, at: start)
    case UInt8(ascii: "&"): self.init(referenceIn: bytes, at: start)
    default: return nil
    }
  }

  private init?(backslashIn bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    let rest = Array(bytes[(start + 1)...].prefix(5))
    guard let first = rest.first else { return nil }
    switch first {
    case UInt8(ascii: "u"):
      guard rest.count == 5, rest[1] == 0x30, rest[2] == 0x30, let byte = Hexadecimal.byte(rest[3], rest[4]) else {
        return nil
      }
      self.init(byte: byte, length: 6)
    case UInt8(ascii: "x"):
      guard rest.count >= 3, let byte = Hexadecimal.byte(rest[1], rest[2]) else { return nil }
      self.init(byte: byte, length: 4)
    case UInt8(ascii: "n"): self.init(byte: 0x0A, length: 2)
    case UInt8(ascii: "r"): self.init(byte: 0x0D, length: 2)
    case UInt8(ascii: "t"): self.init(byte: 0x09, length: 2)
    default:
      // A letter behind a backslash is none, but the next part of a Windows path.
      if first.isASCIIAlphanumeric { return nil }
      self.init(byte: first, length: 2)
    }
  }

  private init?(referenceIn bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    let rest = bytes[(start + 1)...].prefix(9)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = Text(rest[..<end]).lowercased
    let number =
      name.hasPrefix("#x")
      ? UInt8(Text(name.bytes.dropFirst(2)).string, radix: 16)
      : name.hasPrefix("#") ? UInt8(Text(name.bytes.dropFirst()).string) : Self.named[name]
    guard let number else { return nil }
    self.init(byte: number, length: end + 1 - start)
  }

  private init(byte: UInt8, length: Int) {
    self.byte = byte
    self.length = length
  }

  private static let named: [Text: UInt8] = [
    "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
    "apos": UInt8(ascii: "'"),
  ]
}
