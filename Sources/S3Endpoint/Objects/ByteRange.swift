import ReferenceImpl
package import VideoSpec

/// A single range of bytes, as `Range` asks for it: `bytes=0-99`, `bytes=100-` or `bytes=-100`.
package enum ByteRange: Hashable, Sendable {
  case from(Int, through: Int?)
  case last(Int)

  /// Reads the header. Returns nil for anything that S3 ignores: other units, several ranges, and ranges that end before they begin.
  package init?(_ header: Text) {
    guard let (unit, rest) = header.splitOnce(at: UInt8(ascii: "=")), unit.trimmed.equalsIgnoringCase("bytes"),
      let (first, last) = rest.trimmed.splitOnce(at: UInt8(ascii: "-"))
    else { return nil }
    guard let lower = Self.number(first.trimmed) else {
      guard first.trimmed.isEmpty, let count = Self.number(last.trimmed) else { return nil }
      self = .last(count)
      return
    }
    if last.trimmed.isEmpty {
      self = .from(lower, through: nil)
    } else {
      guard let upper = Self.number(last.trimmed), upper >= lower else { return nil }
      self = .from(lower, through: upper)
    }
  }

  /// The bytes of an object of this size, or nil if the range is outside of it.
  package func bytes(of size: Int) -> Range<Int>? {
    switch self {
    case .from(let lower, let upper): lower < size ? lower..<min(size, (upper ?? size - 1) + 1) : nil
    case .last(let count): count > 0 && size > 0 ? max(0, size - count)..<size : nil
    }
  }

  /// The range as a header has it.
  package var header: Text {
    switch self {
    case .from(let lower, let upper): Text("bytes=\(lower)-\(upper.map { "\($0)" } ?? "")")
    case .last(let count): Text("bytes=-\(count)")
    }
  }

  /// Digits alone: `Int()` would accept a sign. A number that does not fit is beyond every object.
  private static func number(_ text: Text) -> Int? {
    guard text.isDecimal else { return nil }
    return Int(text.string).map { min($0, Int.max - 1) } ?? Int.max - 1
  }
}
