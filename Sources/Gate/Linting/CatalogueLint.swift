public import VideoSpec

/// Checks the evidence and the reasons of the catalogue's rules.
public enum CatalogueLint {
  /// Returns a sentence for every problem, beginning with the rule's ID.
  ///
  /// - Parameter sources: The vector files. If they contain no table of sources, the one in this program is used.
  public static func findings(
    for requirements: [Requirement] = Catalogue.requirements, in sources: [VectorSource]
  ) throws(VectorError) -> [String] {
    let table: EvidenceSources
    if let source = sources.first(where: \.isSources) {
      table = try EvidenceSources.read(source)
    } else {
      table = try EvidenceSources.embedded()
    }
    var suites: [VectorFile] = []
    for source in sources where table.all.contains(where: { $0.file.map { Text($0) } == Text(source.name) }) {
      suites.append(try VectorFile(name: source.name, bytes: source.bytes))
    }
    let lint = EvidenceLint(table, files: suites)
    return requirements.flatMap { requirement in
      [lint.fault(of: requirement.evidence), fault(ofReason: requirement)].compactMap { $0 }
        .map { "\(requirement.id): \($0)" }
    }
  }

  private static func fault(ofReason requirement: Requirement) -> String? {
    let reason = Text(requirement.reason).lowercased
    if reason.bytes.allSatisfy({ $0 <= 0x20 }) { return "the rule has no reason: say what goes wrong without it" }
    guard requirement.level == .must, !hurt.contains(where: { reason.contains($0) }) else { return nil }
    return
      "the reason does not say who or what is hurt without the rule: name the request that S3 rejects, the attacker whom it accepts, or the data that a backend loses, or make the rule a SHOULD"
  }

  /// Who or what can be hurt. The reason of a MUST names one of them.
  private static let hurt: [Text] = [
    "s3", "aws", "upload", "download", "request", "video", "object", "recording", "server", "store", "backend",
    "receiver",
    "user", "browser", "client", "caller", "attacker", "people", "whoever", "anybody", "anyone", "somebody", "someone",
    "everybody", "everyone",
  ]
}
