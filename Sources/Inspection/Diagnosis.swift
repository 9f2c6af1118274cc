import ReferenceImpl
public import VideoSpec

/// What an inspection has found.
public struct Diagnosis: Sendable {
  /// How a rule came off.
  public enum Verdict: String, Sendable {
    case holds
    case broken
    case cannotTell = "cannot tell"
  }

  public struct Row: Hashable, Sendable {
    public var requirement: RequirementID
    public var verdict: Verdict
    /// Nil where the rule holds.
    public var reason: String?
  }

  /// How sure it is.
  public enum Certainty: Int, Sendable, Comparable {
    /// It is worth knowing, and rejects nothing.
    case remark
    /// It fits.
    case likely
    /// The thing itself shows it, or the signature comes out right with it.
    case certain

    public static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
  }

  public struct Finding: Sendable {
    public var cause: Cause
    public var certainty: Certainty
    /// What was seen.
    public var detail: String?
  }

  /// Where what was signed and what the receiver computes part.
  public struct Divergence: Hashable, Sendable {
    /// `canonicalRequest`, `stringToSign` or `policy`.
    public var step: String
    public var line: Int
    /// From 1 on.
    public var byte: Int
    /// What the receiver computes, and what was signed: the line.
    public var received: Text
    public var signed: Text
  }

  /// Whether what was signed is known: the signature is right, or comes out so with the pitfalls found.
  var isExplained = false
  /// Whether the signature is right; nil where that cannot be told.
  public var isSignatureRight: Bool?
  /// The method that a URL was signed for, where that was found out.
  public var method: Text?
  /// The likeliest cause first.
  public var findings: [Finding] = []
  public var rows: [Row] = []
  public var divergence: Divergence?
  /// What the receiver computes, shown where nothing explains the signature.
  public var canonicalRequest: Text?
  /// What was looked at, shortened: no signature, no token, no secret is whole in it.
  public var subject: String = ""
  /// What would tell more.
  public var hints: [String] = []
  // Those that are taken back where an answer of S3's says more.
  static let wantsSecret =
    "With the secret (AWS_SECRET_ACCESS_KEY, or --aws-profile) the signature itself can be checked."
  static let wantsEndpoint = "if the URL was signed for another one, name that with --endpoint."
  /// What S3's own answer says, where no cause known here stands behind it; nil where S3 was not asked, or where one does.
  public var rejection: String?

  /// Whether something is wrong that makes S3 reject, or S3 has rejected.
  public var hasFault: Bool { rejection != nil || findings.contains { $0.certainty > .remark } }

  public var cause: Cause? { findings.first?.cause }

  mutating func add(_ code: String, _ certainty: Certainty = .certain, _ detail: String? = nil) {
    let cause = Cause.named(code)
    guard !findings.contains(where: { $0.cause.code == code }) else { return }
    findings.append(Finding(cause: cause, certainty: certainty, detail: detail.map(Shortened.detail)))
  }

  func has(_ code: String) -> Bool { findings.contains { $0.cause.code == code } }

  /// Certain causes before likely ones, remarks last; of equals the one found first.
  mutating func order() {
    findings = findings.enumerated().sorted { left, right in
      left.element.certainty == right.element.certainty
        ? left.offset < right.offset : left.element.certainty > right.element.certainty
    }.map(\.element)
  }

  /// A row for each rule: broken where a finding says so, else as the caller says.
  mutating func fill(_ rules: [RequirementID], _ verdict: (RequirementID) -> (Verdict, String?)) {
    for id in Set(rules + findings.map(\.cause.requirement)).sorted() {
      if let finding = findings.first(where: { $0.cause.requirement == id }) {
        rows.append(Row(requirement: id, verdict: .broken, reason: finding.detail ?? finding.cause.summary))
      } else {
        let (verdict, reason) = verdict(id)
        rows.append(Row(requirement: id, verdict: verdict, reason: reason))
      }
    }
  }
}

extension Diagnosis.Divergence {
  /// The first place where two texts differ; nil where they are the same.
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

/// What a request was meant to be, as far as somebody says: a URL may be signed rightly, and for something else.
public struct Intention: Sendable {
  public var bucket: Text?
  public var key: Text?
  /// Seconds.
  public var expires: Int?
  public var endpoint: Endpoint?

  /// Small enough to be reckoned with.
  var boundedExpires: Int? { expires.map { min(max($0, -1_000_000_000_000), 1_000_000_000_000) } }

  public var addressing: Addressing?
  public var query: [QueryItem]
  /// Conditions of a policy; nil where nobody says.
  public var conditions: [PolicyCondition]?
  /// Fields of a form, without those that the builder sets.
  public var fields: [HeaderField]
  /// Where a form should go.
  public var url: Text?
  /// The names of the headers that the signer was given.
  public var headers: [Text] = []
  /// The document that was to be signed.
  public var policy: Text?

  public init(
    bucket: Text? = nil, key: Text? = nil, expires: Int? = nil, endpoint: Endpoint? = nil,
    addressing: Addressing? = nil,
    query: [QueryItem] = [], conditions: [PolicyCondition]? = nil, fields: [HeaderField] = [], url: Text? = nil
  ) {
    self.bucket = bucket
    self.key = key
    self.expires = expires
    self.endpoint = endpoint
    self.addressing = addressing
    self.query = query
    self.conditions = conditions
    self.fields = fields
    self.url = url
  }
}
