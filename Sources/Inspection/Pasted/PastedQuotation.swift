import VideoSpec

/// The marks `>` with which Markdown and mail programs quote lines.
enum PastedQuotation {
  /// Removes one or more levels of marks from quoted lines. The `> ` of `curl -v` is not a quotation.
  static func remove(from text: inout Text) {
    // Three levels: a quotation of a quotation that contains the output of curl.
    for _ in 0..<3 {
      guard let output = unquoted(text.bytes) else { return }
      text = Text(bytes: output)
    }
  }

  private static func unquoted(_ bytes: [UInt8]) -> [UInt8]? {
    let mark = UInt8(ascii: ">")
    return bytes.withUnsafeBufferPointer { bytes -> [UInt8]? in
      var output: [UInt8] = []
      var start = 0
      var isRun = false
      var isQuotation = false
      var hasChanged = false
      var index = 0
      while index < bytes.count {
        var end = index
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        if index < end, bytes[index] == mark {
          let content = (index + 1 < end && bytes[index + 1] == 0x20) ? index + 2 : index + 1
          if !isRun { isQuotation = !isRequestLine(bytes[content..<end]) }
          isRun = true
          if isQuotation {
            if !hasChanged { output.reserveCapacity(bytes.count) }
            hasChanged = true
            output += bytes[start..<index]
            start = content
          }
        } else {
          isRun = false
        }
        index = end + 1
      }
      guard hasChanged else { return nil }
      output += bytes[start...]
      return output
    }
  }

  /// Whether a line is the request line of HTTP, such as `PUT /key HTTP/1.1`.
  private static func isRequestLine(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let method = line.prefix { (0x41...0x5A).contains($0) }
    guard (3...10).contains(method.count), line.dropFirst(method.count).first == 0x20 else { return false }
    var end = line.endIndex
    while end > line.startIndex, line[end - 1] <= 0x20 { end -= 1 }
    let version = line[..<end].suffix(8)
    return version.starts(with: "HTTP/".utf8) || version.suffix(6).starts(with: "HTTP/2".utf8)
  }
}
