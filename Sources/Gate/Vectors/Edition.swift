/// An edition of the suite, such as `1.0`, which a gate names. Later editions add and withdraw cases, but do not change earlier ones.
public struct Edition: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The edition that was released first.
  static let first = Edition(major: 1, minor: 0)

  /// The newest edition that this program knows.
  public static let current = Edition(major: 1, minor: 0)

  public let major: Int
  public let minor: Int

  /// Returns nil unless the text is two decimal numbers with a point between them.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isDecimal = parts.allSatisfy { part in
      (1...4).contains(part.count) && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard parts.count == 2, isDecimal, let major = Int(String(parts[0]) ?? ""), let minor = Int(String(parts[1]) ?? "")
    else { return nil }
    self.init(major: major, minor: minor)
  }

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  public var description: String { "\(major).\(minor)" }

  public static func < (left: Edition, right: Edition) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
