/// One numbered rule.
///
/// An `observable` rule has vectors and a mutant that breaks it; a `reference` rule cannot be seen from outside and has a named
/// test of the reference implementation.
public struct Requirement: Hashable, Sendable {
  public var id: RequirementID
  public var level: Level
  public var kind: Kind
  /// A few words, as in a table of contents.
  public var title: String
  /// The rule, normative.
  public var text: String
  /// What goes wrong without it.
  public var reason: String
  public var evidence: Evidence
  /// The name of the test that holds a `reference` rule; nil for observable rules.
  public var test: String?

  public init(
    _ id: RequirementID, _ level: Level, _ kind: Kind = .observable, title: String, text: String, reason: String,
    evidence: Evidence, test: String? = nil
  ) {
    self.id = id
    self.level = level
    self.kind = kind
    self.title = title
    self.text = text
    self.reason = reason
    self.evidence = evidence
    self.test = test
  }
}

/// `SIG-006`: three letters of the subject and a number that is never used again.
public struct RequirementID: Hashable, Sendable {
  public let rawValue: String

  /// Nil unless the text is three upper-case letters, a hyphen and three digits.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[3] == UInt8(ascii: "-"),
      bytes[..<3].allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
      bytes[4...].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    rawValue = text
  }
}

extension RequirementID: ExpressibleByStringLiteral, CustomStringConvertible, Comparable {
  public init(stringLiteral value: String) {
    guard let id = RequirementID(value) else { preconditionFailure("\(value) is no requirement's ID") }
    self = id
  }
  public var description: String { rawValue }
  public static func < (left: RequirementID, right: RequirementID) -> Bool { left.rawValue < right.rawValue }
}

/// How binding a rule is.
public enum Level: String, Sendable {
  /// Without it S3 rejects a legitimate request or accepts an illegitimate one, or a backend loses or leaks.
  case must = "MUST"
  /// Wise; a gate counts it only with `--strict`.
  case should = "SHOULD"
}

/// How a rule is held.
public enum Kind: String, Sendable {
  case observable
  case reference
}

/// What a claim about S3 or SigV4 rests on. Only `contested` does not gate.
public struct Evidence: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// AWS's signing test suite.
    case suite
    /// AWS's documentation.
    case documented
    /// An answer of S3 itself, recorded.
    case recorded
    /// The servers that check the thing at all agree.
    case agreed
    /// Follows from the documented algorithm; implementations written apart give the same bytes.
    case computed
    /// Nobody here has proof.
    case contested
  }

  public var kind: Kind
  /// The section, recording or servers.
  public var reference: String

  public init(_ kind: Kind, _ reference: String) {
    self.kind = kind
    self.reference = reference
  }
}
