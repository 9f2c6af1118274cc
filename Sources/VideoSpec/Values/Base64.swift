/// Standard Base64 (RFC 4648 section 4), with padding, without line breaks.
public enum Base64 {
  private static let alphabet: [UInt8] =
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  public static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    append(bytes, to: &output)
    return output
  }

  /// Appends the encoded form.
  public static func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
    var group: UInt32 = 0
    var count = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      count += 1
      guard count == 3 else { continue }
      for shift in [18, 12, 6, 0] as [UInt32] { output.append(alphabet[Int(group >> shift & 63)]) }
      (group, count) = (0, 0)
    }
    switch count {
    case 1:
      output.append(alphabet[Int(group >> 2)])
      output.append(alphabet[Int(group << 4 & 63)])
      output += "==".utf8
    case 2:
      output.append(alphabet[Int(group >> 10)])
      output.append(alphabet[Int(group >> 4 & 63)])
      output.append(alphabet[Int(group << 2 & 63)])
      output.append(UInt8(ascii: "="))
    default: break
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
