import VideoSpec

extension Text {
  /// Returns where a part that is not empty first begins, at or after an index; nil if it does not occur.
  func firstIndex(of part: Text, from start: Int = 0) -> Int? {
    guard let first = part.bytes.first, bytes.count >= part.bytes.count else { return nil }
    var index = start
    while index <= bytes.count - part.bytes.count {
      if bytes[index] == first, bytes[index...].starts(with: part.bytes) { return index }
      index += 1
    }
    return nil
  }

  func contains(_ part: Text) -> Bool { firstIndex(of: part) != nil }

  func replacing(_ part: Text, with replacement: Text) -> Text {
    var output: [UInt8] = []
    var end = 0
    while let start = firstIndex(of: part, from: end) {
      output += bytes[end..<start] + replacement.bytes
      end = start + part.bytes.count
    }
    return Text(bytes: output + bytes[end...])
  }

  /// Whether this is a UUID of version 4 and variant 10, in lower case.
  var isRandomUUID: Bool { matches("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx") }

  /// Whether this is a UUID of any version, in lower case.
  var isUUID: Bool { matches("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") }

  /// Makes a UUID of version 4 from 16 random bytes.
  init(uuidOf random: ArraySlice<UInt8>) {
    var bytes = Array(random)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Hexadecimal.lowercase(bytes).bytes
    let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
    self.init(groups.joined(separator: [UInt8(ascii: "-")]))
  }

  /// Compares with a pattern, in which `x` is a hexadecimal digit and `y` one of variant 10.
  private func matches(_ pattern: StaticString) -> Bool {
    let pattern = UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
    guard bytes.count == pattern.count else { return false }
    return zip(bytes, pattern).allSatisfy { byte, form in
      switch form {
      case UInt8(ascii: "x"): (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      case UInt8(ascii: "y"): "89ab".utf8.contains(byte)
      default: byte == form
      }
    }
  }
}
