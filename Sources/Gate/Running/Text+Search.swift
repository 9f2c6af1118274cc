import VideoSpec

extension Text {
  /// Where a part that is not empty begins, at or after an index; nil when it does not occur.
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
}
