import AdapterProtocol
import VideoSpec

/// A report for people: a line a section, a line a rule (or only where something is wrong), and the failures in detail.
public struct TextReport: Sendable {
  /// How many failures of one rule are shown in full, and how many of all.
  private static let detailLimit = (ofRule: 2, ofAll: 8)

  private let report: Report
  private let paint: Paint
  private let listsEveryRule: Bool

  /// - Parameters:
  ///   - isColored: Whether to use the terminal's colours.
  ///   - listsEveryRule: Whether rules without a failure have a line of their own.
  public init(_ report: Report, isColored: Bool = false, listsEveryRule: Bool = false) {
    self.report = report
    self.listsEveryRule = listsEveryRule
    paint = Paint(isOn: isColored)
  }

  /// Lines with a line feed each.
  public var text: String {
    let body = report.implementation == nil ? [notReady] : [table, diagnosis, details, remarks]
    let parts = [heading] + body + [[verdict]]
    return parts.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  /// Without colours and without the failures in detail.
  var summary: String {
    let parts = [heading, report.implementation == nil ? notReady : table, remarks, [verdict]]
    return parts.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  /// An adapter that never got ready has broken no rule.
  private var notReady: [String] {
    guard case .broken(let breakage)? = report.conclusion.outcomes.first?.verdict else { return [] }
    let lines = breakage.standardError.split(at: 0x0A).filter { !$0.isEmpty }.suffix(15)
    return ["The adapter did not get ready: \(breakage.description.withoutControls)"]
      + (lines.isEmpty ? [] : ["stderr:"]) + lines.map { "  \(Printable.text(Text($0.bytes.prefix(200))))" }
  }

  private var heading: [String] {
    return [
      "\(report.implementationName) against VideoSpec \(Suite.version), edition \(report.edition), corpus \(report.corpusDigest.prefix(19))",
      "\(report.terms.profiles.isEmpty ? "All profiles" : "Profile \(report.profileNames)"): \(report.counts.all) cases"
        + (report.terms.isStrict ? ", strict" : ""),
    ]
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
    sections.flatMap(\.requirements).filter { listsEveryRule || $0.counts[.pass] < $0.counts.all }
  }

  private func row(_ title: String, _ counts: Report.Counts) -> String {
    let rest = Verdict.Kind.allCases.filter { $0 != .pass && counts[$0] > 0 }
      .map { paint($0, "\(counts[$0]) \($0.label)") }
    let passed = paint(.pass, "\(counts[.pass]) of \(counts.all)")
    return ([title, passed] + rest).joined(separator: "  ")
  }

  // MARK: - The failures

  private var failures: [RatedOutcome] {
    report.sections.flatMap(\.requirements).flatMap(\.outcomes).filter { outcome in
      outcome.countsAgainst && (outcome.verdict.kind == .fail || outcome.verdict.kind == .broken)
    }
  }

  /// Where most of the failures part from what S3 computes: one fault shows in the cases of many rules.
  private var diagnosis: [String] {
    let places = failures.compactMap(DivergencePlace.init)
    guard places.count > 1 else { return [] }
    let counts = Dictionary(grouping: places) { $0 }.map { ($0.key, $0.value.count) }
    let sorted = counts.sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
    return ["where they first part from S3:"]
      + sorted.map { place, count in "  \(String(count).padded(to: 5)) \(place.rawValue.padded(to: 24)) \(place.hint)" }
  }

  private var details: [String] {
    var blocks: [[String]] = []
    var left = TextReport.detailLimit.ofAll
    let failures = Dictionary(grouping: failures, by: \.vector.requirement.id)
    for rule in report.sections.flatMap(\.requirements) {
      guard let outcomes = failures[rule.requirement.id] else { continue }
      let shown = outcomes.prefix(min(left, TextReport.detailLimit.ofRule))
      left -= shown.count
      blocks += shown.map { FailureText($0, report: report, paint: paint).lines }
      let more = outcomes.dropFirst(shown.count).map(\.vector.id.rawValue)
      if !more.isEmpty {
        blocks.append(["\(rule.requirement.id): \(shown.isEmpty ? "" : "and ")\(more.joined(separator: ", "))"])
      }
    }
    return Array(blocks.joined(separator: [""]))
  }

  // MARK: - The rest

  private var remarks: [String] {
    Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0.withoutControls)" }
  }

  private var verdict: String {
    let conclusion = report.conclusion
    let reasons = conclusion.reasons.joined(separator: "; ").withoutControls
    let kind: Verdict.Kind =
      switch conclusion.status {
      case .conformant: .pass
      case .nonconformant: .fail
      case .incomplete: .unsupported
      case .fault: .broken
      }
    let label = paint(kind, conclusion.status.label)
    if conclusion.status != .conformant { return "\(label): \(reasons)" }
    return label + (conclusion.outcomes.contains { $0.known != nil } ? ", but for known failures" : "")
  }
}

extension Verdict.Kind {
  var label: String {
    switch self {
    case .pass: "passed"
    case .fail: "failed"
    case .unsupported: "not supported"
    case .broken: "without an answer"
    case .notRun: "not run"
    }
  }
}

extension String {
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// Colours, where they are wanted.
struct Paint {
  let isOn: Bool

  func callAsFunction(_ kind: Verdict.Kind, _ text: String) -> String {
    guard isOn else { return text }
    let color =
      switch kind {
      case .pass: 32
      case .fail, .broken: 31
      case .unsupported, .notRun: 33
      }
    return "\u{1B}[\(color)m\(text)\u{1B}[0m"
  }
}
