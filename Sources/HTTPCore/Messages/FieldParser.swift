/// Parses the lines of header fields and trailer fields.
enum FieldParser {
  /// Parses one line.
  /// - Note: RFC 9112 §5. White space before the colon, folded lines and control characters are errors.
  static func parse(_ line: UnsafeRawBufferPointer) throws(HTTPMessageError) -> HTTPField {
    var colon = 0
    while colon < line.count, line[colon] != 0x3A {
      guard isTokenByte(line[colon]) else { throw errorOfName(line, at: colon) }
      colon += 1
    }
    guard colon > 0, colon < line.count else { throw .malformedField }
    var start = colon + 1
    var end = line.count
    while start < end, isBlank(line[start]) { start += 1 }
    while end > start, isBlank(line[end - 1]) { end -= 1 }
    for index in start..<end {
      if let error = LineReader.errorOfControl(line[index]) { throw error }
    }
    return HTTPField(name: [UInt8](line[..<colon]), value: [UInt8](line[start..<end]))
  }

  private static func errorOfName(_ line: UnsafeRawBufferPointer, at index: Int) -> HTTPMessageError {
    guard isBlank(line[index]) else { return LineReader.errorOfControl(line[index]) ?? .malformedField }
    if index == 0 { return .foldedLine }
    var next = index
    while next < line.count, isBlank(line[next]) { next += 1 }
    return next < line.count && line[next] == 0x3A ? .spaceBeforeColon : .malformedField
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether a name or a method may have the byte.
  /// - Note: `tchar` of RFC 9110 §5.6.2.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    guard byte < 0x80 else { return false }
    let mask = byte < 64 ? tokenBytes.low >> UInt64(byte) : tokenBytes.high >> UInt64(byte - 64)
    return mask & 1 == 1
  }

  /// The bits of the bytes 0 to 63 and 64 to 127.
  private static let tokenBytes: (low: UInt64, high: UInt64) = {
    var bits: (low: UInt64, high: UInt64) = (0, 0)
    for byte in "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8 {
      if byte < 64 { bits.low |= 1 << UInt64(byte) } else { bits.high |= 1 << UInt64(byte - 64) }
    }
    return bits
  }()
}
