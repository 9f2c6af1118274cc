public import AdapterProtocol
import VideoSpec

/// The result of a whole run, from which report and exit status follow.
public struct Conclusion: Hashable, Sendable {
  public enum Status: String, Sendable, CaseIterable {
    case conformant
    case nonconformant
    case incomplete
    /// The suite itself is at fault.
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
  /// Why it is not conformant, one sentence each.
  public var reasons: [String]
  public var outcomes: [RatedOutcome]

  /// - Parameters:
  ///   - implementation: How the implementation introduced itself; nil if it never became ready.
  ///   - corpus: All vectors, against which the known failures are checked.
  public init(
    _ outcomes: [CaseOutcome], terms: GateTerms, implementation: ImplementationInfo?, corpus: Corpus
  ) {
    let known = terms.knownFailures
    self.outcomes = WrongSignatures.attributed(outcomes).map { RatedOutcome($0, terms: terms) }
    let against = self.outcomes.filter(\.countsAgainst)
    func count(_ kinds: Verdict.Kind...) -> Int { against.count { kinds.contains($0.verdict.kind) } }
    let faults = outcomes.isEmpty ? ["no case was run"] : []
    let failures =
      Conclusion.sentence(count(.fail), "failed") + Conclusion.sentence(count(.broken), "broken")
      + Conclusion.stale(known, outcomes: outcomes, implementation: implementation, corpus: corpus)
    var gaps =
      Conclusion.sentence(count(.unsupported), "not supported") + Conclusion.sentence(count(.notRun), "not run")
      + Conclusion.unclaimed(terms.profiles, by: implementation)
    // Also if only SHOULD rules were chosen, whose gaps do not count: a run that tested nothing must not look like success.
    if gaps.isEmpty, outcomes.allSatisfy({ $0.verdict.kind == .notRun }) { gaps = ["no case was run"] }
    reasons = faults + failures + gaps
    status = !faults.isEmpty ? .fault : !failures.isEmpty ? .nonconformant : !gaps.isEmpty ? .incomplete : .conformant
  }

  private static func sentence(_ count: Int, _ what: String) -> [String] {
    count == 0 ? [] : ["\(count) \(count == 1 ? "case" : "cases") \(what)"]
  }

  private static func stale(
    _ known: KnownFailures?, outcomes: [CaseOutcome], implementation: ImplementationInfo?, corpus: Corpus
  ) -> [String] {
    guard let known else { return [] }
    var reasons: [String] = []
    if let implementation, !implementation.name.utf8.elementsEqual(known.implementation.utf8) {
      reasons.append("the file of known failures is for \(known.implementation), not for \(implementation.name)")
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
    guard let vector = corpus.vector(entry.id) else { return "no such case exists" }
    if let withdrawn = vector.withdrawn, vector.isWithdrawn(in: corpus.edition) {
      return "the case was withdrawn in edition \(withdrawn)"
    }
    guard let kind = outcomes.first(where: { $0.vector.id == entry.id })?.verdict.kind, kind != entry.outcome,
      kind != .notRun
    else { return nil }
    return "listed as \(entry.outcome.rawValue), now \(kind.rawValue)"
  }

  private static func unclaimed(_ profiles: [Profile], by implementation: ImplementationInfo?) -> [String] {
    guard let implementation else { return [] }
    let claimed = implementation.profiles.withIncluded
    return profiles.filter { !claimed.contains($0) }.map {
      "the adapter does not claim the profile \($0)"
    }
  }
}
