import VideoSpec

/// Describes the lines that no format has understood.
enum PastedLeftover {
  /// The largest number of places that are named.
  private static let limit = 100

  static func all(_ lines: PastedLines) -> [PastedText.Unread] {
    var unread: [PastedText.Unread] = []
    for run in lines.unclaimed {
      var last: PastedText.Unread?
      var isPage = false
      for number in run {
        // Claimed bytes are zeros. They do not make a line binary.
        let line = lines.partlyClaimed.contains(number) ? lines[number].filter { $0 != 0 }[...] : lines[number]
        guard line.contains(where: { $0 > 0x20 }), !isNoise(line) else { continue }
        if !isPage { isPage = self.isPage(line) }
        let kind = isBinary(line) ? "binary data" : isPage ? "an HTML page" : "text"
        if last?.kind == kind, let start = last?.lines?.lowerBound {
          last?.lines = start..<(number + 1)
        } else {
          if let last { unread.append(last) }
          last = PastedText.Unread(lines: number..<(number + 1), kind: kind, isProse: kind == "text")
        }
        if unread.count >= limit { return unread }
      }
      if let last { unread.append(last) }
    }
    return unread
  }

  /// Whether a line says nothing: the progress of curl, and the fences of Markdown.
  private static func isNoise(_ line: ArraySlice<UInt8>) -> Bool {
    let marks = ["* ", "{ [", "} [", "  % Total", "            ", "```"]
    if marks.contains(where: { line.starts(with: $0.utf8) }), line.count < 200 { return true }
    return line.count < 200 && line.contains("--:--:--")
  }

  private static func isPage(_ line: ArraySlice<UInt8>) -> Bool {
    let start = Text(line.drop { $0 <= 0x20 }.prefix(16)).lowercased
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
  }

  /// Whether a line has bytes that text does not have: control characters, or mostly bytes that are not UTF-8.
  private static func isBinary(_ line: ArraySlice<UInt8>) -> Bool {
    let sample = line.prefix(4096)
    if sample.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x1B && $0 != 0 }) { return true }
    let zeros = sample.count { $0 == 0 }
    if zeros > 0 { return zeros * 2 < sample.count || sample.allSatisfy { $0 == 0 } }
    let others = sample.count { $0 >= 0x80 }
    // The sample may end within a character.
    return others * 4 > sample.count && !Text(sample.dropLast(sample.count == 4096 ? 3 : 0)).isUTF8
  }
}
