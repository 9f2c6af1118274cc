public import VideoSpec

/// Whether a case counts.
public enum Standing: String, Hashable, Sendable, CaseIterable {
  /// It counts.
  case gates
  /// It does not count, because it belongs to a SHOULD and the gate is not strict.
  case advisory
  /// It does not count, because there is no proof of what S3 does.
  case contested
}

/// An outcome, and whether it counts.
public struct RatedOutcome: Hashable, Sendable {
  public var vector: VectorCase
  public var verdict: Verdict
  public var standing: Standing
  /// The entry of the known failures for this outcome, if there is one.
  public var known: KnownFailures.Entry?
  /// How long the case took.
  public var duration: Duration

  /// The rule that the outcome counts for: the case's own, or the one that explains its failure.
  public var rule: Requirement { verdict.rule(for: vector) }

  /// Whether the case failed because of another rule, so that its own was not tested.
  public var isAttributed: Bool { rule.id != vector.requirement.id }

  /// Whether the outcome makes the gate fail: it counts, and no known failure excuses it.
  public var countsAgainst: Bool {
    switch verdict {
    case .pass: false
    case .fail, .broken: standing == .gates && known == nil
    // A known gap is still a gap.
    case .unsupported, .notRun: standing == .gates
    }
  }
}

extension RatedOutcome {
  /// Rates an outcome by the terms of a gate.
  public init(_ outcome: CaseOutcome, terms: GateTerms) {
    let entry = terms.knownFailures?.entry(for: outcome.vector.id)
    var standing = outcome.vector.standing(isStrict: terms.isStrict)
    // A failure that a SHOULD explains counts as one of a SHOULD.
    if standing == .gates, outcome.verdict.rule(for: outcome.vector).level == .should, !terms.isStrict {
      standing = .advisory
    }
    self.init(
      vector: outcome.vector, verdict: outcome.verdict, standing: standing,
      known: entry?.outcome == outcome.verdict.kind ? entry : nil, duration: outcome.duration)
  }
}

extension VectorCase {
  /// Whether the case counts for a gate.
  func standing(isStrict: Bool) -> Standing {
    if evidence.kind == .contested { return .contested }
    return requirement.level == .must || isStrict ? .gates : .advisory
  }
}
