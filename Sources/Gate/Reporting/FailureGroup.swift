import AdapterProtocol
import VideoSpec

/// Failures with the same cause, which a report describes once.
///
/// Failed cases share a cause if the same rule explains them. Where none does, they share a cause if they belong to the same rule and first
/// differ from the expectation in the same line of the same step.
/// Broken cases share a cause if the adapter broke in the same way, whatever the rule: a crash breaks no rule.
struct FailureGroup: Hashable {
  /// The cases, those of the rule itself first; never empty.
  let outcomes: [RatedOutcome]

  var first: RatedOutcome { outcomes[0] }
  var count: Int { outcomes.count }

  /// Groups failures in the order in which their causes first occur.
  static func grouping(_ outcomes: [RatedOutcome]) -> [FailureGroup] {
    var order: [Key] = []
    var members: [Key: [RatedOutcome]] = [:]
    for outcome in outcomes {
      guard let key = Key(outcome) else { continue }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(outcome)
    }
    return order.map { key in
      // A case of the rule itself shows the cause best.
      FailureGroup(
        outcomes: (members[key] ?? []).sorted {
          ($0.isAttributed ? 1 : 0, $0.vector.id) < ($1.isAttributed ? 1 : 0, $1.vector.id)
        })
    }
  }

  /// Returns the groups with no more than `limit` cases in all. A group without a case left is dropped.
  static func cut(_ groups: [FailureGroup], to limit: Int) -> [FailureGroup] {
    var left = limit
    return groups.compactMap { group in
      let shown = group.outcomes.prefix(left)
      left -= shown.count
      return shown.isEmpty ? nil : FailureGroup(outcomes: Array(shown))
    }
  }

  private enum Key: Hashable {
    case explained(RequirementID)
    case difference(RequirementID, step: String, line: Int?)
    case reason(RequirementID, String)
    case breakage(Breakage.Kind, String)

    /// Nil for a case that neither failed nor broke.
    init?(_ outcome: RatedOutcome) {
      let rule = outcome.rule.id
      switch outcome.verdict {
      case .fail(let failure):
        if !failure.rules.isEmpty {
          self = .explained(rule)
        } else if let divergence = failure.divergence {
          self = .difference(rule, step: divergence.step, line: divergence.place?.line)
        } else {
          self = .reason(rule, Key.gist(of: failure.reason))
        }
      case .broken(let breakage): self = .breakage(breakage.kind, Key.gist(of: breakage.detail))
      case .pass, .unsupported, .notRun: return nil
      }
    }

    /// The part of a reason before the first colon: what follows are details of the case.
    private static func gist(of reason: String) -> String { String(reason.prefix { $0 != ":" }) }
  }
}

extension FailureGroup {
  /// `SIG-006-01, SIG-006-02 and 3 more`.
  func ids(atMost limit: Int) -> String { CaseList.text(outcomes.map(\.vector.id), atMost: limit) }
}

/// Names cases in a line.
enum CaseList {
  static func text(_ ids: [CaseID], atMost limit: Int) -> String {
    let shown = ids.prefix(limit).map(\.rawValue).joined(separator: ", ")
    return ids.count > limit ? "\(shown) and \(ids.count - limit) more" : shown
  }

  static func count(_ count: Int) -> String { "\(count) \(count == 1 ? "case" : "cases")" }
}
