import VideoSpec

/// Finds the occurrences of many fixed texts, and the lines that have them, in one pass.
///
/// Logs are large, and the formats of SDKs are recognized by many texts. Searching for one after the other would read the log
/// once for each.
struct AnchorSearch: Sendable {
  struct Match: Hashable, Sendable {
    /// The index of the anchor in the list.
    var anchor: Int
    /// The position of its first byte.
    var start: Int
    /// The position after its last byte.
    var end: Int
  }

  private let lengths: [Int]
  private let automaton: TextAutomaton

  /// - Parameter ignoringCase: Whether the case of ASCII letters is ignored.
  init(_ anchors: [Text], ignoringCase: Bool = false) {
    lengths = anchors.map(\.bytes.count)
    automaton = TextAutomaton(anchors, ignoringCase: ignoringCase)
  }

  /// The occurrences, in the order of their ends.
  func matches(in text: Text) -> [Match] {
    var found: [Match] = []
    text.bytes.withUnsafeBufferPointer { bytes in
      automaton.scan { next in
        var state = 0
        for index in bytes.indices {
          state = next(state, bytes[index])
          guard state != 0, !automaton.ending[state].isEmpty else { continue }
          for anchor in automaton.ending[state] {
            found.append(Match(anchor: anchor, start: index + 1 - lengths[anchor], end: index + 1))
          }
        }
      }
    }
    return found
  }

  /// The first occurrence; nil if there is none.
  func first(in text: Text) -> Match? {
    text.bytes.withUnsafeBufferPointer { bytes in
      automaton.scan { next in
        var state = 0
        for index in bytes.indices {
          state = next(state, bytes[index])
          if state != 0, let anchor = automaton.ending[state].first {
            return Match(anchor: anchor, start: index + 1 - lengths[anchor], end: index + 1)
          }
        }
        return nil
      }
    }
  }

  /// A line that contains an anchor.
  struct Hit {
    var line: Int
    /// The first anchor in the line.
    var anchor: Int
    /// The lines around it that no format has claimed.
    var run: Range<Int>
  }

  /// The number of lines that are found at most.
  private static let hitLimit = 5000

  /// The lines that contain an anchor and that no format has claimed, in order.
  func hits(in pasted: PastedLines) -> [Hit] {
    var found: [(line: Int, anchor: Int)] = []
    pasted.bytes[..<pasted.end].withUnsafeBufferPointer { bytes in
      automaton.scan { next in
        var state = 0
        var line = 0
        var last = -1
        for index in bytes.indices {
          if bytes[index] == 0x0A { line += 1 }
          state = next(state, bytes[index])
          guard state != 0, line != last, let anchor = automaton.ending[state].first else { continue }
          last = line
          found.append((line, anchor))
          if found.count == Self.hitLimit { return }
        }
      }
    }
    guard !found.isEmpty else { return [] }
    var hits: [Hit] = []
    var runs = pasted.unclaimed[...]
    for (line, anchor) in found {
      while let run = runs.first, run.upperBound <= line { runs = runs.dropFirst() }
      if let run = runs.first, run.contains(line) { hits.append(Hit(line: line, anchor: anchor, run: run)) }
    }
    return hits
  }
}
