/// Encodes bytes as lower-case hexadecimal digits, and decodes them.
package enum Hexadecimal {
  private static let digits: StaticString = "0123456789abcdef"

  package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digits = Self.digits.utf8Start
    return [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { output, count in
      for byte in bytes {
        output[count] = digits[Int(byte >> 4)]
        output[count + 1] = digits[Int(byte & 15)]
        count += 2
      }
    }
  }

  package static func encode(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { encode($0) } }

  /// Decodes lower-case digits. Returns nil for an odd number of digits, upper case and anything else.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 2)
    var high: UInt8?
    for byte in text {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let upper = high {
        output.append(upper << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return output
  }

  /// Encodes `bytes` as a text of lower-case digits.
  package static func lowercase(_ bytes: [UInt8]) -> Text { Text(bytes: encode(bytes)) }

  /// Decodes two digits of either case. Returns nil if one of them is not a digit.
  package static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard let high = value(of: high), let low = value(of: low) else { return nil }
    return high << 4 | low
  }

  /// Decodes pairs of digits of either case. Returns nil for anything else.
  package static func bytes(_ text: Text) -> [UInt8]? {
    guard text.bytes.count.isMultiple(of: 2) else { return nil }
    let pairs = stride(from: 0, to: text.bytes.count, by: 2).map { byte(text.bytes[$0], text.bytes[$0 + 1]) }
    return pairs.contains(nil) ? nil : pairs.compactMap(\.self)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Whether a text consists of one or more lower-case hexadecimal digits and nothing else.
  package static func isLowercase(_ text: Text) -> Bool {
    !text.isEmpty && text.bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
