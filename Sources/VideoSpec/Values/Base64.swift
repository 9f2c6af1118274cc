/// Standard Base64 (RFC 4648 section 4), with padding, without line breaks.
public enum Base64 {
  private static let alphabet: [UInt8] =
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The two characters for every twelve bits, the first in the lower byte. Looking up pairs halves the look-ups.
  private static let pairs: [UInt16] = (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }

  public static func encode(_ bytes: [UInt8]) -> [UInt8] {
    pairs.withUnsafeBufferPointer { pairs in
      bytes.withUnsafeBytes { bytes in
        [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output, count in
          let target = UnsafeMutableRawBufferPointer(output)
          func pair(_ index: UInt64) -> UInt64 { UInt64(pairs[Int(index & 4095)]) }
          var index = 0
          // Encodes six bytes at a time, as long as eight can be loaded.
          while index + 8 <= bytes.count {
            let group = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) >> 16
            let text = pair(group >> 36) | pair(group >> 24) << 16 | pair(group >> 12) << 32 | pair(group) << 48
            target.storeBytes(of: text.littleEndian, toByteOffset: count, as: UInt64.self)
            index += 6
            count += 8
          }
          while index < bytes.count {
            let present = min(3, bytes.count - index)
            var group: UInt64 = 0
            for offset in 0..<3 { group = group << 8 | (offset < present ? UInt64(bytes[index + offset]) : 0) }
            let text = pair(group >> 12) | pair(group) << 16
            for offset in 0..<4 {
              target[count + offset] =
                offset <= present ? UInt8(truncatingIfNeeded: text >> (8 * offset)) : UInt8(ascii: "=")
            }
            index += 3
            count += 4
          }
        }
      }
    }
  }

  /// Decodes Base64 text.
  ///
  /// Returns nil for other characters, missing padding, line breaks, and nonzero bits in the part that padding discards.
  public static func decode(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count % 4 == 0 else { return nil }
    guard !bytes.isEmpty else { return [] }
    let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
    var isValid = true
    let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count / 4 * 3) { output, count in
      values.withUnsafeBufferPointer { values in
        var index = 0
        // All groups but the last have no padding, so their characters need no tests of their own.
        bytes.withUnsafeBufferPointer { bytes in
          var invalid: UInt8 = 0
          while index + 4 < bytes.count {
            let (first, second) = (values[Int(bytes[index])], values[Int(bytes[index + 1])])
            let (third, fourth) = (values[Int(bytes[index + 2])], values[Int(bytes[index + 3])])
            invalid |= first | second | third | fourth
            output[count] = first << 2 | second >> 4
            output[count + 1] = second << 4 | third >> 2
            output[count + 2] = third << 6 | fourth
            count += 3
            index += 4
          }
          isValid = invalid < 64
        }
        while index < bytes.count, isValid {
          let isLast = index + 4 == bytes.count
          var group = 0
          var invalid: UInt8 = 0
          for offset in 0..<4 {
            let isPadding = isLast && offset >= 4 - padding
            let value = isPadding ? 0 : values[Int(bytes[index + offset])]
            invalid |= value
            group = group << 6 | Int(value & 63)
          }
          // The values of Base64 characters have six bits; all other characters have the value 0xFF.
          isValid = invalid < 64
          for shift in [16, 8, 0] {
            output[count] = UInt8(group >> shift & 255)
            count += 1
          }
          index += 4
        }
      }
    }
    // The bits that padding discards must be zero. Otherwise two texts would decode to the same bytes.
    guard isValid, decoded.suffix(padding).allSatisfy({ $0 == 0 }),
      bytes[bytes.count - 1] == UInt8(ascii: "=") || padding == 0
    else { return nil }
    return padding == 0 ? decoded : Array(decoded.dropLast(padding))
  }
}
