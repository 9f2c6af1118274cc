import AdapterProtocol
import VideoSpec

/// A report for people at a terminal: the failures, grouped by cause; a table of sections and rules; remarks; the verdict as the last line.
public struct TextReport: Sendable {
  /// How many causes are shown in full.
  private static let detailLimit = 8

  private let report: Report
  private let paint: Paint
  private let listsEveryRule: Bool

  /// - Parameters:
  ///   - isColored: Whether to use the terminal's colours.
  ///   - listsEveryRule: Whether the table lists rules that pass, too. They are left out in any case if there are failures, which a long
  ///     table would push off the screen.
  public init(_ report: Report, isColored: Bool = false, listsEveryRule: Bool = false) {
    self.report = report
    self.listsEveryRule = listsEveryRule && report.failures.isEmpty
    paint = Paint(isOn: isColored)
  }

  /// The report. Every line ends with a line feed.
  public var text: String { text(of: [firstDifferences, details, table, remarks]) }

  /// The report with one line for each cause.
  var summary: String { text(of: [causes.map(\.summary), table, remarks]) }

  private func text(of body: [[String]]) -> String {
    let parts = [heading] + (report.implementation == nil ? [notReady] : body) + [[verdict]]
    return parts.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  /// An adapter that was never ready has broken no rule.
  private var notReady: [String] {
    guard case .broken(let breakage)? = report.conclusion.outcomes.first?.verdict else { return [] }
    let lines = breakage.standardError.split(at: 0x0A).filter { !$0.isEmpty }.suffix(15)
    return ["The adapter did not get ready: \(breakage.description.withoutControls)"]
      + (lines.isEmpty ? [] : ["stderr:"]) + lines.map { "  \(Printable.text(Text($0.bytes.prefix(200))))" }
  }

  private var heading: [String] {
    [
      "\(report.implementationName) against VideoSpec \(Suite.version), edition \(report.edition), corpus \(report.corpusDigest.prefix(19))",
      "\(report.terms.profiles.isEmpty ? "All profiles" : "Profile \(report.profileNames)"): "
        + CaseList.count(report.counts.all) + (report.terms.isStrict ? ", strict" : ""),
    ]
  }

  // MARK: - The failures

  private var causes: [FailureText] { report.failures.map { FailureText($0, report: report, paint: paint) } }

  private var firstDifferences: [String] {
    let lines = report.firstDifferences
    return lines.isEmpty ? [] : ["Where failed cases first differ from S3:"] + lines.map { "  \($0)" }
  }

  private var details: [String] {
    let blocks = causes.prefix(TextReport.detailLimit).map(\.lines)
    let more = causes.dropFirst(TextReport.detailLimit).map { "  \($0.summary)" }
    return Array((blocks + (more.isEmpty ? [] : [["More failures:"] + more])).joined(separator: [""]))
  }

  // MARK: - The table

  private var table: [String] {
    let sections = report.sections
    let ruleIndent = 19
    let titles = sections.map(\.title.count) + listedRules(sections).map { $0.requirement.title.count + ruleIndent }
    let width = titles.max() ?? 0
    return sections.flatMap { section in
      [row(section.title.padded(to: width), section.counts)]
        + listedRules([section]).map { rule in
          let level = rule.requirement.level.rawValue.padded(to: 6)
          let title = rule.requirement.title.padded(to: width - ruleIndent)
          return row("  \(rule.requirement.id)  \(level)  \(title)", rule.counts)
        }
    }
  }

  private func listedRules(_ sections: [Report.SectionSummary]) -> [Report.RequirementSummary] {
    sections.flatMap(\.requirements).filter { listsEveryRule || $0.counts[.passed] < $0.counts.all }
  }

  private func row(_ title: String, _ counts: Report.Counts) -> String {
    let rest = Bearing.allCases.filter { $0 != .passed && counts[$0] > 0 }
      .map { paint($0.tone, "\(counts[$0]) \($0.label)") }
    let passed = paint(.pass, "\(counts[.passed]) of \(counts.all)")
    return ([title, passed] + rest).joined(separator: "  ")
  }

  // MARK: - The rest

  private var remarks: [String] {
    Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0.withoutControls)" }
  }

  private var verdict: String {
    let conclusion = report.conclusion
    let label = paint(conclusion.status.tone, conclusion.status.label)
    if conclusion.status != .conformant {
      return "\(label): \(conclusion.reasons.joined(separator: "; ").withoutControls)"
    }
    return label + (report.counts[.excused] > 0 ? ", except for known failures" : "")
  }
}

extension String {
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// Adds a terminal's colours to text, if they are wanted.
struct Paint {
  let isOn: Bool

  func callAsFunction(_ tone: Bearing.Tone, _ text: String) -> String {
    let color =
      switch tone {
      case .pass: 32
      case .fail: 31
      case .gap: 33
      case .aside: 0
      }
    return isOn && color > 0 ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
  }
}
