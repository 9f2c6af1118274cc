import ReferenceImpl
import VideoSpec

/// A pasted URL, repaired of what copying, mail programs, documents and shells have done to it.
struct PastedURL {
  struct Fault {
    var code: CauseCode
    var certainty: Diagnosis.Certainty
    var detail: String
  }

  /// The repaired URL.
  private(set) var url: Text
  /// What was repaired, in the order in which it is reported.
  private(set) var faults: [Fault] = []
  /// Whether white space was removed from the path or from one of the request's own parameters, where it may have been signed.
  private(set) var isBreakUncertain = false
  /// Whether the URL may have been signed as pasted. White space within the signature's own parameters is never signed.
  private(set) var mayBeSigned = true

  /// Whether the URL contained white space.
  var isBroken: Bool { faults.contains { $0.code == .urlBrokenInCopying } }

  init(_ pasted: Text) {
    url = pasted.trimmed
    removeWhiteSpace()
    removeMarks()
    decodeEscapes()
  }

  // MARK: Line breaks and spaces

  /// Characters that copying adds, and their names.
  private static let invisible: [(bytes: [UInt8], name: String)] = [
    ([0x0A], "a line break"), ([0x0D], "a line break"), ([0x09], "a tab"), ([0x20], "a space"),
    ([0xC2, 0xA0], "a no-break space"), ([0xC2, 0xAD], "a soft hyphen"), ([0xE2, 0x80, 0x8B], "a zero-width space"),
    ([0xEF, 0xBB, 0xBF], "a byte order mark"),
  ]

  private mutating func removeWhiteSpace() {
    let bytes = url.bytes
    guard bytes.contains(where: { $0 <= 0x20 || $0 >= 0x80 }) else { return }
    var output: [UInt8] = []
    var places: [(start: Int, name: String)] = []
    var end = -1
    var index = 0
    var place = Place.beginning
    var slashes = 0
    while index < bytes.count {
      let isPlain = bytes[index] > 0x20 && bytes[index] < 0x80
      guard !isPlain, let found = Self.invisible.first(where: { bytes[index...].starts(with: $0.bytes) }) else {
        let byte = bytes[index]
        let isSeparator = byte == UInt8(ascii: "?") || (byte == UInt8(ascii: "&") && place > .path)
        if byte == UInt8(ascii: "/") { slashes += 1 }
        if isSeparator {
          // A line often ends at `&`.
          let name = Text(bytes[(index + 1)...].drop { $0 <= 0x20 }.prefix(6))
          place = name.lowercased == "x-amz-" ? .signing : .query
        } else if place == .beginning, slashes > 2 {
          place = .path
        }
        output.append(byte)
        index += 1
        continue
      }
      // A line break and the indentation after it count once.
      if index != end {
        places.append((index, found.name))
        if place == .path || place == .query { isBreakUncertain = true }
        if place == .signing { mayBeSigned = false }
      } else if found.name == "a line break" {
        places[places.count - 1].name = found.name
      }
      index += found.bytes.count
      end = index
    }
    guard let first = places.first else { return }
    let others = places.count - 1
    let more = others == 0 ? "" : ", and in \(others) more \(others == 1 ? "place" : "places")"
    url = Text(bytes: output)
    faults.append(
      Fault(
        code: .urlBrokenInCopying, certainty: .certain,
        detail: "\(first.name) after byte \(first.start)\(more)"))
  }

  /// The part of the URL that contains white space. In the path and in the request's own parameters it may be intended.
  private enum Place: Int, Comparable {
    case beginning, path, query, signing

    static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
  }

  // MARK: Quotation marks and brackets around the URL

  private static let marks: [(Text, Text)] = [
    ("<", ">"), ("\"", "\""), ("'", "'"), ("`", "`"), ("(", ")"), ("[", "]"), ("\u{201C}", "\u{201D}"),
    ("\u{201E}", "\u{201C}"), ("\u{2018}", "\u{2019}"), ("\u{AB}", "\u{BB}"),
  ]

  private mutating func removeMarks() {
    var names: [String] = []
    // For example `"<URL>"`. Deeper nesting does not occur.
    for _ in 0..<3 {
      guard let (open, close) = Self.marks.first(where: { isWithin($0.0, $0.1) }) else { break }
      // Punctuation after the closing mark belongs to the surrounding text.
      let inner = withoutPunctuation.bytes
      url = Text(inner.dropFirst(open.bytes.count).dropLast(close.bytes.count))
      names.append("\(open)…\(close)")
    }
    guard !names.isEmpty else { return }
    faults.append(
      Fault(code: .urlInMarks, certainty: .remark, detail: "\(names.joined(separator: " and ")) around the URL"))
  }

  private func isWithin(_ open: Text, _ close: Text) -> Bool {
    let inner = withoutPunctuation
    return url.hasPrefix(open) && inner.bytes.count > open.bytes.count + close.bytes.count
      && inner.bytes.suffix(close.bytes.count).elementsEqual(close.bytes)
  }

  private var withoutPunctuation: Text {
    guard let last = url.bytes.last, ",;.".utf8.contains(last) else { return url }
    return Text(url.bytes.dropLast())
  }

  // MARK: Escapes of HTML, JSON and shells

  private mutating func decodeEscapes() {
    let lowercased = url.lowercased
    var found: [String] = []
    if lowercased.contains("\\u0026") || lowercased.contains("\\u003d") || url.contains(":\\/\\/") {
      found.append(lowercased.contains("\\u") ? "\\u0026" : "\\/")
      for (escape, character) in [("\\u0026", "&"), ("\\u003d", "="), ("\\u003D", "="), ("\\/", "/")] as [(Text, Text)]
      {
        url = url.replacing(escape, with: character)
      }
    }
    let entities = ["&amp;", "&#38;", "&#x26;", "&#038;"] as [Text]
    for entity in entities where url.contains(entity) {
      found.append(entity.string)
      // A URL that was escaped twice has `&amp;amp;`.
      for _ in 0..<2 { url = url.replacing(entity, with: "&") }
    }
    for character in ["&", "?", "="] as [Text] where url.contains("\\" + character) {
      found.append("\\\(character)")
      url = url.replacing("\\" + character, with: character)
    }
    // In cmd.exe, `^` escapes `&`.
    if url.contains("^&") {
      found.append("^&")
      url = url.replacing("^&", with: "&")
    }
    guard !found.isEmpty else { return }
    faults.append(
      Fault(code: .urlEscaped, certainty: .certain, detail: "the URL contains \(found.joined(separator: ", "))"))
  }
}
