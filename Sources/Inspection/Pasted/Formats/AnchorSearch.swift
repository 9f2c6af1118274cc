import VideoSpec

/// Finds many fixed texts in one pass, in time that depends only on the length of the input (Aho–Corasick).
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
  /// For each state 256 successors.
  private let next: [Int32]
  /// The anchors that end in a state.
  private let ending: [[Int]]

  /// - Parameter ignoringCase: Whether the case of ASCII letters is ignored.
  init(_ anchors: [Text], ignoringCase: Bool = false) {
    lengths = anchors.map(\.bytes.count)
    var successors: [[Int32]] = [[Int32](repeating: -1, count: 256)]
    var ending: [[Int]] = [[]]
    for (index, anchor) in anchors.enumerated() {
      var state = 0
      for byte in (ignoringCase ? anchor.lowercased : anchor).bytes {
        if successors[state][Int(byte)] < 0 {
          successors[state][Int(byte)] = Int32(successors.count)
          successors.append([Int32](repeating: -1, count: 256))
          ending.append([])
        }
        state = Int(successors[state][Int(byte)])
      }
      ending[state].append(index)
    }
    // Breadth first: a missing successor is that of the longest proper suffix.
    var suffix = [Int](repeating: 0, count: successors.count)
    var queue: [Int] = []
    for byte in 0..<256 {
      if successors[0][byte] < 0 { successors[0][byte] = 0 } else { queue.append(Int(successors[0][byte])) }
    }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      ending[state] += ending[suffix[state]]
      for byte in 0..<256 {
        let fallback = successors[suffix[state]][byte]
        if successors[state][byte] < 0 {
          successors[state][byte] = fallback
        } else {
          suffix[Int(successors[state][byte])] = Int(fallback)
          queue.append(Int(successors[state][byte]))
        }
      }
    }
    if ignoringCase {
      for state in successors.indices {
        for byte in 0x41...0x5A { successors[state][byte] = successors[state][byte | 0x20] }
      }
    }
    self.next = successors.flatMap { $0 }
    self.ending = ending
  }

  /// The occurrences, in the order of their ends.
  func matches(in text: Text) -> [Match] {
    var found: [Match] = []
    text.bytes.withUnsafeBufferPointer { bytes in
      next.withUnsafeBufferPointer { next in
        var state = 0
        for index in bytes.indices {
          state = Int(next[state << 8 | Int(bytes[index])])
          guard state != 0, !ending[state].isEmpty else { continue }
          for anchor in ending[state] {
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
      next.withUnsafeBufferPointer { next in
        var state = 0
        for index in bytes.indices {
          state = Int(next[state << 8 | Int(bytes[index])])
          if state != 0, let anchor = ending[state].first {
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
      next.withUnsafeBufferPointer { next in
        var state = 0
        var line = 0
        var last = -1
        for index in bytes.indices {
          if bytes[index] == 0x0A { line += 1 }
          state = Int(next[state << 8 | Int(bytes[index])])
          guard state != 0, line != last, let anchor = ending[state].first else { continue }
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
