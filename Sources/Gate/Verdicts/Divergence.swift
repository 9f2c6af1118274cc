public import VideoSpec

/// The first text that differs between what a case expects and what an implementation did.
public struct Divergence: Hashable, Sendable {
  /// What the text is: `canonicalRequest`, `stringToSign`, `signature`, or a member of the output.
  public var step: String
  public var expected: Text
  public var observed: Text
  /// What was cut off before both texts: the number of lines, and the number of bytes of the first line that is left.
  private var cut = Cut()
  /// The number of bytes that were cut off before both texts.
  private(set) var droppedBytes = 0

  private struct Cut: Hashable {
    var lines = 0
    var bytes = 0
  }

  public init(step: String, expected: Text, observed: Text) {
    self.step = step
    self.expected = expected
    self.observed = observed
  }

  /// The first difference: the line and the byte in it, both counted from 1, and that line of both texts.
  public struct Place: Hashable, Sendable {
    public var line: Int
    public var byte: Int
    public var expected: Text
    public var observed: Text
  }

  /// The first difference; nil if the texts are equal.
  public var place: Place? {
    guard expected != observed else { return nil }
    let common = zip(expected.bytes, observed.bytes).prefix { $0 == $1 }.count
    let start = expected.bytes[..<common].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    func line(of text: Text) -> Text { Text(text.bytes[start...].prefix { $0 != 0x0A }) }
    let lines = expected.bytes[..<start].count { $0 == 0x0A }
    return Place(
      line: cut.lines + lines + 1, byte: common - start + 1 + (lines == 0 ? cut.bytes : 0),
      expected: line(of: expected),
      observed: line(of: observed))
  }

  /// Cuts both texts to about `limit` bytes around the first difference: an implementation can send megabytes for each case.
  func cut(to limit: Int) -> Divergence {
    let longest = max(expected.bytes.count, observed.bytes.count)
    guard longest > limit else { return self }
    let common = zip(expected.bytes, observed.bytes).prefix { $0 == $1 }.count
    let (left, right) = (expected.bytes[common...], observed.bytes[common...])
    let suffix = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
    // The same bytes are cut off both ends, so that the rest differs where the whole does.
    let start = max(0, common - limit / 2)
    let end = min(suffix, max(0, longest - common - limit / 2))
    let dropped = expected.bytes[..<start]
    let lines = dropped.count { $0 == 0x0A }
    let column = dropped.count - (dropped.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    var copy = self
    copy.cut.lines += lines
    copy.cut.bytes = column + (lines == 0 ? cut.bytes : 0)
    copy.droppedBytes += start
    copy.expected = Text(expected.bytes[start...].dropLast(end).prefix(limit))
    copy.observed = Text(observed.bytes[start...].dropLast(end).prefix(limit))
    return copy
  }
}

extension Trace {
  /// The names of the steps, in the order in which they arise.
  static let stepNames = ["canonicalRequest", "stringToSign", "signature"]

  /// Returns the first step that both traces have and that differs.
  func divergence(from observed: Trace) -> Divergence? {
    for name in Trace.stepNames {
      guard let expected = self[name], let other = observed[name], expected != other else { continue }
      return Divergence(step: name, expected: expected, observed: other)
    }
    return nil
  }
}
