import VideoSpec

/// Checks that every observable rule has vectors.
public enum Traceability {
  /// Returns one sentence for every observable rule without an accepted or a rejected example. A rule about the responses of an endpoint
  /// has at least one case, because most of them have nothing to reject. (A vector that cites an unknown rule cannot be read at all.)
  public static func gaps(in corpus: Corpus) -> [String] {
    let cases = Dictionary(grouping: corpus.cases, by: \.requirement.id)
    return Catalogue.requirements.filter { $0.kind == .observable }.flatMap { requirement -> [String] in
      let own = cases[requirement.id] ?? []
      if own.contains(where: { $0.operation.declaration.isForEndpoints }) { return [] }
      let hasAccepted = own.contains { if case .accepted = $0.expectation { true } else { false } }
      let hasRejected = own.contains(where: \.showsRejection)
      return (hasAccepted ? [] : ["\(requirement.id) (\(requirement.title)) has no accepted example"])
        + (hasRejected ? [] : ["\(requirement.id) (\(requirement.title)) has no rejected example"])
    }
  }
}

extension VectorCase {
  /// Whether the case shows a rejection. This includes the response to a rejected form, although `form.respond` has to return it.
  var showsRejection: Bool {
    switch operation.declaration.shape {
    case .call(let shape):
      if case .rejected = expectation { return true }
      switch shape.rejection {
      case .expectation: return false
      case .inputMember(let name): return input[name] != nil
      }
    case .scenario(let kind): return kind.showsRejection(self)
    case .exchanges: return EndpointScenario(self)?.showsRejection ?? false
    }
  }
}
