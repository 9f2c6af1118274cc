public import VideoSpec

/// The ID of a case, `SIG-006-02`: a requirement and a number that is never used again.
public struct CaseID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let requirement: RequirementID
  public let rawValue: String
  private let number: Int

  /// Returns nil unless the text is a requirement's ID, a hyphen and two to six digits.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (10...14).contains(bytes.count), bytes[7] == UInt8(ascii: "-"),
      bytes[8...].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let requirement = RequirementID(String(decoding: bytes[..<7], as: UTF8.self)),
      let number = Int(String(decoding: bytes[8...], as: UTF8.self))
    else { return nil }
    self.requirement = requirement
    self.number = number
    rawValue = text
  }

  public var description: String { rawValue }

  public static func < (left: CaseID, right: CaseID) -> Bool {
    (left.requirement, left.number) < (right.requirement, right.number)
  }
}
