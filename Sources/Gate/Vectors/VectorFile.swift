public import VideoSpec

/// One file of `vectors/`, read: its cases, each complete.
public struct VectorFile: Hashable, Sendable {
  /// The path below `vectors/`: `signing/path.json`.
  public var name: String
  public var subject: String
  public var topic: String
  /// What the flags of its cases mean.
  public var notes: [VectorNote]
  public var groups: [VectorGroup]

  public var cases: [VectorCase] { groups.flatMap(\.cases) }
}

/// What goes wrong in the wild where a case with this flag fails.
public struct VectorNote: Hashable, Sendable {
  public var flag: String
  public var bugType: String
  public var effect: String
  public var links: [String]
}

/// Cases of one requirement, profile and operation.
public struct VectorGroup: Hashable, Sendable {
  public var requirement: Requirement
  public var profile: Profile
  public var operation: Operation
  public var cases: [VectorCase]
}

/// One question and the answer that is expected.
public struct VectorCase: Hashable, Sendable {
  public var id: CaseID
  public var requirement: Requirement
  public var profile: Profile
  public var operation: Operation
  public var title: String
  public var since: Edition
  /// The first edition without the case.
  public var withdrawn: Edition?
  public var flags: [String]
  public var evidence: Evidence
  public var clock: Timestamp
  /// Complete: the defaults are merged and repetitions written out.
  public var input: JSONValue
  public var expectation: Expectation
  /// Intermediates, for reports; never compared on their own.
  public var trace: Trace
  /// The vector file's name.
  public var file: String
}

/// What an implementation must answer.
public enum Expectation: Hashable, Sendable {
  /// An output. Nil where it is judged by meaning alone, as with the random signatures of SigV4a.
  case accepted(output: JSONValue?)
  /// A rejection. The code binds verifiers only: a signer's names for errors are its own. Without one any rejection satisfies. The field
  /// that is at fault binds everybody, where the case has one.
  case rejected(code: ErrorCode?, status: Int?, field: String? = nil)
}

/// `SIG-006-02`: a requirement and a number that is never used again.
public struct CaseID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let requirement: RequirementID
  public let rawValue: String
  private let number: Int

  /// Nil unless the text is a requirement's ID, a hyphen and two to six digits.
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

/// `1.0`: what a gate was written against. Later editions add and withdraw cases, and leave this one as it is.
public struct Edition: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let major: Int
  public let minor: Int

  /// Nil unless the text is two decimal numbers with a point between them.
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

extension VectorCase {
  /// Whether an edition of the suite has the case.
  public func isPart(of edition: Edition) -> Bool {
    since <= edition && withdrawn.map { edition < $0 } ?? true
  }
}
