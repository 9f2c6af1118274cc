import VideoSpec

/// Wrong signatures that no known mistake explains.
///
/// If no signature of an operation is right, it is unknown which rules are broken: all its cases show the same fault.
/// The fault counts for the rule of the simplest case, and is reported once.
enum WrongSignatures {
  /// The fewest wrong signatures that count as one fault. Two or three may still have different causes.
  private static let fewest = 4

  /// Returns the outcomes, with the rule of the simplest case for every wrong signature of an operation without a right one.
  static func attributed(_ outcomes: [CaseOutcome]) -> [CaseOutcome] {
    let unexplained = Dictionary(grouping: outcomes.filter(isUnexplained), by: \.vector.operation)
    let right = Set(outcomes.filter { $0.verdict == .pass && $0.vector.expectsSignature }.map(\.vector.operation))
    var copy = outcomes
    for (operation, wrong) in unexplained where wrong.count >= fewest && !right.contains(operation) {
      guard let plainest = wrong.min(by: { $0.vector.plainness < $1.vector.plainness })?.vector else { continue }
      for index in copy.indices where copy[index].vector.operation == operation && isUnexplained(copy[index]) {
        guard case .fail(var failure) = copy[index].verdict else { continue }
        failure.rules = [plainest.requirement.id]
        failure.reason += ". No signature by \(operation) is right, not even that of the plain request \(plainest.id)"
        copy[index].verdict = .fail(failure)
      }
    }
    return copy
  }

  private static func isUnexplained(_ outcome: CaseOutcome) -> Bool {
    if case .fail(let failure) = outcome.verdict { failure.isUnexplainedSignature } else { false }
  }
}

extension VectorCase {
  fileprivate var expectsSignature: Bool { if case .accepted = expectation { true } else { false } }

  /// Sorts the request with the shortest input first.
  fileprivate var plainness: (Int, CaseID) { (input.line.count, id) }
}
