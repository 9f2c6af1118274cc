import VideoSpec

/// A report for a CI step's summary: a verdict, a table of sections, and the failures folded.
public struct MarkdownReport: Sendable {
  /// How many failures are shown in full, and how many bytes there are at most: GitHub takes a summary of 1 MiB.
  private static let limits = (failures: 30, bytes: 900_000)

  private let report: Report

  public init(_ report: Report) { self.report = report }

  public var text: String {
    let conclusion = report.conclusion
    let reasons = conclusion.reasons.map { "- \(Markup.markdown($0))" }
    let head = [
      "## \(Markup.markdown(report.implementationName)): \(conclusion.status.label)", "",
      "Against VideoSpec \(Suite.version), edition \(report.edition), corpus `\(report.corpusDigest)`. "
        + "Profiles: \(report.profileNames). \(report.counts.all) cases\(report.terms.isStrict ? ", strict" : ""). "
        + "Exit status \(conclusion.status.exitStatus).", "",
    ]
    return (head + (reasons.isEmpty ? [] : reasons + [""]) + table + failures + remarks)
      .joined(separator: "\n") + "\n"
  }

  private var table: [String] {
    let kinds = Verdict.Kind.allCases.filter { $0 == .pass || report.counts[$0] > 0 }
    func row(_ title: String, _ counts: Report.Counts) -> String {
      "| \(title) | " + kinds.map { counts[$0] == 0 ? "" : "\(counts[$0])" }.joined(separator: " | ")
        + " | \(counts.all) |"
    }
    let rules = report.sections.flatMap { section in
      [row("**\(Markup.markdown(section.title))**", section.counts)]
        + section.requirements.filter { $0.counts[.pass] < $0.counts.all }.map { rule in
          let requirement = rule.requirement
          let title = "\(requirement.id) \(requirement.level.rawValue) \(Markup.markdown(requirement.title))"
          return row("&emsp;\(title)", rule.counts)
        }
    }
    return ["| | " + kinds.map(\.label).joined(separator: " | ") + " | cases |"]
      + ["|---|" + String(repeating: "---:|", count: kinds.count + 1)] + rules + [""]
  }

  private var failures: [String] {
    let outcomes = report.outcomes { $0 == .against }
    var lines: [String] = []
    var bytes = 0
    for (index, outcome) in outcomes.enumerated() {
      let block =
        [
          "<details><summary>\(outcome.vector.id) \(outcome.verdict.kind.label): "
            + "\(Markup.escaped(outcome.vector.title.withoutControls))</summary>", "",
        ] + Markup.fenced(FailureText(outcome, report: report, paint: Paint(isOn: false)).lines) + [
          "", "</details>", "",
        ]
      bytes += block.reduce(0) { $0 + $1.utf8.count + 1 }
      if index == MarkdownReport.limits.failures || bytes > MarkdownReport.limits.bytes {
        return lines + ["and \(outcomes.count - index) more", ""]
      }
      lines += block
    }
    return lines
  }

  private var remarks: [String] {
    (Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0)" }).map {
      "- \(Markup.markdown($0))"
    }
  }
}
