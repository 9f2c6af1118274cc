import VideoSpec

/// A report for the summary of a CI step: the verdict, the failures folded by cause, and a table of sections and rules.
public struct MarkdownReport: Sendable {
  /// How many causes are shown, and the most bytes for them: GitHub takes a summary of at most 1 MiB.
  private static let limits = (causes: 30, bytes: 900_000)
  /// How many causes are unfolded.
  private static let openCauses = 3

  private let report: Report

  public init(_ report: Report) { self.report = report }

  public var text: String {
    let conclusion = report.conclusion
    let reasons = conclusion.reasons.map { "- \(Markup.markdown($0))" }
    let head = [
      "## \(Markup.markdown(verbatim: report.implementationName)): \(conclusion.status.label)", "",
      "Against VideoSpec \(Suite.version), edition \(report.edition), corpus `\(report.corpusDigest)`. "
        + "Profiles: \(report.profileNames). \(CaseList.count(report.counts.all))\(report.terms.isStrict ? ", strict" : ""). "
        + "Exit status \(conclusion.status.exitStatus).", "",
    ]
    return (head + (reasons.isEmpty ? [] : reasons + [""]) + failures + table + remarks)
      .joined(separator: "\n") + "\n"
  }

  private var failures: [String] {
    let groups = report.failures
    guard !groups.isEmpty else { return [] }
    var lines = ["### Failures", ""]
    let places = report.firstDifferences
    if !places.isEmpty { lines += ["Where failed cases first differ from S3:", ""] + Markup.fenced(places) + [""] }
    var bytes = 0
    for (index, group) in groups.enumerated() {
      let block = details(of: group, isOpen: index < MarkdownReport.openCauses)
      bytes += block.reduce(0) { $0 + $1.utf8.count + 1 }
      if index == MarkdownReport.limits.causes || bytes > MarkdownReport.limits.bytes {
        let left = groups[index...].reduce(0) { $0 + $1.count }
        return lines + ["and \(CaseList.count(left)) with other causes", ""]
      }
      lines += block
    }
    return lines
  }

  private func details(of group: FailureGroup, isOpen: Bool) -> [String] {
    let (outcome, rule) = (group.first, group.first.rule)
    // A summary is HTML, in which Markdown is not read.
    let title =
      outcome.verdict.kind == .broken
      ? "broken: \(Markup.prose((outcome.verdict.reason ?? "").cut(to: 200)))"
      : "\(rule.id) \(rule.level.rawValue): \(Markup.prose(rule.title))"
    return [
      "<details\(isOpen ? " open" : "")><summary>\(title) (\(CaseList.count(group.count)))</summary>", "",
    ] + Markup.fenced(FailureText(group, report: report, paint: Paint(isOn: false)).lines) + ["", "</details>", ""]
  }

  private var table: [String] {
    let bearings = Bearing.allCases.filter { $0 == .passed || report.counts[$0] > 0 }
    func row(_ title: String, _ counts: Report.Counts) -> String {
      "| \(title) | " + bearings.map { counts[$0] == 0 ? "" : "\(counts[$0])" }.joined(separator: " | ")
        + " | \(counts.all) |"
    }
    let rules = report.sections.flatMap { section in
      [row("**\(Markup.markdownCell(section.title))**", section.counts)]
        + section.requirements.filter { $0.counts[.passed] < $0.counts.all }.map { rule in
          let requirement = rule.requirement
          let title = "\(requirement.id) \(requirement.level.rawValue) \(Markup.markdownCell(requirement.title))"
          return row("&emsp;\(title)", rule.counts)
        }
    }
    return ["| | " + bearings.map(\.label).joined(separator: " | ") + " | cases |"]
      + ["|---|" + String(repeating: "---:|", count: bearings.count + 1)] + rules + [""]
  }

  private var remarks: [String] {
    (Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0)" }).map {
      "- \(Markup.markdown($0))"
    }
  }
}
