import Gate
import VideoSpec

/// Finds what somebody probably meant by a word that is unknown.
enum Suggestions {
  private static let limit = 3

  /// Returns `; did you mean "check"?`, or an empty text if nothing is close enough.
  ///
  /// - Parameter quote: Turns a word into what the message shows.
  static func hint(
    for given: String, among known: [String], quote: (String) -> String = { "\"\($0)\"" }
  ) -> String {
    let words = closest(to: given, among: known).map(quote)
    guard let last = words.last else { return "" }
    let text = words.count == 1 ? last : "\(words.dropLast().joined(separator: ", ")) or \(last)"
    return "; did you mean \(text)?"
  }

  /// Returns the known words that are near, the nearest first. Case does not count.
  static func closest(to given: String, among known: [String]) -> [String] {
    let wanted = lowercased(given)
    // Nobody mistypes a name into a text of this length, and the distance costs its square.
    guard (1...32).contains(wanted.count) else { return [] }
    let tolerance = min(3, max(1, wanted.count / 3))
    let near = known.enumerated().compactMap { index, word -> (distance: Int, index: Int, word: String)? in
      let candidate = lowercased(word)
      let isStart = wanted.count >= 2 && candidate.starts(with: wanted)
      let distance = isStart ? 1 : self.distance(wanted, candidate)
      return distance <= tolerance && distance < candidate.count ? (distance, index, word) : nil
    }
    return near.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(limit).map(\.word)
  }

  /// Explains why a text names no rule and no case: the rule or case that was probably meant, or those that there are.
  static func hint(forID given: String, in corpus: Corpus) -> String {
    let bytes = Array(given.utf8).map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    let subject = String(decoding: bytes.prefix { (0x41...0x5A).contains($0) }, as: UTF8.self)
    let numbers = bytes.split { !(0x30...0x39).contains($0) }.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    let ids = Catalogue.requirements.map(\.id)
    if let requirement = RequirementID(String(decoding: bytes.prefix(7), as: UTF8.self)).flatMap(Catalogue.requirement)
    {
      let cases = corpus.cases.filter { $0.requirement.id == requirement.id }.map(\.id.rawValue)
      guard let first = cases.first, let last = cases.last else {
        return "; \(requirement.id) has no cases: a test of the reference implementation verifies it"
      }
      return "; the cases of \(requirement.id) are \(first) to \(last)"
    }
    let rules = ids.filter { !subject.isEmpty && $0.rawValue.utf8.starts(with: subject.utf8) }.map(\.rawValue)
    if let number = numbers.first {
      let same = ids.map(\.rawValue).filter { Int($0.suffix(3)) == number }
      // SIG6, sig_006, or SGI-006.
      if let rule = same.first(where: rules.contains), !given.contains("*") { return "; did you mean \"\(rule)\"?" }
      let hint = hint(for: String(decoding: bytes.prefix(10), as: UTF8.self), among: same)
      if !hint.isEmpty { return hint }
    }
    guard let first = rules.min(), let last = rules.max() else { return "" }
    return "; the rules that start with \(subject) are \(first) to \(last)"
  }

  /// Counts the insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var rows = [Array(0...right.count)]
    for (row, byte) in left.enumerated() {
      var next = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(rows[row][column + 1] + 1, next[column] + 1, rows[row][column] + (byte == other ? 0 : 1))
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          least = min(least, rows[row - 1][column - 1] + 1)
        }
        next.append(least)
      }
      rows.append(next)
    }
    return rows[left.count][right.count]
  }

  private static func lowercased(_ text: String) -> [UInt8] { Text(text).lowercased.bytes }
}
