import VideoSpec

// A table of rules for each section. Each rule unfolds into its cases.

extension HTMLReport {
  var rules: String {
    let sections = report.sections.map(table).joined(separator: "\n")
    return Markup.element("section", [("id", "rules")], Markup.element("h2", [], "Rules") + "\n" + sections)
  }

  private func table(_ section: Report.SectionSummary) -> String {
    // Columns that no case of the section needs would take a phone's width.
    let bearings = Bearing.allCases.filter { $0 == .passed || $0 == .failed || section.counts[$0] > 0 }
    let heads = ["rule"] + bearings.map(\.column)
    let head = Markup.element(
      "tr", [], heads.map { Markup.element("th", [("scope", "col")], Markup.escaped($0)) }.joined())
    let total = Markup.element(
      "tr", [("class", "total")],
      Markup.element("th", [("scope", "row")], "all rules") + cells(section.counts, of: bearings))
    return Markup.element(
      "table", [("id", "section-\(section.subject)-\(section.title)".anchor)],
      Markup.element("caption", [], Markup.escaped("\(section.subject): \(section.title)"))
        + Markup.element("thead", [], head)
        + Markup.element(
          "tbody", [], ([total] + section.requirements.map { row($0, of: bearings) }).joined(separator: "\n")))
  }

  private func row(_ rule: Report.RequirementSummary, of bearings: [Bearing]) -> String {
    let requirement = rule.requirement
    let label =
      Markup.element("code", [], requirement.id.rawValue) + " "
      + Markup.element("small", [], requirement.level.rawValue) + " " + Markup.prose(requirement.title)
    let cases = rule.outcomes.map { outcome in
      let id = outcome.vector.id.rawValue
      let name =
        isShown(outcome)
        ? Markup.element("a", [("href", "#\(id)")], id) : Markup.element("code", [], id)
      return Markup.element(
        "li", [("class", outcome.bearing.tone.rawValue)],
        "\(name) \(Markup.escaped(outcome.bearing.label)): \(Markup.prose(outcome.vector.title))")
    }
    let details = Markup.element(
      "details", [],
      Markup.element("summary", [], label) + HTMLReport.paragraph(requirement.text, ["text"])
        + Markup.element("ul", [], cases.joined()))
    return Markup.element(
      "tr", [("id", requirement.id.rawValue)],
      Markup.element("th", [("scope", "row")], details) + cells(rule.counts, of: bearings))
  }

  private func cells(_ counts: Report.Counts, of bearings: [Bearing]) -> String {
    bearings.map { bearing in
      counts[bearing] == 0
        ? Markup.element("td", [], "")
        : Markup.element("td", [("class", bearing.tone.rawValue)], "\(counts[bearing])")
    }.joined()
  }
}

extension Bearing {
  /// The bearing in words that fit above a column of numbers.
  fileprivate var column: String { self == .unsupported ? "no support" : label }
}

extension String {
  /// The text as an id.
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
