import AdapterProtocol
public import VideoSpec

extension Report {
  /// The report for programs. Within `format` 1, members keep their names and meanings.
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
      "failures": .array(failures.map { json(of: $0) }),
      "requirements": .array(sections.flatMap { section in section.requirements.map { $0.json(in: section) } }),
      "cases": .array(conclusion.outcomes.map { json(of: $0) }),
    ]
  }

  private func json(of group: FailureGroup) -> JSONValue {
    let first = group.first
    var object: JSONObject = [
      "verdict": JSONValue(first.verdict.kind.rawValue), "reason": JSONValue(first.verdict.reason ?? ""),
    ]
    if case .broken(let breakage) = first.verdict {
      object["breakage"] = JSONValue(breakage.kind.rawValue)
    } else {
      object["requirement"] = JSONValue(first.rule.id.rawValue)
    }
    if case .fail(let failure) = first.verdict, let mistake = failure.mistake { object["mistake"] = JSONValue(mistake) }
    if case .fail(let failure) = first.verdict, let divergence = failure.divergence {
      object["step"] = JSONValue(divergence.step)
      if let place = divergence.place { object["line"] = JSONValue(place.line) }
    }
    object["cases"] = .array(group.outcomes.map { JSONValue($0.vector.id.rawValue) })
    object["repeat"] = JSONValue(repeatCommand(for: first.vector))
    return .object(object)
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
      "bearing": JSONValue(outcome.bearing.rawValue),
    ]
    guard let reason = outcome.verdict.reason else { return .object(object) }
    object["reason"] = JSONValue(reason)
    if outcome.isAttributed { object["explainedBy"] = JSONValue(outcome.rule.id.rawValue) }
    if let known = outcome.known { object["known"] = JSONValue(known.reason) }
    if case .fail(let failure) = outcome.verdict, let divergence = failure.divergence {
      object["divergence"] = divergence.json
    }
    if case .fail(let failure) = outcome.verdict, let exchange = failure.exchange {
      object["exchange"] = JSONValue(exchange)
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
    for bearing in Bearing.allCases { object[Text(bearing.rawValue)] = JSONValue(self[bearing]) }
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
  /// How many bytes of each text are written.
  private static let limit = 4096

  fileprivate var json: JSONValue {
    var object: JSONObject = ["step": JSONValue(step)]
    if let place {
      object["line"] = JSONValue(place.line)
      object["byte"] = JSONValue(place.byte)
    }
    // If the texts differ far from their beginning, the part that is written starts shortly before the difference.
    let common = zip(expected.bytes, observed.bytes).prefix { $0 == $1 }.count
    let start = common < Divergence.limit / 2 ? 0 : common - Divergence.limit / 2
    if droppedBytes + start > 0 { object["offset"] = JSONValue(droppedBytes + start) }
    func part(_ text: Text) -> JSONValue { Text(text.bytes.dropFirst(start).prefix(Divergence.limit)).protocolForm }
    object["expected"] = part(expected)
    object["observed"] = part(observed)
    return .object(object)
  }
}
