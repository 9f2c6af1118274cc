import VideoSpec

/// Converts a pasted text to UTF-8 with LF as line break and without colors.
enum PastedEncoding {
  /// - Returns: The text, and which of its lines ended with CR LF; empty if none did.
  static func converted(_ bytes: ArraySlice<UInt8>) -> (text: Text, returns: [Bool]) {
    var bytes = bytes
    // PowerShell redirects to files in UTF-16.
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let isLittle = bytes.first == 0xFF
      let body = bytes.dropFirst(2)
      var units: [UInt16] = []
      units.reserveCapacity(body.count / 2)
      var index = body.startIndex
      while index + 1 < body.endIndex {
        let (first, second) = (UInt16(body[index]), UInt16(body[index + 1]))
        units.append(isLittle ? first | second << 8 : first << 8 | second)
        index += 2
      }
      bytes = ArraySlice(Array(String(decoding: units, as: UTF16.self).utf8))
    } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = bytes.dropFirst(3)
    }
    let needsWork = bytes.withUnsafeBufferPointer { $0.contains { $0 == 0x0D || $0 == 0x1B } }
    return needsWork ? withoutControls(bytes) : (Text(bytes), [])
  }

  /// Replaces CR LF and CR by LF, and removes the escape sequences of terminals.
  private static func withoutControls(_ bytes: ArraySlice<UInt8>) -> (text: Text, returns: [Bool]) {
    var output: [UInt8] = []
    var returns: [Bool] = []
    var hasReturn = false
    output.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == 0x0D {
          hasReturn = index < bytes.count && bytes[index] == 0x0A
          if hasReturn { continue }
          output.append(0x0A)
          if returns.count < PastedLines.limit { returns.append(false) }
        } else if byte == 0x1B, index < bytes.count, bytes[index] == UInt8(ascii: "[") {
          // ESC [ parameters letter
          var end = index + 1
          while end < bytes.count, end < index + 24, (0x20...0x3F).contains(bytes[end]) { end += 1 }
          if end < bytes.count, (0x40...0x7E).contains(bytes[end]) { index = end + 1 } else { output.append(byte) }
        } else {
          output.append(byte)
          if byte == 0x0A {
            if returns.count < PastedLines.limit { returns.append(hasReturn) }
            hasReturn = false
          }
        }
      }
    }
    return (Text(bytes: output), returns)
  }
}
