import VideoSpec

extension PastedFormat {
  /// Private keys, which no other format reads.
  static let privateKey = PastedFormat(name: "a private key") { lines in
    var found: [Found] = []
    var next = 0
    for number in lines.lines(containing: "PRIVATE KEY-----") where number >= next {
      guard lines[number].contains("-----BEGIN") else { continue }
      var end = number + 1
      // A key of 16384 bits has 200 lines. One on a single line has escaped line breaks.
      if !lines[number].contains("-----END") {
        while end < lines.count, end - number < 300 {
          end += 1
          if lines[end - 1].contains("-----END") { break }
        }
      }
      next = end
      found.append(Found(lines: number..<end, contents: [], unread: "a private key"))
    }
    return found
  }
}
