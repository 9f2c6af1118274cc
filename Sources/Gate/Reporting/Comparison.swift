import VideoSpec

/// Two texts around the first place where they differ: the common beginning, the difference, and the rest.
struct Comparison {
  struct Side: Equatable {
    var before: String
    /// Empty if only the other side has something at this place.
    var difference: String
    var after: String
  }

  /// How many bytes are shown before and after the place.
  private static let reach = 4096

  let expected: Side
  let observed: Side

  init(_ divergence: Divergence) {
    let (left, right) = (divergence.expected.bytes, divergence.observed.bytes)
    let start = zip(left, right).prefix { $0 == $1 }.count
    let lines = (Comparison.line(of: left, from: start), Comparison.line(of: right, from: start))
    // The common end of both lines is not part of the difference.
    let tail = zip(lines.0.reversed(), lines.1.reversed()).prefix { $0 == $1 }.count
    expected = Comparison.side(left, from: start, to: start + lines.0.count - tail)
    observed = Comparison.side(right, from: start, to: start + lines.1.count - tail)
  }

  private static func line(of bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    bytes[start...].prefix { $0 != 0x0A }
  }

  private static func side(_ bytes: [UInt8], from start: Int, to end: Int) -> Side {
    let first = max(0, start - reach)
    let (last, shown) = (min(bytes.count, end + reach), min(end, start + reach))
    return Side(
      before: (first > 0 ? "…" : "") + readable(bytes[first..<start]),
      difference: readable(bytes[start..<shown]) + (shown < end ? "…" : ""),
      after: readable(bytes[end..<last]) + (last < bytes.count ? "…" : ""))
  }

  /// The text as `Printable` shows it, with its line feeds kept.
  static func readable(_ bytes: some Sequence<UInt8>) -> String {
    Text(bytes).split(at: 0x0A).map(Printable.text).joined(separator: "\n")
  }
}
