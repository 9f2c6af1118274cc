import VideoSpec

/// Whether the rules and the vectors hold each other.
public enum Traceability {
  /// The observable rules that lack an accepted or a rejected example, a sentence each. (A vector that cites a rule which is not in
  /// the catalogue cannot be read at all.)
  public static func gaps(in corpus: Corpus) -> [String] {
    let cases = Dictionary(grouping: corpus.cases, by: \.requirement.id)
    return Catalogue.requirements.filter { $0.kind == .observable }.flatMap { requirement in
      let own = cases[requirement.id] ?? []
      let hasAccepted = own.contains { if case .accepted = $0.expectation { true } else { false } }
      let hasRejected = own.contains(where: \.isRejected)
      return (hasAccepted ? [] : ["\(requirement.id) (\(requirement.title)) has no accepted example"])
        + (hasRejected ? [] : ["\(requirement.id) (\(requirement.title)) has no rejected example"])
    }
  }
}

extension VectorCase {
  /// Whether the case is about a rejection: an answer to a rejected form is one, though it is what `form.respond` has to give.
  var isRejected: Bool {
    if case .rejected = expectation { return true }
    if operation == .recordScenario, case .accepted(let output?) = expectation,
      let scenario = try? Scenario(json: input)
    {
      return (try? ScenarioExpectation(json: output, of: scenario))?.hasRejection == true
    }
    return operation == .formRespond && input["error"] != nil
  }
}
