import VideoSpec

// The table of rules and verdicts, a section at a time; each rule unfolds into its cases.

extension HTMLReport {
  var rules: String {
    let sections = report.sections.map(table).joined(separator: "\n")
    return Markup.element("section", [("id", "rules")], Markup.element("h2", [], "Rules") + "\n" + sections)
  }

  private func table(_ section: Report.SectionSummary) -> String {
    let heads = ["rule"] + kinds.map(\.column)
    let head = Markup.element(
      "tr", [], heads.map { Markup.element("th", [("scope", "col")], Markup.escaped($0)) }.joined())
    let total = Markup.element(
      "tr", [("class", "total")],
      Markup.element("th", [("scope", "row")], "all of them") + cells(section.counts))
    return Markup.element(
      "table", [("id", "section-\(section.subject)-\(section.title)".anchor)],
      Markup.element("caption", [], Markup.escaped("\(section.subject): \(section.title)"))
        + Markup.element("thead", [], head)
        + Markup.element("tbody", [], ([total] + section.requirements.map(row)).joined(separator: "\n")))
  }

  private func row(_ rule: Report.RequirementSummary) -> String {
    let requirement = rule.requirement
    let label =
      Markup.element("code", [], requirement.id.rawValue) + " "
      + Markup.element("small", [], requirement.level.rawValue) + " " + Markup.escaped(requirement.title)
    let cases = rule.outcomes.map { outcome in
      let kind = outcome.verdict.kind
      let id = outcome.vector.id.rawValue
      let name =
        isShown(outcome)
        ? Markup.element("a", [("href", "#\(id)")], id) : Markup.element("code", [], id)
      return Markup.element(
        "li", [("class", kind.className)],
        "\(name) \(Markup.escaped(kind.label)): \(Markup.escaped(outcome.vector.title.withoutControls))")
    }
    let details = Markup.element(
      "details", [],
      Markup.element("summary", [], label) + HTMLReport.paragraph(requirement.text, ["text"])
        + Markup.element("ul", [], cases.joined()))
    return Markup.element(
      "tr", [("id", requirement.id.rawValue)],
      Markup.element("th", [("scope", "row")], details) + cells(rule.counts))
  }

  /// The columns: passes, failures, and what else there is.
  private var kinds: [Verdict.Kind] {
    Verdict.Kind.allCases.filter { $0 == .pass || $0 == .fail || report.counts[$0] > 0 }
  }

  private func cells(_ counts: Report.Counts) -> String {
    kinds.map { kind in
      counts[kind] == 0
        ? Markup.element("td", [], "") : Markup.element("td", [("class", kind.className)], "\(counts[kind])")
    }.joined()
  }
}

extension Verdict.Kind {
  /// A word that fits above a column of numbers.
  fileprivate var column: String {
    switch self {
    case .pass: "pass"
    case .fail: "fail"
    case .broken: "broken"
    case .unsupported: "lacks"
    case .notRun: "not run"
    }
  }
}

extension String {
  /// As an id.
  fileprivate var anchor: String {
    String(decoding: utf8.map { $0.isASCIILetterOrDigit ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isASCIILetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
