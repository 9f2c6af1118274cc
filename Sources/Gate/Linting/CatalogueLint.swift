public import VideoSpec

/// Checks what the catalogue says about its rules: their evidence and their reasons.
public enum CatalogueLint {
  /// Returns a sentence for every problem, beginning with the rule's ID.
  ///
  /// - Parameter sources: The vector files. Without a table of sources among them, that of this program is used.
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
    let words = Text(requirement.reason).lowercased
    if words.bytes.allSatisfy({ $0 <= 0x20 }) { return "the rule has no reason: say what goes wrong without it" }
    return nil
  }
}
