import VideoSpec

/// Checks that evidence names sources of the table, `vectors/sources.json`, and that they are of the evidence's kind.
struct EvidenceLint {
  let sources: EvidenceSources
  /// The references of the suites' own cases, `v4/get-vanilla, header`, by the suite's name. A suite whose file is not linted is missing.
  let suiteCases: [Text: Set<Text>]

  init(_ sources: EvidenceSources, files: [VectorFile]) {
    self.sources = sources
    var suiteCases: [Text: Set<Text>] = [:]
    for suite in sources.all where suite.kind == .suite {
      for file in files where suite.file.map({ Text($0) == Text(file.name) }) == true {
        let references = file.cases.map { Text($0.evidence.reference) }
        suiteCases[Text(suite.name)] = Set(references + references.map { $0.components(separatedBy: ", ")[0] })
      }
    }
    self.suiteCases = suiteCases
  }

  /// Returns what is wrong with evidence and how to fix it, or nil. The references of `computed` and `contested` evidence are free text.
  func fault(of evidence: Evidence) -> String? {
    guard let demand = Demand(evidence.kind) else { return nil }
    let parts = evidence.parts
    for (index, part) in parts.enumerated() {
      let named = sources.named(by: part)
      let isFirst = index == 0
      if named.isEmpty || isFirst && !named.allSatisfy({ demand.kinds.contains($0.kind) }) {
        return isFirst
          ? "\"\(part.printable)\" \(demand.finding(part, sources))"
          : "\"\(part.printable)\" does not begin with a source of \(EvidenceSources.fileName): name one, or write it as part of what the source before it says"
      }
      if let suite = named.first, suite.kind == .suite, let cases = suiteCases[Text(suite.name)] {
        let name = part.components(separatedBy: ": ")[0]
        if !cases.contains(name) {
          return "\"\(name.printable)\" is not a case of the AWS test suite: see the references in \(suite.file ?? "")"
        }
      }
    }
    return nil
  }

  /// What a kind of evidence has to begin with.
  private enum Demand {
    case suite, documented, recorded, agreed

    init?(_ kind: Evidence.Kind) {
      switch kind {
      case .suite: self = .suite
      case .documented: self = .documented
      case .recorded: self = .recorded
      case .agreed: self = .agreed
      case .computed, .contested: return nil
      }
    }

    var kinds: [EvidenceSources.Source.Kind] {
      switch self {
      case .suite: [.suite]
      case .documented: [.document]
      case .recorded: [.recording]
      case .agreed: [.server, .thread]
      }
    }

    func finding(_ part: Text, _ sources: EvidenceSources) -> String {
      let table = EvidenceSources.fileName
      switch self {
      case .suite: return "does not name a case of the AWS test suite: write \"v4/get-vanilla, header\""
      case .documented:
        return
          "does not begin with the title of a document in \(table): write \"TITLE: what it says\", or add the document"
      case .recorded:
        let test = part.components(separatedBy: ",")[0].components(separatedBy: ":")[0]
        if let date = sources.date(ofRecording: test) {
          return "does not name the recording's date: write \"\(test), \(date)\""
        }
        return
          "is not a recording in \(table): write \"test_NAME, DATE: what it shows\", or choose another kind of evidence"
      case .agreed:
        return
          "names neither servers with their versions nor threads in \(table): write \"moto 5.2.5: what it does\" or \"S3's response quoted in OWNER/REPO #1: what it says\", or make the case contested"
      }
    }
  }
}
