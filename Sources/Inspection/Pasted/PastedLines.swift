import VideoSpec

/// The lines of a pasted text, and which of them a format has claimed.
///
/// The text is UTF-8 with LF as line break: ``PastedEncoding`` has converted it.
struct PastedLines: Sendable {
  /// More lines than any text that people paste. The rest is reported as unread.
  static let limit = 400_000
  /// The number of occurrences that a search returns at most.
  static let hitLimit = 2000

  /// The whole text. What a format has claimed is overwritten with zeros, so that no later search finds it.
  private(set) var bytes: [UInt8]
  /// The offset of each line, and the offset after the last line break.
  private let starts: [Int]
  private var isClaimed: [Bool]
  /// The lines of which a format has claimed a part.
  private(set) var partlyClaimed: Set<Int> = []

  /// Which lines ended with CR LF; empty if none did.
  private let returns: [Bool]

  init(_ text: Text, returns: [Bool] = []) {
    bytes = text.bytes
    self.returns = returns
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      for index in bytes.indices where bytes[index] == 0x0A {
        starts.append(index + 1)
        if starts.count > Self.limit { break }
      }
    }
    if starts.count <= Self.limit, starts.count == 1 || starts[starts.count - 1] < bytes.count {
      starts.append(bytes.count + 1)
    }
    self.starts = starts
    isClaimed = Array(repeating: false, count: starts.count - 1)
  }

  /// The lines, without their line breaks. What a format has claimed is still there.
  var lines: Lines { Lines(bytes: bytes, starts: starts) }

  var count: Int { starts.count - 1 }

  func isClaimed(_ line: Int) -> Bool { isClaimed[line] }

  /// The offset of the byte after the last line that is read.
  var end: Int { min(starts[starts.count - 1], bytes.count) }

  /// The bytes of a line, without the line break.
  subscript(line: Int) -> ArraySlice<UInt8> { bytes[starts[line]..<(starts[line + 1] - 1)] }

  /// The offset of a line's first byte.
  func start(of line: Int) -> Int { starts[line] }

  /// The bytes of some lines, with the line breaks between them.
  func bytes(of lines: Range<Int>) -> ArraySlice<UInt8> {
    lines.isEmpty ? [] : bytes[starts[lines.lowerBound]..<(starts[lines.upperBound] - 1)]
  }

  /// The number of bytes that some lines had before their line breaks were converted, without the last line break.
  func originalSize(of lines: Range<Int>) -> Int {
    bytes(of: lines).count + lines.dropLast().count { $0 < returns.count && returns[$0] }
  }

  /// The line that contains a byte.
  func line(at offset: Int) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The lines that contain some bytes.
  func lines(of range: Range<Int>) -> Range<Int> {
    line(at: range.lowerBound)..<(line(at: max(range.lowerBound, range.upperBound - 1)) + 1)
  }

  // MARK: Claims

  mutating func claim(_ range: Range<Int>) {
    for line in range.clamped(to: 0..<count) where !isClaimed[line] {
      isClaimed[line] = true
      erase(starts[line]..<(starts[line + 1] - 1))
    }
  }

  /// Claims a part of some lines. Later formats read the rest.
  mutating func claim(bytes range: Range<Int>) {
    erase(range.clamped(to: 0..<bytes.count))
    for line in lines(of: range) {
      if self[line].allSatisfy({ $0 <= 0x20 }) { isClaimed[line] = true } else { partlyClaimed.insert(line) }
    }
  }

  private mutating func erase(_ range: Range<Int>) {
    for index in range where bytes[index] != 0x0A { bytes[index] = 0 }
  }

  /// The runs of lines that no format has claimed.
  var unclaimed: [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in 0..<count where !isClaimed[index] {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<(index + 1)
      } else {
        runs.append(index..<(index + 1))
      }
    }
    return runs
  }

  // MARK: Search

  /// The offsets of the first ``hitLimit`` occurrences of a pattern in what no format has claimed.
  func offsets(of pattern: Text, ignoringCase: Bool = false) -> [Int] {
    bytes[..<end].offsets(of: pattern, ignoringCase: ignoringCase, limit: Self.hitLimit)
  }

  /// The numbers of the first lines that contain a pattern, in order.
  func lines(containing pattern: Text, ignoringCase: Bool = false) -> [Int] {
    var numbers: [Int] = []
    for offset in offsets(of: pattern, ignoringCase: ignoringCase) {
      let number = line(at: offset)
      if numbers.last != number { numbers.append(number) }
    }
    return numbers
  }

  /// The lines as texts, made on demand: a text may have hundreds of thousands of lines.
  struct Lines: RandomAccessCollection, Sendable {
    fileprivate let bytes: [UInt8]
    fileprivate let starts: [Int]

    var startIndex: Int { 0 }
    var endIndex: Int { starts.count - 1 }
    subscript(index: Int) -> Text { Text(bytes[starts[index]..<(starts[index + 1] - 1)]) }
  }
}

extension ArraySlice<UInt8> {
  /// The offsets of the first `limit` occurrences of a pattern that do not overlap.
  func offsets(of pattern: Text, ignoringCase: Bool = false, limit: Int = .max) -> [Int] {
    let pattern = ignoringCase ? pattern.lowercased.bytes : pattern.bytes
    guard let first = pattern.first, count >= pattern.count else { return [] }
    let isLetter = ignoringCase && (0x61...0x7A).contains(first)
    var found: [Int] = []
    withUnsafeBufferPointer { bytes in
      let last = bytes.count - pattern.count
      var index = 0
      search: while index <= last {
        let byte = bytes[index]
        guard byte == first || (isLetter && byte | 0x20 == first) else {
          index += 1
          continue
        }
        for offset in 1..<Swift.max(pattern.count, 1) {
          let byte = bytes[index + offset]
          let other = ignoringCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
          if other != pattern[offset] {
            index += 1
            continue search
          }
        }
        found.append(startIndex + index)
        if found.count == limit { return }
        index += pattern.count
      }
    }
    return found
  }

  /// Whether the bytes contain a pattern.
  func contains(_ pattern: Text, ignoringCase: Bool = false) -> Bool {
    !offsets(of: pattern, ignoringCase: ignoringCase, limit: 1).isEmpty
  }
}
