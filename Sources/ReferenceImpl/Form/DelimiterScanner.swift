#if canImport(Glibc)
  import Glibc
#endif

/// Finds the delimiters between the parts of a body that arrives in pieces of any size (FRM-004, FRM-007).
///
/// A delimiter is CR LF, `--` and the boundary, then either optional spaces and tabs and CR LF, or `--` if it closes the body. Bytes
/// that may begin a delimiter are held back until the following bytes decide. They are never searched again, because the first byte is
/// the only CR before the end of the line.
struct DelimiterScanner {
  enum Finding: Equatable {
    /// Bytes of the current piece are data.
    case data(Range<Int>)
    /// Bytes that were held back are data after all.
    case held([UInt8])
    /// A part has ended, and another one begins.
    case delimiter
    /// The last part has ended.
    case closingDelimiter
    /// The boundary is followed by more white space than the scanner holds back.
    case endlessLine
    /// The piece is read to its end.
    case end
  }

  /// The largest number of spaces and tabs after a boundary.
  static let longestPadding = 8192

  /// How much of a delimiter has been read.
  private enum Progress {
    case nothing
    /// The first bytes of ``start``.
    case start(count: Int)
    /// All of ``start``.
    case boundary
    case padding
    /// The first `-` after the boundary.
    case hyphen
    /// The CR after the boundary and its padding.
    case carriageReturn
  }

  private enum Step {
    case undecided
    case data
    case found(Finding)
  }

  /// CR LF, `--` and the boundary.
  private let start: [UInt8]
  private var progress: Progress
  private var held: [UInt8] = []

  /// Creates a scanner at the beginning of a body, which counts as the beginning of a line.
  init(_ boundary: FormBoundary) {
    start = [0x0D, 0x0A, UInt8(ascii: "-"), UInt8(ascii: "-")] + boundary.bytes
    progress = .start(count: 2)
  }

  /// Begins the data of a part. The line end before them may belong to the delimiter, which then ends a part without data (RFC 2046
  /// 5.1.1).
  mutating func beginData() { progress = .start(count: 2) }

  /// Returns what comes next in a piece.
  ///
  /// - Parameter position: The start; afterwards the index after what was found.
  mutating func next(in bytes: UnsafeRawBufferPointer, from position: inout Int) -> Finding {
    while position < bytes.count {
      if case .nothing = progress {
        let data = search(bytes, from: &position)
        if !data.isEmpty { return .data(data) }
        continue
      }
      switch step(bytes[position]) {
      case .undecided:
        held.append(bytes[position])
        position += 1
      case .found(let finding):
        held.removeAll(keepingCapacity: true)
        position += 1
        return finding
      case .data:
        let data = giveUp()
        if !data.isEmpty { return .held(data) }
      }
    }
    return .end
  }

  /// Skips data. Holds back what begins a delimiter, whole or cut off by the end of the piece.
  private mutating func search(_ bytes: UnsafeRawBufferPointer, from position: inout Int) -> Range<Int> {
    let base = bytes.baseAddress!
    let first = position
    while let found = memchr(base + position, 0x0D, bytes.count - position) {
      let candidate = UnsafeRawPointer(found)
      let offset = candidate - base
      let count = min(bytes.count - offset, start.count)
      if start.withUnsafeBytes({ memcmp(candidate, $0.baseAddress!, count) }) == 0 {
        held += start[..<count]
        progress = count == start.count ? .boundary : .start(count: count)
        position = offset + count
        return first..<offset
      }
      position = offset + 1
    }
    position = bytes.count
    return first..<position
  }

  /// Returns whether a byte continues the delimiter.
  private mutating func step(_ byte: UInt8) -> Step {
    switch (progress, byte) {
    case (.start(let count), _) where byte == start[count]:
      progress = count + 1 == start.count ? .boundary : .start(count: count + 1)
    case (.boundary, UInt8(ascii: "-")): progress = .hyphen
    case (.hyphen, UInt8(ascii: "-")): return found(.closingDelimiter)
    case (.boundary, 0x20), (.boundary, 0x09), (.padding, 0x20), (.padding, 0x09):
      progress = .padding
      if held.count >= start.count + Self.longestPadding { return found(.endlessLine) }
    case (.boundary, 0x0D), (.padding, 0x0D): progress = .carriageReturn
    case (.carriageReturn, 0x0A): return found(.delimiter)
    default: return .data
    }
    return .undecided
  }

  private mutating func found(_ finding: Finding) -> Step {
    progress = .nothing
    return .found(finding)
  }

  /// Returns the bytes held back, which are not a delimiter. A CR at their end is kept, because it may begin another one.
  private mutating func giveUp() -> [UInt8] {
    var data = held
    held.removeAll(keepingCapacity: true)
    if case .carriageReturn = progress {
      held.append(data.removeLast())
      progress = .start(count: 1)
    } else {
      progress = .nothing
    }
    return data
  }
}
