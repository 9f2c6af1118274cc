public import AdapterProtocol
public import VideoSpec

/// What a run came to, for its renderings. It holds no secret: those of the cases' inputs are taken out (SIG-190).
public struct Report: Sendable {
  public let edition: Edition
  public let corpusDigest: String
  /// Nil when it never was ready.
  public let implementation: ImplementationInfo?
  public let terms: GateTerms
  public let conclusion: Conclusion
  /// What the implementation was started with; empty for the reference in this process.
  public let command: [String]
  /// Further options of the gate that a single case needs too, such as where the vectors are.
  public let options: [String]
  /// What is odd and does not count.
  public let warnings: [String]
  /// The sections of the catalogue that were run, in its order.
  public let sections: [SectionSummary]

  /// - Parameters:
  ///   - command: The adapter's command, for the lines that repeat a case.
  ///   - options: Further options of the gate, for the same lines.
  public init(
    _ conclusion: Conclusion, terms: GateTerms, corpus: Corpus, implementation: ImplementationInfo?,
    command: [String] = [], options: [String] = [], warnings: [String] = []
  ) {
    edition = corpus.edition
    corpusDigest = corpus.digest
    self.implementation = implementation?.bounded
    self.terms = terms
    self.command = command
    self.options = options
    let all = warnings + (terms.knownFailures?.warnings ?? [])
    self.warnings = all.prefix(100).map { $0.cut(to: 2000) }
    self.conclusion = conclusion.redacted
    sections = Report.sections(of: self.conclusion.outcomes)
  }

  /// How often each verdict was given.
  public struct Counts: Hashable, Sendable {
    public private(set) var all = 0
    private var byKind: [Verdict.Kind: Int] = [:]

    init(_ outcomes: [RatedOutcome]) {
      for outcome in outcomes {
        all += 1
        byKind[outcome.verdict.kind, default: 0] += 1
      }
    }

    public subscript(kind: Verdict.Kind) -> Int { byKind[kind] ?? 0 }
  }

  public struct RequirementSummary: Hashable, Sendable {
    public var requirement: Requirement
    public var outcomes: [RatedOutcome]
    public var counts: Counts { Counts(outcomes) }
  }

  public struct SectionSummary: Hashable, Sendable {
    public var subject: String
    public var title: String
    public var requirements: [RequirementSummary]
    public var counts: Counts { Counts(requirements.flatMap(\.outcomes)) }
  }

  public var counts: Counts { Counts(conclusion.outcomes) }

  private static func sections(of outcomes: [RatedOutcome]) -> [SectionSummary] {
    let outcomes = Dictionary(grouping: outcomes, by: \.vector.requirement.id)
    return Catalogue.subjects.flatMap { subject in
      subject.sections.compactMap { section in
        let requirements = section.requirements.compactMap { requirement in
          outcomes[requirement.id].map { RequirementSummary(requirement: requirement, outcomes: $0) }
        }
        guard !requirements.isEmpty else { return nil }
        return SectionSummary(subject: subject.name, title: section.title, requirements: requirements)
      }
    }
  }

  /// The command that runs one case alone, ready for a shell.
  public func repeatCommand(for vector: VectorCase) -> String {
    var words = ["video-spec", "check", "--profile", vector.profile.rawValue, "--only", vector.id.rawValue]
    if edition != .current { words += ["--suite", edition.description] }
    if terms.isStrict { words.append("--strict") }
    words += options
    if !command.isEmpty { words += ["--"] + command }
    return words.map(\.shellQuoted).joined(separator: " ")
  }
}

extension String {
  /// As one word of a POSIX shell.
  var shellQuoted: String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/=:,@%+".utf8)
    if !utf8.isEmpty, utf8.allSatisfy(plain.contains) { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
