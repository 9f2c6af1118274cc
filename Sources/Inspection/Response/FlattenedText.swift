import ReferenceImpl
import VideoSpec

/// Restores the line breaks that a browser, a log or a form has replaced with spaces.
enum FlattenedText {
  /// Finds the lines of a canonical request: the last word is the payload's hash, and the word before it lists the signed headers.
  /// - Returns: Nil if the text is not a flattened canonical request.
  static func canonicalRequest(_ text: Text) -> Text? {
    let words = text.bytes.split(whereSeparator: isSpace)
    guard words.count >= 5, let hash = words.last, isPayloadHash(Text(hash)) else { return nil }
    let listed = Text(words[words.count - 2])
    let names = listed.split(at: UInt8(ascii: ";"))
    guard names.count < 200, names.allSatisfy({ !$0.isEmpty }) else { return nil }
    // The words between the path and the list of signed headers: the query, if there is one, and the headers.
    let rest = words[2..<(words.count - 2)]
    var starts: [Int] = []
    var index = rest.startIndex
    for name in names {
      let mark = name.bytes + [UInt8(ascii: ":")]
      guard let found = rest[index...].firstIndex(where: { $0.starts(with: mark) }) else { return nil }
      starts.append(found)
      index = found + 1
    }
    guard let first = starts.first, first - rest.startIndex <= 1 else { return nil }
    let ends = starts.dropFirst() + [rest.endIndex]
    var lines = [Text(words[0]), Text(words[1]), first > rest.startIndex ? Text(rest[rest.startIndex]) : ""]
    lines += zip(starts, ends).map { Text(Array(rest[$0..<$1].joined(separator: [0x20]))) }
    lines += ["", listed, Text(hash)]
    return Text(bytes: Array(lines.map(\.bytes).joined(separator: [0x0A])))
  }

  /// Puts the algorithm, the time, the scope and the hash on lines of their own. Another text is returned unchanged.
  static func stringToSign(_ text: Text) -> Text {
    let words = text.bytes.split(whereSeparator: isSpace)
    guard words.count == 4, text.hasPrefix("AWS4-") else { return text }
    return Text(bytes: Array(words.joined(separator: [0x0A])))
  }

  /// Whether a text can be the last line of a canonical request.
  static func isPayloadHash(_ text: Text) -> Bool {
    text == "UNSIGNED-PAYLOAD" || text.hasPrefix("STREAMING-") || text.bytes.count == 64
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
