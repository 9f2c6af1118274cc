/// Standard Base64 (RFC 4648 section 4), with padding, without line breaks.
public enum Base64 {
  private static let alphabet: [UInt8] =
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// Two characters for every twelve bits: half the look-ups.
  private static let pairs: [(UInt8, UInt8)] = (0..<4096).map { (alphabet[$0 >> 6], alphabet[$0 & 63]) }

  public static func encode(_ bytes: [UInt8]) -> [UInt8] {
    pairs.withUnsafeBufferPointer { pairs in
      bytes.withUnsafeBufferPointer { bytes in
        [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output, count in
          guard let target = output.baseAddress, let source = bytes.baseAddress, let pairs = pairs.baseAddress else {
            return
          }
          let rest = bytes.count % 3
          var index = 0
          while index < bytes.count - rest {
            let group = Int(source[index]) << 16 | Int(source[index + 1]) << 8 | Int(source[index + 2])
            (target[count], target[count + 1]) = pairs[group >> 12]
            (target[count + 2], target[count + 3]) = pairs[group & 4095]
            count += 4
            index += 3
          }
          guard rest > 0 else { return }
          let group = Int(source[index]) << 16 | (rest == 2 ? Int(source[index + 1]) << 8 : 0)
          (target[count], target[count + 1]) = pairs[group >> 12]
          target[count + 2] = rest == 2 ? pairs[group & 4095].0 : UInt8(ascii: "=")
          target[count + 3] = UInt8(ascii: "=")
          count += 4
        }
      }
    }
  }

  /// The decoded bytes; nil for other characters, missing padding, line breaks, and bits set in what padding cuts off.
  public static func decode(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count % 4 == 0 else { return nil }
    guard !bytes.isEmpty else { return [] }
    let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
    var isValid = true
    let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count / 4 * 3) { output, count in
      values.withUnsafeBufferPointer { values in
        var index = 0
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
          // Valid values have six bits.
          isValid = invalid < 64
          for shift in [16, 8, 0] {
            output[count] = UInt8(group >> shift & 255)
            count += 1
          }
          index += 4
        }
      }
    }
    // What padding cuts off has to be zero: otherwise two texts would mean the same bytes.
    guard isValid, decoded.suffix(padding).allSatisfy({ $0 == 0 }),
      bytes[bytes.count - 1] == UInt8(ascii: "=") || padding == 0
    else { return nil }
    return Array(decoded.dropLast(padding))
  }
}
