import AdapterProtocol
import VideoSpec

// Each failure with request, expected and observed side by side, and the command that repeats it.

extension HTMLReport {
  /// How many are shown in full, those that count before those that do not.
  private static let limit = 300

  /// What failed or broke and does not count: known failures, SHOULDs, contested cases.
  static func excused(in report: Report) -> [RatedOutcome] {
    report.outcomes { bearing in
      switch bearing {
      case .excused, .advisory, .contested: true
      case .passed, .against, .missing: false
      }
    }
  }

  static func shown(of report: Report) -> (against: [RatedOutcome], excused: [RatedOutcome]) {
    let against = Array(report.outcomes { $0 == .against }.prefix(limit))
    return (against, Array(excused(in: report).prefix(limit - against.count)))
  }

  var failures: String {
    let all = report.outcomes { $0 == .against }.count
    return section("failures", "Failures", articles: HTMLReport.shown(of: report).against, of: all, isOpen: true)
  }

  var excuses: String {
    section(
      "excused", "Not counted", articles: HTMLReport.shown(of: report).excused,
      of: HTMLReport.excused(in: report).count, isOpen: false)
  }

  /// Whether there is an article to link to.
  func isShown(_ outcome: RatedOutcome) -> Bool { shownIDs.contains(outcome.vector.id) }

  private func section(
    _ id: String, _ title: String, articles: [RatedOutcome], of count: Int, isOpen: Bool
  ) -> String {
    guard count > 0 else { return "" }
    let more = count - articles.count
    return Markup.element(
      "section", [("id", id)],
      Markup.element("h2", [], title) + "\n"
        + articles.map { article($0, isOpen: isOpen) }.joined(separator: "\n")
        + (more > 0 ? HTMLReport.paragraph("and \(more) more: see the rules") : ""))
  }

  private func article(_ outcome: RatedOutcome, isOpen: Bool) -> String {
    let vector = outcome.vector
    let heading =
      Markup.element("code", [], vector.id.rawValue) + " "
      + Markup.element("span", [("class", outcome.verdict.kind.className)], outcome.verdict.kind.label) + ": "
      + Markup.escaped(vector.title.withoutControls)
    let rule = vector.requirement
    let facts: [(String, String?)] = [
      ("rule", "\(rule.id) (\(rule.level.rawValue)) \(rule.text)"), ("why", rule.reason),
      ("reason", outcome.verdict.reason), ("not counted", outcome.excuse), ("differs", differs(outcome)),
      ("evidence", "\(vector.evidence.kind.rawValue): \(vector.evidence.reference)"),
      ("vector", "\(vector.file), \(vector.operation)"),
    ]
    let list = facts.compactMap { name, value in
      value.map {
        Markup.element("dt", [], name) + Markup.element("dd", [], Markup.escaped($0.withoutControls))
      }
    }
    let body =
      Markup.element("dl", [], list.joined()) + sides(outcome) + standardError(outcome)
      + panel("repeat", Markup.escaped(report.repeatCommand(for: vector)))
    return Markup.element(
      "details", [("id", vector.id.rawValue), ("class", "failure")] + (isOpen ? [("open", "open")] : []),
      Markup.element("summary", [], heading) + "\n" + body)
  }

  private func differs(_ outcome: RatedOutcome) -> String? {
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence else { return nil }
    guard let place = divergence.place else { return "\(divergence.step), inside of what is redacted here" }
    return "\(divergence.step), line \(place.line), byte \(place.byte)"
  }

  private func sides(_ outcome: RatedOutcome) -> String {
    let example = Example(outcome.vector)
    let request = panel("request", HTMLReport.block(example.question))
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence else {
      let observed = [outcome.verdict.reason ?? ""]
      return Markup.element(
        "div", [("class", "sides")],
        request + panel("expected", HTMLReport.block(example.demand)) + panel("observed", HTMLReport.block(observed)))
    }
    let comparison = Comparison(divergence)
    return Markup.element(
      "div", [("class", "sides")],
      request + panel("expected: \(divergence.step)", HTMLReport.marked(comparison.expected))
        + panel("observed: \(divergence.step)", HTMLReport.marked(comparison.observed)))
  }

  private func standardError(_ outcome: RatedOutcome) -> String {
    guard case .broken(let breakage) = outcome.verdict, !breakage.standardError.isEmpty else { return "" }
    let lines = breakage.standardError.split(at: 0x0A).suffix(40).map { Printable.text(Text($0.bytes.prefix(400))) }
    return panel("standard error, its end", HTMLReport.block(lines))
  }

  private func panel(_ title: String, _ inner: String) -> String {
    Markup.element(
      "figure", [],
      Markup.element("figcaption", [], Markup.escaped(title)) + Markup.element("pre", [], inner))
  }

  private static func block(_ lines: [String]) -> String {
    Markup.escaped(lines.map { $0.withoutControls.cut(to: 2000) }.joined(separator: "\n"))
  }

  private static func marked(_ side: Comparison.Side) -> String {
    // Where the other side has more, a mark shows where.
    let isEmpty = side.difference.isEmpty
    let mark = Markup.element(
      "mark", isEmpty ? [("class", "nothing")] : [], isEmpty ? "‸" : Markup.escaped(side.difference))
    let before = Markup.escaped(side.before)
    // HTML drops a line feed at a block's beginning.
    return (side.before.utf8.first == 0x0A ? "\n" : "") + before + mark + Markup.escaped(side.after)
  }
}

extension RatedOutcome {
  fileprivate var excuse: String? {
    switch bearing {
    case .excused(let reason): "a known failure: \(reason)"
    case .advisory: "a SHOULD; counted with --strict"
    case .contested: "contested: nobody has proof of what S3 does"
    case .passed, .against, .missing: nil
    }
  }
}
