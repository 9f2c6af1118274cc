/// A numbered rule.
///
/// An `observable` rule has vectors and a mutant that breaks it. A `reference` rule cannot be observed from outside and has a named
/// test of the reference implementation.
public struct Requirement: Hashable, Sendable {
  public var id: RequirementID
  public var level: Level
  public var kind: Kind
  /// The title, as shown in a table of contents.
  public var title: String
  /// The normative text of the rule. Literals are in backticks.
  public var text: String
  /// What goes wrong without the rule.
  public var reason: String
  public var evidence: Evidence
  /// The name of the test that verifies a `reference` rule; nil for observable rules.
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

/// The ID of a requirement, such as `SIG-006`: three letters for the subject, and a number that is never reused.
public struct RequirementID: Hashable, Sendable {
  public let rawValue: String

  /// Creates an ID, or returns nil unless the text is three uppercase letters, a hyphen and three digits.
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
    guard let id = RequirementID(value) else { preconditionFailure("\(value) is not the ID of a requirement") }
    self = id
  }
  public var description: String { rawValue }
  public static func < (left: RequirementID, right: RequirementID) -> Bool { left.rawValue < right.rawValue }
}

/// How binding a rule is.
public enum Level: String, Sendable {
  /// Without the rule, S3 rejects a legitimate request or accepts an illegitimate one, or a backend loses or leaks data.
  case must = "MUST"
  /// A recommendation. A gate counts it only with `--strict`.
  case should = "SHOULD"
}

/// How a rule is verified.
public enum Kind: String, Sendable {
  /// By vectors, from outside.
  case observable
  /// By a named test of the reference implementation.
  case reference
}

/// The evidence for a claim about S3 or SigV4. Only `contested` cases do not count in a gate.
public struct Evidence: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// AWS's signing test suite.
    case suite
    /// AWS's documentation.
    case documented
    /// A recorded response of S3 itself.
    case recorded
    /// All servers that check this agree.
    case agreed
    /// It follows from the documented algorithm, and independent implementations give the same bytes.
    case computed
    /// There is no proof.
    case contested
  }

  public var kind: Kind
  /// The documented section, the recording, or the servers.
  public var reference: String

  public init(_ kind: Kind, _ reference: String) {
    self.kind = kind
    self.reference = reference
  }
}
