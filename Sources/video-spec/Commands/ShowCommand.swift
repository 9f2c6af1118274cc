import Gate
import VideoSpec

extension Command {
  static let show = Command(
    "show", summary: "show a rule with examples, a case with its input, or a profile",
    details: [
      "A rule is shown with its reason, its evidence, an accepted and a rejected example. A case is shown whole. A profile is shown with what claiming it means, its operations and its rules."
    ],
    operands: [
      Operand(
        .suggestions("ID") { Profile.all.map(\.rawValue) + Option.ruleIDs() },
        "a rule (SIG-006), a case (SIG-006-01) or a profile (presign-url)")
    ], options: [.suite, .vectors, .json],
    examples: [
      CommandExample("video-spec show SIG-006", "see what a rule asks for, and why"),
      CommandExample("video-spec show SIG-006-01", "see the input and the expectation of a case"),
      CommandExample("video-spec show presign-url", "see what an implementation with this profile does"),
    ], run: ShowCommand.run)
}

/// `video-spec show`.
enum ShowCommand {
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let corpus = try options.corpus()
    let id = options.operands[0]
    let upper = Text(id).bytes.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    let name = Text(bytes: upper).string
    if let requirement = RequirementID(name).flatMap(Catalogue.requirement) {
      show(requirement, corpus, isJSON: options.has("json"))
    } else if let vector = CaseID(name).flatMap(corpus.vector) {
      show(vector, corpus, isJSON: options.has("json"))
    } else if let profile = Profile(Text(id).lowercased.string) {
      show(profile, corpus, isJSON: options.has("json"))
    } else if let erratum = corpus.errata.first(where: { $0.id.rawValue == name }) {
      throw options.fail("\(erratum.id) was removed. \(erratum.description)")
    } else {
      throw options.fail("there is no rule, case or profile \(id.shown)\(hint(id, corpus))")
    }
    return .success
  }

  private static func hint(_ id: String, _ corpus: Corpus) -> String {
    if let operation = Operation(id) {
      return ": it is an operation; 'video-spec list cases --operation \(operation)' lists its cases"
    }
    let profiles = Suggestions.hint(for: id, among: Profile.all.map(\.rawValue))
    if !profiles.isEmpty { return profiles }
    let ids = Suggestions.hint(forID: id, in: corpus)
    return ids.isEmpty ? "; 'video-spec list' shows the rules, 'video-spec list profiles' the profiles" : ids
  }

  // MARK: - A case

  /// A case of any edition; if it was withdrawn, that is shown.
  private static func show(_ vector: VectorCase, _ corpus: Corpus, isJSON: Bool) {
    let example = Example(vector)
    let erratum = corpus.errata.first { $0.id == vector.id }
    if isJSON {
      var object = example.json.object ?? JSONObject()
      if let withdrawn = vector.withdrawn {
        object["withdrawn"] = [
          "edition": JSONValue(withdrawn.description), "reason": erratum.map { JSONValue($0.reason) } ?? .null,
          "replacedBy": .array((erratum?.replacedBy ?? []).map { JSONValue($0.rawValue) }),
        ]
      }
      return Output.standard.write(JSONValue.object(object))
    }
    let withdrawal = vector.withdrawn.map { ["", erratum?.description ?? "Withdrawn in edition \($0)."] } ?? []
    let sources = sources(of: vector.evidence, corpus)
    write(example.lines + (sources.isEmpty ? [] : [""] + sources) + withdrawal)
  }

  /// Where the sources of evidence are found, one on each line.
  private static func sources(of evidence: Evidence, _ corpus: Corpus) -> [String] {
    var lines: [String] = []
    for source in corpus.evidenceSources?.named(by: evidence) ?? [] {
      let line = "Source: \(source.location)"
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  // MARK: - A rule

  private static func show(_ requirement: Requirement, _ corpus: Corpus, isJSON: Bool) {
    let cases = corpus.cases.filter { $0.requirement.id == requirement.id }
    let examples = [Example.accepted(of: cases), Example.rejected(of: cases)].compactMap { $0 }
    if isJSON {
      let object: JSONValue = [
        "id": JSONValue(requirement.id.rawValue), "level": JSONValue(requirement.level.rawValue),
        "kind": JSONValue(requirement.kind.rawValue), "title": JSONValue(requirement.title),
        "text": JSONValue(requirement.text), "reason": JSONValue(requirement.reason),
        "evidence": [
          "kind": JSONValue(requirement.evidence.kind.rawValue), "reference": JSONValue(requirement.evidence.reference),
        ],
        "test": requirement.test.map { JSONValue($0) } ?? .null,
        "cases": .array(cases.map { JSONValue($0.id.rawValue) }), "examples": .array(examples.map(\.json)),
      ]
      return Output.standard.write(object)
    }
    var lines = ["\(requirement.id)  \(requirement.title)  (\(requirement.level.rawValue))", "", requirement.text, ""]
    lines += [
      "Why: \(requirement.reason)",
      "Evidence: \(requirement.evidence.kind.rawValue): \(requirement.evidence.reference)",
    ]
    lines += sources(of: requirement.evidence, corpus)
    if let test = requirement.test { lines.append("Verified by the test \"\(test)\"") }
    if !cases.isEmpty {
      let profiles = Profile.all.filter { profile in cases.contains { $0.profile == profile } }
      lines.append("Cases: \(cases.count), in \(profiles.map(\.rawValue).joined(separator: ", "))")
    }
    let contested = cases.filter { $0.evidence.kind == .contested }
    if !contested.isEmpty {
      lines.append("Contested, never counted: \(contested.map(\.id.rawValue).joined(separator: ", "))")
    }
    lines += seen(cases, corpus)
    for example in examples { lines += [""] + example.lines }
    write(lines)
  }

  /// What goes wrong in practice, by the notes of the cases' flags. Several files have the same note.
  private static func seen(_ cases: [VectorCase], _ corpus: Corpus) -> [String] {
    let flags = Set(cases.flatMap(\.flags))
    var lines: [String] = []
    for note in corpus.files.flatMap(\.notes) where flags.contains(note.flag) {
      let line = (["Seen:", note.effect] + note.links).joined(separator: " ")
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  // MARK: - A profile

  private static func show(_ profile: Profile, _ corpus: Corpus, isJSON: Bool) {
    let cases = corpus.cases.filter { [profile].withIncluded.contains($0.profile) }
    let rules = Catalogue.requirements.compactMap { rule -> (rule: Requirement, count: Int)? in
      let count = cases.count { $0.requirement.id == rule.id }
      return count == 0 ? nil : (rule, count)
    }
    let accepted = cases.count { if case .accepted = $0.expectation { true } else { false } }
    let contested = cases.count { $0.evidence.kind == .contested }
    if isJSON {
      let object: JSONValue = [
        "profile": JSONValue(profile.rawValue), "summary": JSONValue(profile.summary),
        "operations": .array(profile.operations.map { JSONValue($0.rawValue) }),
        "cases": [
          "all": JSONValue(cases.count), "accepted": JSONValue(accepted), "rejected": JSONValue(cases.count - accepted),
          "contested": JSONValue(contested),
        ],
        "rules": .array(
          rules.map { ["id": JSONValue($0.rule.id.rawValue), "cases": JSONValue($0.count)] }),
      ]
      return Output.standard.write(object)
    }
    var table = Table()
    for (rule, count) in rules {
      table.addRow(["  \(rule.id)", rule.level.rawValue, Table.count(count, "case"), rule.title])
    }
    write([
      "\(profile)  \(profile.summary)", "",
      "An implementation that claims this profile supports these operations and passes the cases of the MUST rules.",
      "", "Operations: \(profile.operations.map(\.rawValue).joined(separator: ", "))",
      "Cases: \(cases.count)"
        + (profile.isForEndpoints ? "" : ", \(accepted) accepted and \(cases.count - accepted) rejected")
        + (contested > 0 ? "; \(contested) are contested and never count" : ""),
      "Check: video-spec check --profile \(profile) \(profile.isForEndpoints ? "--endpoint URL" : "-- ADAPTER")", "",
      "Rules: \(rules.count)",
    ])
    Output.standard.write(table.text)
  }

  private static func write(_ lines: [String]) { Output.standard.write(lines.map { $0 + "\n" }.joined()) }
}
