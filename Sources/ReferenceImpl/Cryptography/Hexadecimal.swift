/// Lower-case hexadecimal.
package enum Hexadecimal {
  private static let digits: StaticString = "0123456789abcdef"

  static func encode(_ digest: Digest) -> [UInt8] { digest.withBytes { encode($0) } }

  static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
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

  /// The bytes; nil for an odd count of digits, upper case and anything else.
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
}
