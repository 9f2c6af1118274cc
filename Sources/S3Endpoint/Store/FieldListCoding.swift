import VideoSpec

/// Fields as the bytes of a column: for each name and each value its length in four bytes, the least significant one first, and then its
/// bytes.
enum FieldListCoding {
  static func encode(_ fields: [Field]) -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      for text in [field.name, field.value] {
        let count = UInt32(clamping: text.bytes.count)
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift))) }
        bytes += text.bytes
      }
    }
    return bytes
  }

  /// Returns nil for bytes that ``encode(_:)`` does not make.
  static func decode(_ bytes: [UInt8]) -> [Field]? {
    var texts: [Text] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard rest.count >= count else { return nil }
      texts.append(Text(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    guard texts.count % 2 == 0 else { return nil }
    return stride(from: 0, to: texts.count, by: 2).map { Field(texts[$0], texts[$0 + 1]) }
  }
}
