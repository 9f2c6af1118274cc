#if canImport(Glibc)
  import Glibc
#endif

/// Finds the lines that divide a body into parts, in pieces of any size (FRM-004, FRM-007).
///
/// A delimiter is CR LF, `--`, the boundary, then spaces and tabs and CR LF, or `--` when it closes the body. Bytes that may become
/// one are held back until the next tells. They are never searched again: the only CR before the line's end is the first byte.
struct DelimiterScanner {
  enum Finding: Equatable {
    /// Bytes of the piece at hand are data.
    case data(Range<Int>)
    /// Bytes held back from here or earlier are data after all.
    case held([UInt8])
    /// A part has ended, and another begins behind it.
    case delimiter
    /// The last part has ended.
    case closingDelimiter
    /// More white space than is held back follows the boundary.
    case endlessLine
    /// The piece is read.
    case end
  }

  /// The spaces and tabs behind a boundary that are held back, in bytes.
  static let longestPadding = 8192

  /// How much of a delimiter stands behind the data.
  private enum Progress {
    case nothing
    /// The first bytes of ``start``.
    case start(count: Int)
    /// All of ``start``.
    case boundary
    case padding
    /// The first '-' behind the boundary.
    case hyphen
    /// The CR behind the boundary and its padding.
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

  /// A scanner at the beginning of a body, which counts as that of a line.
  init(_ boundary: FormBoundary) {
    start = [0x0D, 0x0A, UInt8(ascii: "-"), UInt8(ascii: "-")] + boundary.bytes
    progress = .start(count: 2)
  }

  /// Goes on with a part's data. The line end before them may be the delimiter's, too: no data at all (RFC 2046 5.1.1).
  mutating func beginData() { progress = .start(count: 2) }

  /// What comes next in a piece.
  ///
  /// - Parameter position: Where to begin; afterwards behind what was found.
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

  /// Passes over data; what begins a delimiter, whole or cut off by the end, is held back.
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

  /// Whether the delimiter goes on with a byte.
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

  /// The bytes held back are no delimiter; a CR at their end may begin another.
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
