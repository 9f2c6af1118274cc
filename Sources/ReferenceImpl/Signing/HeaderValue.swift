package import VideoSpec

/// Writes the values of headers as they are signed.
package enum HeaderValue {
  /// Returns whether a byte is white space: a space, a tab, or part of a line break.
  package static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// Appends a value without white space at its ends, and with one space for every run of white space inside (SIG-032, SIG-033, SIG-035).
  package static func append(_ value: Text, to output: inout [UInt8]) {
    let bytes = value.bytes
    var isFirst = true
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, !isSpace(bytes[index]) { index += 1 }
      if start < index {
        if !isFirst { output.append(0x20) }
        isFirst = false
        output.append(contentsOf: bytes[start..<index])
      }
      index += 1
    }
  }
}

extension Text {
  /// The text without white space at its ends.
  package var trimmed: Text {
    let start = bytes.firstIndex { !HeaderValue.isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !HeaderValue.isSpace($0) }.map { $0 + 1 } ?? start
    return Text(bytes[start..<end])
  }
}
