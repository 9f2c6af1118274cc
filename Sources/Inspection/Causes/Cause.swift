import ReferenceImpl
public import VideoSpec

/// Why a request or a form is rejected: a pitfall with a name, the rule that it breaks, and how to mend it.
public struct Cause: Hashable, Sendable {
  /// Whose doing it is.
  public enum Fault: String, Sendable, CaseIterable {
    case signer
    case sender
    case configuration
    case clock
  }

  /// `path-encoded-twice`; where a mutant has the pitfall, the mutant's name.
  public var code: String
  public var requirement: RequirementID
  public var fault: Fault
  /// What happened, in a sentence.
  public var summary: String
  /// How to mend it.
  public var remedy: String
  /// Public threads in which it was the cause, or was said to be.
  public var reports: [String]

  init(
    _ code: String, _ requirement: RequirementID, _ fault: Fault, _ summary: String, mend remedy: String,
    reports: [String] = []
  ) {
    self.code = code
    self.requirement = requirement
    self.fault = fault
    self.summary = summary
    self.remedy = remedy
    self.reports = reports
  }

  /// The signer's doing.
  init(_ code: String, _ requirement: RequirementID, _ summary: String, mend remedy: String, reports: [String] = []) {
    self.init(code, requirement, .signer, summary, mend: remedy, reports: reports)
  }

  /// All that are known.
  public static let all: [Cause] =
    canonicalCauses + signatureCauses + requestCauses + answerCauses + policySignatureCauses + policyCauses

  private static let byCode: [String: Cause] = Dictionary(
    all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

  /// The cause of a code that is written in these sources.
  static func named(_ code: String) -> Cause {
    guard let cause = byCode[code] else { preconditionFailure("\(code) is no cause") }
    return cause
  }

  /// The cause of a code; nil for a code that there is not.
  public static func find(_ code: String) -> Cause? { byCode[code] }
}
