import VideoSpec

/// The remarks of a report: what is missing and what does not count, with a line for each reason that names its cases.
struct Remarks {
  /// How many cases a line names.
  private static let idLimit = 8

  private let outcomes: [RatedOutcome]

  init(_ outcomes: [RatedOutcome]) { self.outcomes = outcomes }

  var lines: [String] {
    lines(of: [.unsupported, .notRun]) { "\($0.bearing.label): \(($0.verdict.reason ?? "").withoutControls)" }
      + lines(of: [.excused]) { "excused, a known failure: \(($0.known?.reason ?? "").withoutControls)" }
      + causes(of: .advisory, label: "advisory, counts only with --strict")
      + agreement + causes(of: .contested, label: "contested, never counts")
  }

  private var agreement: [String] {
    let contested = outcomes.filter { $0.standing == .contested && $0.verdict.kind != .notRun }
    let passed = contested.count { $0.verdict == .pass }
    return contested.isEmpty ? [] : ["contested, never counts: \(passed) of \(contested.count) passed"]
  }

  private func causes(of bearing: Bearing, label: String) -> [String] {
    FailureGroup.grouping(outcomes.filter { $0.bearing == bearing }).map { group in
      let reason = (group.first.verdict.reason ?? "").withoutControls
      return "\(label): \(reason): \(group.ids(atMost: Remarks.idLimit))"
    }
  }

  /// A line for each text, in the order in which the texts first occur.
  private func lines(of bearings: [Bearing], text: (RatedOutcome) -> String) -> [String] {
    var order: [String] = []
    var members: [String: [RatedOutcome]] = [:]
    for outcome in outcomes where bearings.contains(outcome.bearing) {
      let key = text(outcome)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(outcome)
    }
    return order.map { "\($0): \(CaseList.text((members[$0] ?? []).map(\.vector.id), atMost: Remarks.idLimit))" }
  }
}
