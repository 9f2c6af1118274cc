public import AdapterProtocol
public import VideoSpec

/// What a gate asks for.
public struct GateTerms: Hashable, Sendable {
  /// Those that the implementation must claim and fulfil; none: whatever the plan holds.
  public var profiles: [Profile]
  /// Whether rules of the level SHOULD count.
  public var isStrict: Bool
  public var knownFailures: KnownFailures?

  public init(profiles: [Profile], isStrict: Bool = false, knownFailures: KnownFailures? = nil) {
    self.profiles = profiles
    self.isStrict = isStrict
    self.knownFailures = knownFailures
  }
}

/// What a case counts for.
public enum Standing: String, Hashable, Sendable, CaseIterable {
  case gates
  /// A SHOULD, and the gate is not strict.
  case advisory
  /// Nobody has proof of what S3 does.
  case contested
}

/// An outcome and what it counts for.
public struct RatedOutcome: Hashable, Sendable {
  public var vector: VectorCase
  public var verdict: Verdict
  public var standing: Standing
  /// The known failure that this outcome is; nil when it is none.
  public var known: KnownFailures.Entry?

  /// Whether it stands against the gate: nothing excuses it and it counts.
  public var countsAgainst: Bool {
    switch verdict {
    case .pass: false
    case .fail, .broken: standing == .gates && known == nil
    // A known gap is still a gap.
    case .unsupported, .notRun: standing == .gates
    }
  }
}

/// What a whole run comes to; report and exit status are both made of it.
public struct Conclusion: Hashable, Sendable {
  public enum Status: String, Sendable, CaseIterable {
    case conformant
    case nonconformant
    case incomplete
    /// The suite's own fault.
    case fault

    public var exitStatus: Int32 {
      switch self {
      case .conformant: 0
      case .nonconformant: 1
      case .incomplete: 3
      case .fault: 70
      }
    }
  }

  public var status: Status
  /// Why it is not conformant, a sentence each.
  public var reasons: [String]
  public var outcomes: [RatedOutcome]

  /// - Parameters:
  ///   - implementation: Nil when it never was ready.
  ///   - corpus: The whole of it, against which known failures are checked.
  public init(
    _ outcomes: [CaseOutcome], terms: GateTerms, implementation: ImplementationProfile?, corpus: Corpus
  ) {
    let known = terms.knownFailures
    self.outcomes = outcomes.map { outcome in
      let entry = known?.entry(for: outcome.vector.id)
      return RatedOutcome(
        vector: outcome.vector, verdict: outcome.verdict, standing: outcome.vector.standing(isStrict: terms.isStrict),
        known: entry?.outcome == outcome.verdict.kind ? entry : nil)
    }
    let against = self.outcomes.filter(\.countsAgainst)
    func count(_ kinds: Verdict.Kind...) -> Int { against.count { kinds.contains($0.verdict.kind) } }
    let faults = outcomes.isEmpty ? ["no case was run"] : []
    let failures =
      Conclusion.sentence(count(.fail), "failed") + Conclusion.sentence(count(.broken), "had no answer")
      + Conclusion.stale(known, outcomes: outcomes, implementation: implementation, corpus: corpus)
    let gaps =
      Conclusion.sentence(count(.unsupported), "not supported") + Conclusion.sentence(count(.notRun), "not run")
      + Conclusion.unclaimed(terms.profiles, by: implementation)
    reasons = faults + failures + gaps
    status = !faults.isEmpty ? .fault : !failures.isEmpty ? .nonconformant : !gaps.isEmpty ? .incomplete : .conformant
  }

  private static func sentence(_ count: Int, _ what: String) -> [String] {
    count == 0 ? [] : ["\(count) \(count == 1 ? "case" : "cases") \(what)"]
  }

  private static func stale(
    _ known: KnownFailures?, outcomes: [CaseOutcome], implementation: ImplementationProfile?, corpus: Corpus
  ) -> [String] {
    guard let known else { return [] }
    var reasons: [String] = []
    if let implementation, !implementation.name.utf8.elementsEqual(known.implementation.utf8) {
      reasons.append("the known failures are those of \(known.implementation), not of \(implementation.name)")
    }
    for entry in known.entries {
      guard let why = why(entry, isStaleAfter: outcomes, corpus: corpus) else { continue }
      reasons.append("known failure \(entry.id) is stale: \(why)")
    }
    return reasons
  }

  private static func why(
    _ entry: KnownFailures.Entry, isStaleAfter outcomes: [CaseOutcome], corpus: Corpus
  ) -> String? {
    guard let vector = corpus.vector(entry.id) else { return "there is no such case" }
    if let withdrawn = vector.withdrawn, vector.isWithdrawn(in: corpus.edition) {
      return "the case was withdrawn in edition \(withdrawn)"
    }
    guard let kind = outcomes.first(where: { $0.vector.id == entry.id })?.verdict.kind, kind != entry.outcome,
      kind != .notRun
    else { return nil }
    return "listed as \(entry.outcome.rawValue), now \(kind.rawValue)"
  }

  private static func unclaimed(_ profiles: [Profile], by implementation: ImplementationProfile?) -> [String] {
    guard let implementation else { return [] }
    return profiles.filter { !implementation.profiles.contains($0) }.map {
      "the adapter does not claim the profile \($0)"
    }
  }
}

extension VectorCase {
  func standing(isStrict: Bool) -> Standing {
    if evidence.kind == .contested { return .contested }
    return requirement.level == .must || isStrict ? .gates : .advisory
  }
}
