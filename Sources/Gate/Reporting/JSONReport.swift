import AdapterProtocol
public import VideoSpec

extension Report {
  /// For machines; the members keep their names and meanings within `format` 1.
  public var json: JSONValue {
    [
      "format": 1,
      "suite": [
        "version": JSONValue(Suite.version), "edition": JSONValue(edition.description),
        "corpus": JSONValue(corpusDigest),
      ],
      "implementation": implementation?.json ?? .null,
      "profiles": .array(terms.profiles.map { JSONValue($0.rawValue) }),
      "strict": .bool(terms.isStrict),
      "status": JSONValue(conclusion.status.rawValue),
      "exitStatus": JSONValue(Int(conclusion.status.exitStatus)),
      "reasons": .array(conclusion.reasons.map { JSONValue($0) }),
      "warnings": .array(warnings.map { JSONValue($0) }),
      "counts": counts.json,
      "requirements": .array(sections.flatMap { section in section.requirements.map { $0.json(in: section) } }),
      "cases": .array(conclusion.outcomes.map { json(of: $0) }),
    ]
  }

  private func json(of outcome: RatedOutcome) -> JSONValue {
    let vector = outcome.vector
    var object: JSONObject = [
      "id": JSONValue(vector.id.rawValue), "requirement": JSONValue(vector.requirement.id.rawValue),
      "profile": JSONValue(vector.profile.rawValue), "operation": JSONValue(vector.operation.rawValue),
      "title": JSONValue(vector.title), "file": JSONValue(vector.file),
      "evidence": [
        "kind": JSONValue(vector.evidence.kind.rawValue), "reference": JSONValue(vector.evidence.reference),
      ],
      "standing": JSONValue(outcome.standing.rawValue), "verdict": JSONValue(outcome.verdict.kind.rawValue),
      "bearing": JSONValue(outcome.bearing.name),
    ]
    guard let reason = outcome.verdict.reason else { return .object(object) }
    object["reason"] = JSONValue(reason)
    if let known = outcome.known { object["known"] = JSONValue(known.reason) }
    if case .fail(let failure) = outcome.verdict, let divergence = failure.divergence {
      object["divergence"] = divergence.json
    }
    if case .broken(let breakage) = outcome.verdict {
      object["breakage"] = [
        "kind": JSONValue(breakage.kind.rawValue), "standardError": breakage.standardError.protocolForm,
      ]
    }
    object["repeat"] = JSONValue(repeatCommand(for: vector))
    return .object(object)
  }
}

extension ImplementationInfo {
  fileprivate var json: JSONValue {
    [
      "name": JSONValue(name), "version": JSONValue(version), "language": JSONValue(language),
      "source": JSONValue(source), "clock": JSONValue(clock.rawValue), "random": JSONValue(random.rawValue),
      "output": isExact ? "exact" : "meaning", "operations": .array(calls.map { JSONValue($0.rawValue) }),
      "profiles": .array(profiles.map { JSONValue($0.rawValue) }),
      "unsupported": .array(
        unsupported.map { ["requirement": JSONValue($0.requirement.rawValue), "reason": JSONValue($0.reason)] }),
    ]
  }
}

extension Report.Counts {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["all": JSONValue(all)]
    for kind in Verdict.Kind.allCases { object[Text(kind.rawValue)] = JSONValue(self[kind]) }
    return .object(object)
  }
}

extension Report.RequirementSummary {
  fileprivate func json(in section: Report.SectionSummary) -> JSONValue {
    [
      "id": JSONValue(requirement.id.rawValue), "level": JSONValue(requirement.level.rawValue),
      "subject": JSONValue(section.subject), "section": JSONValue(section.title),
      "title": JSONValue(requirement.title), "counts": counts.json,
    ]
  }
}

extension Divergence {
  /// How much of either text is told.
  private static let limit = 4096

  fileprivate var json: JSONValue {
    var object: JSONObject = ["step": JSONValue(step)]
    if let place {
      object["line"] = JSONValue(place.line)
      object["byte"] = JSONValue(place.byte)
    }
    // Where the texts part far from their beginning, what is told begins shortly before that.
    let common = zip(expected.bytes, observed.bytes).prefix { $0 == $1 }.count
    let start = common < Divergence.limit / 2 ? 0 : common - Divergence.limit / 2
    if start > 0 { object["offset"] = JSONValue(start) }
    func part(_ text: Text) -> JSONValue { Text(text.bytes.dropFirst(start).prefix(Divergence.limit)).protocolForm }
    object["expected"] = part(expected)
    object["observed"] = part(observed)
    return .object(object)
  }
}
