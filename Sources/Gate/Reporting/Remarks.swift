/// What does not count against the gate, and what is missing: a line for each kind and reason, with the cases it holds for.
struct Remarks {
  /// How many ids a line names.
  private static let idLimit = 8

  private let outcomes: [RatedOutcome]

  init(_ outcomes: [RatedOutcome]) { self.outcomes = outcomes }

  var lines: [String] {
    let (missing, answered) = (
      outcomes.filter { $0.verdict.kind == .unsupported || $0.verdict.kind == .notRun },
      outcomes.filter { $0.verdict.kind == .fail || $0.verdict.kind == .broken }
    )
    let known = answered.filter { $0.known != nil }
    let unknown = answered.filter { $0.known == nil }
    return Remarks.grouped(missing) { ($0.verdict.kind.label, $0.verdict.reason) }
      + Remarks.grouped(known) { ("known failure, excused", $0.known?.reason) }
      + Remarks.grouped(unknown.filter { $0.standing == .advisory }) {
        ("SHOULD, counted only with --strict", $0.verdict.reason)
      }
      + agreement + Remarks.grouped(unknown.filter { $0.standing == .contested }) { ("contested", $0.verdict.reason) }
  }

  private var agreement: [String] {
    let contested = outcomes.filter { $0.standing == .contested && $0.verdict.kind != .notRun }
    let agreeing = contested.count { $0.verdict == .pass }
    return contested.isEmpty ? [] : ["contested, never counted: \(agreeing) of \(contested.count) agree"]
  }

  /// In the order in which label and reason first occur.
  private static func grouped(
    _ outcomes: [RatedOutcome], by labels: (RatedOutcome) -> (label: String, reason: String?)
  ) -> [String] {
    var order: [String] = []
    var ids: [String: [String]] = [:]
    for outcome in outcomes {
      let (label, reason) = labels(outcome)
      let key = "\(label): \((reason ?? "").withoutControls)"
      if ids[key] == nil { order.append(key) }
      ids[key, default: []].append(outcome.vector.id.rawValue)
    }
    return order.map { "\($0): \(list(ids[$0] ?? []))" }
  }

  private static func list(_ ids: [String]) -> String {
    let shown = ids.prefix(idLimit).joined(separator: ", ")
    return ids.count > idLimit ? "\(shown) and \(ids.count - idLimit) more" : shown
  }
}
