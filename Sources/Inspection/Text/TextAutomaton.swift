import VideoSpec

/// Finds many fixed texts in one pass, in time that depends only on the length of the input (Aho–Corasick).
struct TextAutomaton: Sendable {
  /// The texts that end in a state, as indices of the list. State 0 is the beginning.
  let ending: [[Int]]
  /// The class of each byte; 0 for the bytes that no text has.
  private let classes: [Int]
  private let classCount: Int
  /// The successors of each state, by class.
  private let next: [Int32]

  /// - Parameter ignoringCase: Whether the case of ASCII letters is ignored.
  init(_ texts: [Text], ignoringCase: Bool = false) {
    let texts = ignoringCase ? texts.map(\.lowercased) : texts
    var classes = [Int](repeating: 0, count: 256)
    var count = 1
    for byte in texts.lazy.flatMap(\.bytes) where classes[Int(byte)] == 0 {
      classes[Int(byte)] = count
      count += 1
    }
    var next = [Int32](repeating: -1, count: count)
    var ending: [[Int]] = [[]]
    for (index, text) in texts.enumerated() {
      var state = 0
      for byte in text.bytes {
        let edge = state * count + classes[Int(byte)]
        if next[edge] < 0 {
          next[edge] = Int32(ending.count)
          next += [Int32](repeating: -1, count: count)
          ending.append([])
        }
        state = Int(next[edge])
      }
      ending[state].append(index)
    }
    // Breadth first: a missing successor is that of the longest proper suffix.
    var suffix = [Int](repeating: 0, count: ending.count)
    var queue: [Int] = []
    for edge in 0..<count { if next[edge] < 0 { next[edge] = 0 } else { queue.append(Int(next[edge])) } }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      ending[state] += ending[suffix[state]]
      for edge in 0..<count {
        let fallback = next[suffix[state] * count + edge]
        if next[state * count + edge] < 0 {
          next[state * count + edge] = fallback
        } else {
          suffix[Int(next[state * count + edge])] = Int(fallback)
          queue.append(Int(next[state * count + edge]))
        }
      }
    }
    if ignoringCase { for byte in 0x41...0x5A { classes[byte] = classes[byte | 0x20] } }
    (self.classes, classCount, self.next, self.ending) = (classes, count, next, ending)
  }

  /// Calls `body` with a function that returns the state after a state and a byte.
  func scan<Result>(_ body: ((_ state: Int, _ byte: UInt8) -> Int) -> Result) -> Result {
    next.withUnsafeBufferPointer { next in
      classes.withUnsafeBufferPointer { classes in
        body { state, byte in Int(next[state * classCount + classes[Int(byte)]]) }
      }
    }
  }
}
