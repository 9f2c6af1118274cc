import VideoSpec

extension Text {
  /// The index of the first occurrence of `other`; nil if there is none.
  func firstRange(of other: Text) -> Int? {
    guard bytes.count >= other.bytes.count, let first = other.bytes.first else { return other.isEmpty ? 0 : nil }
    return (0...(bytes.count - other.bytes.count)).first {
      bytes[$0] == first && bytes[$0...].starts(with: other.bytes)
    }
  }

  func hasSuffix(_ suffix: Text) -> Bool {
    bytes.count >= suffix.bytes.count && bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
  }

  func contains(_ other: Text) -> Bool { firstRange(of: other) != nil }

  /// The text with each occurrence of `other` replaced.
  func replacing(_ other: Text, with replacement: Text) -> Text {
    guard let first = other.bytes.first, bytes.contains(first) else { return self }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == first, bytes[index...].starts(with: other.bytes) {
        output += replacement.bytes
        index += other.bytes.count
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return Text(bytes: output)
  }

  var uppercased: Text { Text(bytes: bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }) }

  /// The parts of `HOST:PORT`.
  var hostAndPort: (host: Text, port: Text?) {
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), !bytes[colon...].contains(UInt8(ascii: "]")) else {
      return (self, nil)
    }
    return (Text(bytes[..<colon]), Text(bytes[(colon + 1)...]))
  }
}
