public import AdapterProtocol
public import VideoSpec

/// The data of a report, which all its forms are made of. The secrets of the cases' inputs are removed from it (SIG-190).
public struct Report: Sendable {
  public let edition: Edition
  public let corpusDigest: String
  /// Nil if the implementation was never ready.
  public let implementation: ImplementationInfo?
  public let terms: GateTerms
  public let conclusion: Conclusion
  /// The command that started the adapter; empty for the reference implementation in this process.
  public let command: [String]
  /// Options of the gate that are needed to run a single case again, such as the directory of the vectors.
  public let options: [String]
  /// Unusual events that do not count.
  public let warnings: [String]
  /// The sections of the catalogue that were run, in the order of the catalogue.
  public let sections: [SectionSummary]
  /// The failures that count, grouped by cause, in the order of the catalogue.
  let failures: [FailureGroup]

  /// - Parameters:
  ///   - command: The adapter's command, for the commands that run a case again.
  ///   - options: Options of the gate, for the same commands.
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
    self.conclusion = conclusion.shown
    sections = Report.sections(of: self.conclusion.outcomes)
    failures = FailureGroup.grouping(
      sections.flatMap(\.requirements).flatMap(\.outcomes).filter(\.bearing.countsAsFailure))
  }

  /// The number of cases, and how many there are of each bearing.
  public struct Counts: Hashable, Sendable {
    public private(set) var all = 0
    private var byBearing: [Bearing: Int] = [:]

    init(_ outcomes: [RatedOutcome]) {
      for outcome in outcomes {
        all += 1
        byBearing[outcome.bearing, default: 0] += 1
      }
    }

    public subscript(bearing: Bearing) -> Int { byBearing[bearing] ?? 0 }
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
    let outcomes = Dictionary(grouping: outcomes, by: \.rule.id)
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

  /// Returns the shell command that runs a single case.
  public func repeatCommand(for vector: VectorCase) -> String {
    var words = ["video-spec", "check", "--profile", vector.profile.rawValue, "--only", vector.id.rawValue]
    if edition != .current { words += ["--suite", edition.description] }
    if terms.isStrict { words.append("--strict") }
    words += options
    if !command.isEmpty { words += ["--"] + command }
    return words.map(\.shellQuoted).joined(separator: " ")
  }
}

extension Report {
  /// `boto3 1.44.5 (python)`, on one line.
  var implementationName: String {
    (implementation.map { info in
      [info.name, info.version, info.language.isEmpty ? "" : "(\(info.language))"].filter { !$0.isEmpty }
        .joined(separator: " ")
    }
      ?? "The implementation").withoutControls
  }

  var profileNames: String {
    terms.profiles.isEmpty ? "all" : terms.profiles.map(\.rawValue).joined(separator: ", ")
  }

  /// What the result applies to.
  var binding: [(name: String, value: String)] {
    let implementation = self.implementation
    return [
      ("suite", "VideoSpec \(Suite.version)"), ("edition", edition.description), ("corpus", corpusDigest),
      ("implementation", implementation?.name ?? "never ready"), ("version", implementation?.version ?? ""),
      ("language", implementation?.language ?? ""), ("source", implementation?.source ?? ""),
      ("profiles", profileNames), ("strict", terms.isStrict ? "yes" : "no"),
      ("status", conclusion.status.label), ("exit status", "\(conclusion.status.exitStatus)"),
    ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.withoutControls) }
  }

  /// The outcomes with certain bearings, in the order of the catalogue.
  func outcomes(_ bearings: Bearing...) -> [RatedOutcome] {
    sections.flatMap(\.requirements).flatMap(\.outcomes).filter { bearings.contains($0.bearing) }
  }
}

extension String {
  /// The text as one word for a POSIX shell.
  var shellQuoted: String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/=:,@%+".utf8)
    if !utf8.isEmpty, utf8.allSatisfy(plain.contains) { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
