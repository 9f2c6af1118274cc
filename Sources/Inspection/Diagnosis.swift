public import VideoSpec

/// The result of an inspection: the causes that were found, and a verdict for each rule.
public struct Diagnosis: Sendable {
  /// Whether a rule holds.
  public enum Verdict: String, Sendable {
    case holds
    case broken
    case cannotTell = "cannot tell"
  }

  public struct Row: Hashable, Sendable {
    public var requirement: RequirementID
    public var verdict: Verdict
    /// Why the rule is broken or cannot be judged; nil if it holds.
    public var reason: String?
  }

  /// How certain a finding is.
  public enum Certainty: Int, Sendable, Comparable {
    /// Worth knowing, but no reason for a rejection.
    case remark
    /// Consistent with everything that is known. ``Finding/confirm`` says what would confirm it.
    case likely
    /// Proven by the signature, by both canonical requests, by S3's message or by the input itself, whatever else is unknown.
    case certain

    public static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
  }

  public struct Finding: Sendable {
    public var cause: Cause
    public var certainty: Certainty
    /// What was found in the input.
    public var detail: String?
    /// What would confirm a likely finding; nil for any other.
    public var confirm: String?
  }

  /// The first difference between what the receiver computes and what was signed.
  public struct Divergence: Hashable, Sendable {
    /// `canonicalRequest`, `stringToSign` or `policy`.
    public var step: String
    public var line: Int
    /// The position in the line, from 1.
    public var byte: Int
    /// The line that the receiver computes.
    public var received: Text
    /// The line that was signed.
    public var signed: Text
  }

  /// The signed headers whose signed value is not known.
  var openHeaders: [Text] = []
  /// Whether the hash of an unknown body was signed.
  var isBodyOpen = false
  /// Whether the signer's own canonical request has another time than the request that it is compared with.
  var mayBeTwoRequests = false
  /// Whether the request has no signature of Signature Version 4.
  var isUnsigned = false
  /// Whether it is known what was signed: the signature matches, either as it is or with the mistakes found.
  var isExplained = false
  /// Whether the signature is right; nil if it could not be checked.
  public var isSignatureRight: Bool?
  /// The method that a URL was signed for, if the inspection found it out.
  public var method: Text?
  /// The causes, the most likely first.
  public var findings: [Finding] = []
  public var rows: [Row] = []
  public var divergence: Divergence?
  /// The canonical request that the receiver computes, shown if nothing explains the signature.
  public var canonicalRequest: Text?
  /// What was inspected. Signatures and session tokens are shortened.
  public var subject: String = ""
  /// The SDK or the tool that the input shows, for ``ToolFix``; nil if it shows none.
  public var tool: ClientTool?
  /// What else the user should know or provide.
  public var hints: [String] = []
  /// The one thing to paste next, because it would tell most; nil if the cause is certain.
  public var next: String?
  /// What S3's error response means if no known cause explains it; nil if there is no response or a cause was found.
  public var rejection: String?

  // These two hints are removed again if S3's response makes them unnecessary.
  static let wantsSecret = "Give the secret (AWS_SECRET_ACCESS_KEY or --aws-profile) to check the signature itself."
  static let wantsEndpoint = "if the URL was signed for another host, name it with --endpoint."

  /// Whether S3 has rejected the input or would reject it.
  public var hasFault: Bool { rejection != nil || findings.contains { $0.certainty > .remark } }

  /// The most likely cause.
  public var cause: Cause? { findings.first?.cause }

  /// Adds a finding unless there is one with the same cause.
  mutating func add(
    _ code: CauseCode, _ certainty: Certainty = .certain, _ detail: String? = nil, confirm: String? = nil
  ) {
    guard !has(code) else { return }
    findings.append(
      Finding(cause: code.cause, certainty: certainty, detail: detail.map(Redaction.detail), confirm: confirm))
  }

  func has(_ code: CauseCode) -> Bool { findings.contains { $0.cause.code == code } }

  /// Sorts the findings by certainty and keeps the order of those that are equally certain.
  mutating func order() {
    // A URL that is looked at later has expired by then, whatever the reason for the rejection was.
    func rank(_ finding: Finding) -> Int {
      -2 * finding.certainty.rawValue + (finding.cause.code == .expired && finding.certainty == .likely ? 1 : 0)
    }
    findings = findings.enumerated().sorted { left, right in
      (rank(left.element), left.offset) < (rank(right.element), right.offset)
    }.map(\.element)
  }

  /// Adds a row for each rule: broken if a finding says so, otherwise with the caller's verdict.
  mutating func fill(_ rules: [RequirementID], _ verdict: (RequirementID) -> (Verdict, String?)) {
    for id in Set(rules + findings.map(\.cause.requirement)).sorted() {
      if let finding = findings.first(where: { $0.cause.requirement == id }) {
        rows.append(Row(requirement: id, verdict: .broken, reason: finding.detail ?? finding.cause.plainSummary))
      } else {
        let (verdict, reason) = verdict(id)
        rows.append(Row(requirement: id, verdict: verdict, reason: reason))
      }
    }
  }
}

extension Diagnosis.Divergence {
  /// Finds the first difference between two texts; nil if they are equal.
  init?(_ step: String, received: [UInt8], signed: [UInt8]) {
    let left = Text(bytes: received).split(at: 0x0A)
    let right = Text(bytes: signed).split(at: 0x0A)
    guard
      let index = (0..<max(left.count, right.count)).first(where: {
        $0 >= left.count || $0 >= right.count || left[$0] != right[$0]
      })
    else { return nil }
    let ours = index < left.count ? left[index] : ""
    let theirs = index < right.count ? right[index] : ""
    let common = zip(ours.bytes, theirs.bytes).prefix { $0 == $1 }.count
    self.init(step: step, line: index + 1, byte: common + 1, received: ours, signed: theirs)
  }
}
