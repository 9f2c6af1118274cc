/// Standard Base64 (RFC 4648 section 4), with padding, without line breaks.
public enum Base64 {
  private static let alphabet: [UInt8] =
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  public static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let padding = UInt8(ascii: "=")
    return alphabet.withUnsafeBufferPointer { alphabet in
      [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output, count in
        var index = 0
        while index < bytes.count {
          let rest = bytes.count - index
          let second = rest > 1 ? bytes[index + 1] : 0
          let third = rest > 2 ? bytes[index + 2] : 0
          let group = Int(bytes[index]) << 16 | Int(second) << 8 | Int(third)
          output[count] = alphabet[group >> 18]
          output[count + 1] = alphabet[group >> 12 & 63]
          output[count + 2] = rest > 1 ? alphabet[group >> 6 & 63] : padding
          output[count + 3] = rest > 2 ? alphabet[group & 63] : padding
          count += 4
          index += 3
        }
      }
    }
  }

  /// The decoded bytes; nil for other characters, missing padding, line breaks, and bits set in what padding cuts off.
  public static func decode(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    let input = Array(bytes)
    guard input.count % 4 == 0 else { return nil }
    guard !input.isEmpty else { return [] }
    let padding = input.suffix(2).count { $0 == UInt8(ascii: "=") }
    var output: [UInt8] = []
    output.reserveCapacity(input.count / 4 * 3)
    var group: UInt32 = 0
    for (index, byte) in input.dropLast(padding).enumerated() {
      let value = values[Int(byte)]
      guard value != 0xFF else { return nil }
      group = group << 6 | UInt32(value)
      if index % 4 == 3 {
        output += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
        group = 0
      }
    }
    switch padding {
    case 1:
      guard group & 3 == 0 else { return nil }
      output += [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)]
    case 2:
      guard group & 15 == 0 else { return nil }
      output.append(UInt8(group >> 4 & 255))
    default: break
    }
    return output
  }
}
