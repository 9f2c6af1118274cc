import VideoSpec

/// Whether the rules and the vectors hold each other.
public enum Traceability {
  /// The observable rules that lack an accepted or a refused example, a sentence each. (A vector that cites a rule which is not in
  /// the catalogue cannot be read at all.)
  public static func gaps(in corpus: Corpus) -> [String] {
    let cases = Dictionary(grouping: corpus.cases, by: \.requirement.id)
    return Catalogue.requirements.filter { $0.kind == .observable }.flatMap { requirement in
      let own = cases[requirement.id] ?? []
      let hasValid = own.contains { if case .valid = $0.expectation { true } else { false } }
      let hasInvalid = own.contains(where: \.isRefused)
      return (hasValid ? [] : ["\(requirement.id) (\(requirement.title)) has no accepted example"])
        + (hasInvalid ? [] : ["\(requirement.id) (\(requirement.title)) has no refused example"])
    }
  }
}

extension VectorCase {
  /// Whether the case is about a refusal: an answer to a refused form is one, though it is what `form.answer` has to give.
  var isRefused: Bool {
    if case .invalid = expectation { return true }
    if operation == .recordScenario, case .valid(let output?) = expectation, let scenario = try? Scenario(json: input) {
      return (try? ScenarioExpectation(json: output, of: scenario))?.hasRefusal == true
    }
    return operation == .formAnswer && input["error"] != nil
  }
}
