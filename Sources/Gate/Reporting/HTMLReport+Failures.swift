import AdapterProtocol
import VideoSpec

// The failures, grouped by cause. Each has the request, the expected and the observed side by side, and the command that repeats it.

extension HTMLReport {
  /// How many cases are shown in full: those that count before those that do not.
  private static let limit = 300

  static func failures(shownOf report: Report) -> [FailureGroup] { FailureGroup.cut(report.failures, to: limit) }

  static func excused(shownOf report: Report) -> [FailureGroup] {
    let left = max(0, limit - report.failures.reduce(0) { $0 + $1.count })
    return FailureGroup.cut(excused(in: report), to: left)
  }

  private static func excused(in report: Report) -> [FailureGroup] {
    ([.excused, .advisory, .contested] as [Bearing]).flatMap { FailureGroup.grouping(report.outcomes($0)) }
  }

  var failures: String {
    let places = report.firstDifferences
    let intro =
      places.isEmpty ? "" : panel("where failed cases first differ from S3", HTMLReport.block(places)) + "\n"
    return section(
      "failures", "Failures", intro: intro, HTMLReport.failures(shownOf: report), of: report.failures, isOpen: true)
  }

  var excuses: String {
    section(
      "excused", "Not counted", intro: "", HTMLReport.excused(shownOf: report), of: HTMLReport.excused(in: report),
      isOpen: false)
  }

  /// Whether the page shows the case in full, so that there is an article to link to.
  func isShown(_ outcome: RatedOutcome) -> Bool { shownIDs.contains(outcome.vector.id) }

  private func section(
    _ id: String, _ title: String, intro: String, _ groups: [FailureGroup], of all: [FailureGroup], isOpen: Bool
  ) -> String {
    guard !all.isEmpty else { return "" }
    func count(_ groups: [FailureGroup]) -> Int { groups.reduce(0) { $0 + $1.count } }
    let more = count(all) - count(groups)
    return Markup.element(
      "section", [("id", id)],
      Markup.element("h2", [], title) + "\n" + intro
        + groups.map { article($0, isOpen: isOpen) }.joined(separator: "\n")
        + (more > 0 ? HTMLReport.paragraph("and \(more) more: see the rules") : ""))
  }

  /// A cause with its cases, of which the first is unfolded.
  private func article(_ group: FailureGroup, isOpen: Bool) -> String {
    let (outcome, rule) = (group.first, group.first.rule)
    let isBroken = outcome.verdict.kind == .broken
    let title =
      isBroken
      ? "broken: " + Markup.prose((outcome.verdict.reason ?? "").cut(to: 300))
      : "\(Markup.element("code", [], rule.id.rawValue)) \(Markup.element("small", [], rule.level.rawValue)) "
        + Markup.prose(rule.title)
    let facts =
      isBroken
      ? [] : [Fact("rule", rule.text), Fact("why", rule.reason)]
    let cases = group.outcomes.enumerated().map { index, outcome in
      details(outcome, isOpen: isOpen && index == 0)
    }
    return Markup.element(
      "article", [("class", "cause \(outcome.bearing.tone.rawValue)-edge")],
      Markup.element(
        "h3", [], title + " " + Markup.element("small", [], Markup.escaped(CaseList.count(group.count))))
        + list(facts + [Fact("not counted", outcome.excuse)]) + cases.joined(separator: "\n"))
  }

  private struct Fact {
    var name: String
    var value: String?

    init(_ name: String, _ value: String?) { (self.name, self.value) = (name, value) }
  }

  private func list(_ facts: [Fact]) -> String {
    let items = facts.compactMap { fact in
      fact.value.map { Markup.element("dt", [], fact.name) + Markup.element("dd", [], Markup.prose($0)) }
    }
    return items.isEmpty ? "" : Markup.element("dl", [], items.joined())
  }

  private func details(_ outcome: RatedOutcome, isOpen: Bool) -> String {
    let vector = outcome.vector
    let heading =
      Markup.element("code", [], vector.id.rawValue) + " "
      + Markup.element("span", [("class", outcome.bearing.tone.rawValue)], outcome.verdict.kind.label) + ": "
      + Markup.prose(vector.title)
    let facts = [
      Fact("reason", outcome.verdict.reason), Fact("differs", differs(outcome)),
      Fact("untested", outcome.isAttributed ? outcome.untested : nil),
      Fact("evidence", "\(vector.evidence.kind.rawValue): \(vector.evidence.reference)"),
      Fact("vector", "\(vector.file), \(vector.operation)"),
    ]
    let body =
      list(facts) + sides(outcome) + exchange(outcome) + standardError(outcome)
      + panel("repeat", Markup.escaped(report.repeatCommand(for: vector)))
    return Markup.element(
      "details", [("id", vector.id.rawValue), ("class", "case")] + (isOpen ? [("open", "open")] : []),
      Markup.element("summary", [], heading) + "\n" + body)
  }

  private func differs(_ outcome: RatedOutcome) -> String? {
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence else { return nil }
    guard let place = divergence.place else { return "\(divergence.step), in a part that is redacted here" }
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

  private func exchange(_ outcome: RatedOutcome) -> String {
    guard case .fail(let failure) = outcome.verdict, let exchange = failure.exchange else { return "" }
    return panel("exchange: > sent, < received", HTMLReport.block(Text(exchange).split(at: 0x0A).map(\.string)))
  }

  private func standardError(_ outcome: RatedOutcome) -> String {
    guard case .broken(let breakage) = outcome.verdict, !breakage.standardError.isEmpty else { return "" }
    let lines = breakage.standardError.split(at: 0x0A).suffix(40).map { Printable.text(Text($0.bytes.prefix(400))) }
    return panel("end of standard error", HTMLReport.block(lines))
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
    // If only the other side has something here, a caret shows the place.
    let isEmpty = side.difference.isEmpty
    let mark = Markup.element(
      "mark", isEmpty ? [("class", "nothing")] : [], isEmpty ? "‸" : Markup.escaped(side.difference))
    let before = Markup.escaped(side.before)
    // HTML drops a line feed at the beginning of a block.
    return (side.before.utf8.first == 0x0A ? "\n" : "") + before + mark + Markup.escaped(side.after)
  }
}
