import Gate
import VideoSpec

/// `video-spec show ID`: a rule with its reason, its evidence, an accepted and a rejected example; or a case, whole.
enum ShowCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "show", usage: "ID [OPTIONS]",
      details: "Shows a requirement (SIG-006) with an accepted and a rejected example, or a case (SIG-006-01).\n",
      options: [
        Option("vectors", argument: "DIR", "read the vectors from a directory"),
        Option("suite", argument: "EDITION", "the edition of the suite"),
        Option("json", "print JSON"),
      ])
    guard let options else { return .success }
    try options.expectOperands(atMost: 1)
    guard let id = options.operands.first else { throw options.fail("say what to show: SIG-006, SIG-006-01") }
    let corpus = try Corpora.load(options)
    let upper = Text(id).bytes.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    let name = Text(bytes: upper).string
    if let requirement = RequirementID(name).flatMap(Catalogue.requirement) {
      show(requirement, corpus, isJSON: options.has("json"))
    } else if let vector = CaseID(name).flatMap(corpus.vector) {
      show(vector, corpus, isJSON: options.has("json"))
    } else {
      throw options.fail("there is no requirement or case \"\(id)\"; 'video-spec list' shows what there is")
    }
    return .success
  }

  /// A case of any edition; one that was withdrawn says so.
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
      return Output.standard.write(bytes: JSONValue.object(object).document)
    }
    let withdrawal = vector.withdrawn.map { ["", erratum?.description ?? "Withdrawn in edition \($0)."] } ?? []
    Output.standard.write((example.lines + withdrawal).map { $0 + "\n" }.joined())
  }

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
      return Output.standard.write(bytes: object.document)
    }
    var lines = ["\(requirement.id)  \(requirement.title)  (\(requirement.level.rawValue))", "", requirement.text, ""]
    lines += [
      "Why: \(requirement.reason)",
      "Evidence: \(requirement.evidence.kind.rawValue): \(requirement.evidence.reference)",
    ]
    if let test = requirement.test { lines.append("Held by the test \"\(test)\"") }
    if !cases.isEmpty {
      let profiles = Profile.all.filter { profile in cases.contains { $0.profile == profile } }
      lines.append("Cases: \(cases.count), in \(profiles.map(\.rawValue).joined(separator: ", "))")
    }
    let contested = cases.filter { $0.evidence.kind == .contested }
    if !contested.isEmpty {
      lines.append("Contested, never counted: \(contested.map(\.id.rawValue).joined(separator: ", "))")
    }
    let flags = Set(cases.flatMap(\.flags))
    var seen: [String] = []
    for note in corpus.files.flatMap(\.notes) where flags.contains(note.flag) {
      // Several files have the same note.
      let line = (["Seen:", note.effect] + note.links).joined(separator: " ")
      if !seen.contains(line) { seen.append(line) }
    }
    lines += seen
    for example in examples { lines += [""] + example.lines }
    Output.standard.write(lines.map { $0 + "\n" }.joined())
  }
}
