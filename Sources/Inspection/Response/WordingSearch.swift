import ReferenceImpl
import VideoSpec

/// Finds the wordings of the table of messages within texts: in prose, in logs, in comments, wrapped over several lines.
///
/// One pass over the text finds a fixed part of each wording (Aho–Corasick), and only around it the whole wording is compared.
/// The time is linear in the length of the text.
struct WordingSearch: Sendable {
  /// A wording that a text contains.
  struct Found {
    var match: ServerMessage.Match
    /// Where it is in the text.
    var range: Range<Int>
    /// Whether the wording is long enough to be nobody's own words.
    var isSpecific: Bool
  }

  static let shared = WordingSearch(ServerMessage.all)

  /// Shorter wordings, and those with fewer words, may be anybody's.
  private static let (leastWeight, leastSpaces) = (24, 3)
  /// From this number of fixed bytes on, a wording is nobody's own words.
  static let specificWeight = 40
  /// The fixed part by which a wording is found.
  private static let anchorLimit = 24
  private static let captureLimit = 300
  static let hitLimit = 300
  /// How far a message reaches before and after its fixed part.
  private static let reach = 1500

  private let rows: [ServerMessage]
  /// For each row, the index of the literal that begins with the anchor.
  private let anchors: [Int]
  private let automaton: TextAutomaton

  init(_ all: [ServerMessage]) {
    rows = all.filter { row in
      guard let pattern = row.pattern else { return false }
      let spaces = pattern.literals.reduce(0) { $0 + $1.count { $0 == 0x20 } }
      return pattern.weight >= Self.leastWeight && spaces >= Self.leastSpaces
    }
    anchors = rows.map { row in
      let literals = row.pattern?.literals ?? []
      return literals.indices.max { literals[$0].count < literals[$1].count } ?? 0
    }
    automaton = TextAutomaton(
      zip(rows, anchors).map { row, anchor in Text((row.pattern?.literals[anchor] ?? []).prefix(Self.anchorLimit)) })
  }

  // MARK: Search

  /// The wordings within some bytes, in order. None is within another.
  func all(in bytes: ArraySlice<UInt8>, limit: Int = hitLimit) -> [Found] {
    var found: [Found] = []
    var hits = 0
    var windowEnd = bytes.startIndex
    // Many anchors may end in one place, and many places are near each other: each window is folded once.
    var window: FoldedText?
    for (row, end) in places(in: bytes) {
      if let last = found.last, end <= last.range.upperBound, rows[row].pattern.map(\.weight) ?? 0 <= 60 { continue }
      if window == nil || end + Self.reach / 2 > windowEnd || end > windowEnd {
        hits += 1
        guard hits <= limit else { break }
        let start = max(bytes.startIndex, end - Self.reach)
        windowEnd = min(bytes.endIndex, end + 2 * Self.reach)
        window = FoldedText(bytes[start..<windowEnd])
      }
      guard let window, let new = wording(row, endingAt: end, in: window) else { continue }
      // `MESSAGE (REASON)`: the reason says more.
      if let last = found.last,
        isReason(bytes[last.range.upperBound..<max(new.range.lowerBound, last.range.upperBound)])
      {
        var new = new
        new.range = last.range.lowerBound..<new.range.upperBound
        found[found.count - 1] = new
        continue
      }
      // The longest of those that overlap is the one that says most.
      if let last = found.last, new.range.lowerBound < last.range.upperBound {
        if new.range.count > last.range.count { found[found.count - 1] = new }
      } else {
        found.append(new)
      }
    }
    return found
  }

  /// Whether only an opening bracket is between two sentences.
  private func isReason(_ gap: ArraySlice<UInt8>) -> Bool {
    gap.count <= 4 && gap.contains(UInt8(ascii: "(")) && gap.allSatisfy { ". (".utf8.contains($0) }
  }

  /// The rows whose anchors occur, and where each ends.
  private func places(in bytes: ArraySlice<UInt8>) -> [(row: Int, end: Int)] {
    var places: [(row: Int, end: Int)] = []
    automaton.scan { next in
      var state = 0
      FoldedText.fold(bytes) { folded, _, end in
        state = next(state, folded)
        if state != 0, !automaton.ending[state].isEmpty, places.count < Self.hitLimit * 20 {
          for row in automaton.ending[state] { places.append((row, end)) }
        }
      }
    }
    return places
  }

  /// The wording of a row whose anchor ends in a place; nil if the rest of it is not there.
  private func wording(_ row: Int, endingAt end: Int, in text: FoldedText) -> Found? {
    guard let pattern = rows[row].pattern, let last = text.index(endingAt: end) else { return nil }
    let literals = pattern.literals
    let anchor = anchors[row]
    let place = last + 1 - min(literals[anchor].count, Self.anchorLimit)
    guard place >= 0, text.folded[place...].starts(with: literals[anchor]) else { return nil }
    var captures: [String: Text] = [:]
    // What comes before the anchor, from right to left.
    var start = place
    for index in (0..<anchor).reversed() {
      let value: Range<Int>
      if literals[index].isEmpty, index == 0 {
        value = text.word(before: start)..<start
      } else {
        guard let before = text.last(literals[index], before: start, Self.captureLimit) else { return nil }
        value = (before + literals[index].count)..<start
      }
      guard let shown = text.value(value) else { return nil }
      captures[pattern.names[index]] = shown
      start = value.lowerBound - literals[index].count
    }
    var next = place + literals[anchor].count
    for index in (anchor + 1)..<max(literals.count, anchor + 1) {
      let value: Range<Int>
      if literals[index].isEmpty, index == literals.count - 1 {
        value = next..<text.end(ofValueAt: next)
      } else {
        guard let after = text.first(literals[index], from: next, Self.captureLimit) else { return nil }
        value = next..<after
      }
      guard let shown = text.value(value) else { return nil }
      captures[pattern.names[index - 1]] = shown
      next = value.upperBound + literals[index].count
    }
    let isStart = text.isBoundary(start) || rows[row].codes.contains { text.ends(with: $0, before: start) }
    guard isStart, text.isBoundary(next) else { return nil }
    let range = (start == 0 ? text.start : text.ends[start - 1])..<text.ends[next - 1]
    let message = Text(bytes: Array(text.shown[start..<next]))
    return Found(
      match: ServerMessage.Match(row: rows[row], captures: captures, message: message), range: range,
      isSpecific: pattern.weight >= Self.specificWeight)
  }
}

/// A part of a text in lower case, with one kind of quotation marks, and without what breaks its lines.
private struct FoldedText {
  private(set) var folded: [UInt8] = []
  private(set) var shown: [UInt8] = []
  /// For each byte, the offset in the text after the source of the byte.
  private(set) var ends: [Int] = []
  let start: Int

  init(_ bytes: ArraySlice<UInt8>) {
    start = bytes.startIndex
    Self.fold(bytes) { byte, original, end in
      folded.append(byte)
      shown.append(original)
      ends.append(end)
    }
  }

  // MARK: Folding

  private static let quotes: [[UInt8]] = ["&quot;", "&#39;", "&#34;", "&apos;", "&#x27;"].map { Array($0.utf8) }

  /// Calls `body` for each byte that remains: the folded one, the one to show, and the offset after the source of the byte.
  ///
  /// White space is one space, also a line break with the margin of the next line: indentation, the bars of Terraform, the marks of
  /// quotations and comments. An empty line and what another format has read are a zero.
  @inline(__always)
  static func fold(_ bytes: ArraySlice<UInt8>, _ body: (UInt8, UInt8, Int) -> Void) {
    let base = bytes.startIndex
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      let count = bytes.count
      while index < count {
        let byte = bytes[index]
        index += 1
        switch byte {
        case 0x20, 0x09...0x0D:
          var breaks = byte == 0x0A ? 1 : 0
          while index < count {
            if bytes[index] == 0x0A {
              breaks += 1
              index += 1
            } else if bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
              index += 1
            } else if breaks > 0, let length = margin(bytes, index) {
              index += length
            } else {
              break
            }
          }
          body(breaks > 1 ? 0 : 0x20, 0x20, base + index)
        case UInt8(ascii: "\\") where index < count:
          // JSON's escapes.
          switch bytes[index] {
          case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"):
            index += 1
            body(0x20, 0x20, base + index)
          case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "\\"): break
          default: body(byte, byte, base + index)
          }
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): body(UInt8(ascii: "'"), byte, base + index)
        case UInt8(ascii: "&"):
          let quote = quotes.first { quote in
            index - 1 + quote.count <= count
              && UnsafeBufferPointer(rebasing: bytes[(index - 1)..<(index - 1 + quote.count)]).elementsEqual(quote)
          }
          if let quote {
            index += quote.count - 1
            body(UInt8(ascii: "'"), UInt8(ascii: "'"), base + index)
          } else {
            body(byte, byte, base + index)
          }
        case 0xE2
        where index + 1 < count && bytes[index] == 0x80 && [0x98, 0x99, 0x9C, 0x9D].contains(bytes[index + 1]):
          index += 2
          body(UInt8(ascii: "'"), UInt8(ascii: "'"), base + index)
        case 0xC2 where index < count && bytes[index] == 0xA0:
          index += 1
          body(0x20, 0x20, base + index)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): body(byte | 0x20, byte, base + index)
        default: body(byte, byte, base + index)
        }
      }
    }
  }

  /// The length of a mark in the margin of a line; nil if the line has none.
  @inline(__always)
  private static func margin(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
    switch bytes[index] {
    case UInt8(ascii: ">"), UInt8(ascii: "|"): return 1
    case UInt8(ascii: "#"), UInt8(ascii: "*"):
      return index + 1 < bytes.count && bytes[index + 1] == 0x20 ? 1 : nil
    case UInt8(ascii: "/"): return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/") ? 2 : nil
    case 0xE2:
      // Lines that draw boxes.
      return index + 2 < bytes.count && (bytes[index + 1] == 0x94 || bytes[index + 1] == 0x95) ? 3 : nil
    default: return nil
    }
  }

  // MARK: Places

  /// The index of the byte that ends at an offset in the text; nil if none does.
  func index(endingAt end: Int) -> Int? {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] < end { low = middle + 1 } else { high = middle }
    }
    return low < ends.count && ends[low] == end ? low : nil
  }

  /// The beginning of the word that ends before a place.
  func word(before end: Int) -> Int {
    var index = end
    while index > 0, end - index < 300, folded[index - 1] > 0x20, !"'<>".utf8.contains(folded[index - 1]) { index -= 1 }
    return index
  }

  /// The end of a value that begins in a place: of the sentence, or of the quotation.
  func end(ofValueAt start: Int) -> Int {
    var index = start
    var depth = 0
    while index < folded.count, index - start < 300 {
      let byte = folded[index]
      if byte == 0 || byte == UInt8(ascii: "'"), depth == 0, index > start { break }
      if byte == 0 { break }
      let isEnd = index + 1 >= folded.count || folded[index + 1] <= 0x20 || folded[index + 1] == UInt8(ascii: "'")
      if byte == UInt8(ascii: "."), isEnd { break }
      if byte == UInt8(ascii: "("), index > start, folded[index - 1] == 0x20 { return index - 1 }
      if byte == UInt8(ascii: "<"), index + 1 < folded.count, folded[index + 1] == UInt8(ascii: "/") { break }
      if byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "]") { depth = max(0, depth - 1) }
      index += 1
    }
    return index
  }

  func first(_ literal: [UInt8], from start: Int, _ limit: Int) -> Int? {
    MessagePattern.find(literal, in: folded[start..<min(folded.count, start + limit + literal.count)])
  }

  /// The last occurrence of a literal that ends before a place.
  func last(_ literal: [UInt8], before end: Int, _ limit: Int) -> Int? {
    var index = end - literal.count
    while index >= 0, end - index - literal.count <= limit {
      if folded[index] == literal[0], folded[index...].starts(with: literal) { return index }
      index -= 1
    }
    return nil
  }

  /// The text of a value; nil if it is none, because an empty line or an element begins in it.
  func value(_ range: Range<Int>) -> Text? {
    guard range.lowerBound >= 0, range.upperBound <= folded.count, !folded[range].contains(0) else { return nil }
    return Text(bytes: Array(shown[range])).trimmed
  }

  /// Whether a code ends before a place, as in XML that has lost its tags: `SignatureDoesNotMatchThe request …`.
  func ends(with code: Text, before end: Int) -> Bool {
    let start = end - code.bytes.count
    return start >= 0 && shown[start..<end].elementsEqual(code.bytes)
  }

  /// Whether no word goes on over a place.
  func isBoundary(_ index: Int) -> Bool {
    guard index > 0, index < folded.count else { return index >= 0 }
    return !folded[index - 1].isASCIIAlphanumeric || !folded[index].isASCIIAlphanumeric
  }
}
