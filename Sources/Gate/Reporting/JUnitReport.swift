import AdapterProtocol
import VideoSpec

/// A report for CI servers: a suite a section, a case a vector, and one for the gate itself, which fails whenever the exit status is not 0:
/// who reads nothing else sees no green where there is none.
public struct JUnitReport: Sendable {
  private let report: Report

  public init(_ report: Report) { self.report = report }

  public var text: String {
    let suites = [gate] + report.sections.map(suite)
    let counts = suites.reduce(into: Tally()) { $0.add($1.tally) }
    let name = "VideoSpec \(Suite.version), edition \(report.edition)"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(Markup.escaped(name))" tests="\(counts.tests)" failures="\(counts.failures)" errors="\(counts.errors)">
      \(suites.map(\.text).joined(separator: "\n"))
      </testsuites>

      """
  }

  private struct Tally {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0

    mutating func add(_ other: Tally) {
      tests += other.tests
      failures += other.failures
      errors += other.errors
      skipped += other.skipped
    }

    mutating func add(_ result: Result) {
      tests += 1
      switch result {
      case .passed: break
      case .failed: failures += 1
      case .error: errors += 1
      case .skipped: skipped += 1
      }
    }
  }

  private enum Result {
    case passed(remark: String?)
    case failed(message: String, text: String)
    case error(type: String, message: String, text: String)
    case skipped(String)

    var element: String {
      switch self {
      case .passed(nil): ""
      case .passed(let remark?): Markup.element("system-out", [], Markup.escaped(remark))
      case .failed(let message, let text):
        Markup.element("failure", [("message", message.withoutControls), ("type", "failed")], Markup.escaped(text))
      case .error(let type, let message, let text):
        Markup.element("error", [("message", message.withoutControls), ("type", type)], Markup.escaped(text))
      case .skipped(let reason): Markup.element("skipped", [("message", reason.withoutControls)], "")
      }
    }
  }

  private struct Section {
    var tally = Tally()
    var text: String

    init(name: String, properties: [(name: String, value: String)] = [], cases: [(name: String, rule: String, Result)])
    {
      for item in cases { tally.add(item.2) }
      let properties = properties.map { property in
        "<property name=\"\(property.name)\" value=\"\(Markup.escaped(property.value.withoutControls))\"/>"
      }
      let lines = cases.map { item in
        Markup.element("testcase", [("name", item.name), ("classname", item.rule)], item.2.element)
      }
      let attributes =
        "tests=\"\(tally.tests)\" failures=\"\(tally.failures)\" errors=\"\(tally.errors)\" skipped=\"\(tally.skipped)\""
      text =
        (["<testsuite name=\"\(Markup.escaped(name))\" \(attributes)>"]
        + (properties.isEmpty ? [] : [Markup.element("properties", [], properties.joined())]) + lines
        + ["</testsuite>"]).joined(separator: "\n")
    }
  }

  // MARK: - The suites

  private var gate: Section {
    let conclusion = report.conclusion
    let result: Result =
      conclusion.status == .conformant
      ? .passed(remark: report.warnings.isEmpty ? nil : report.warnings.map(\.withoutControls).joined(separator: "\n"))
      : .failed(
        message: "\(conclusion.status.label): \(conclusion.reasons.joined(separator: "; "))",
        text: TextReport(report).summary)
    return Section(
      name: "Gate", properties: report.binding.map { ($0.name, $0.value) },
      cases: [("the gate is met (exit status \(conclusion.status.exitStatus))", "video-spec", result)])
  }

  private func suite(_ section: Report.SectionSummary) -> Section {
    Section(
      name: "\(section.subject): \(section.title)",
      cases: section.requirements.flatMap(\.outcomes).map { outcome in
        let vector = outcome.vector
        return ("\(vector.id) \(vector.title.withoutControls)", vector.requirement.id.rawValue, result(of: outcome))
      })
  }

  private func result(of outcome: RatedOutcome) -> Result {
    let reason = outcome.verdict.reason ?? ""
    switch outcome.bearing {
    case .passed: return .passed(remark: nil)
    case .against:
      let text = FailureText(outcome, report: report, paint: Paint(isOn: false)).lines.joined(separator: "\n")
      guard case .broken(let breakage) = outcome.verdict else { return .failed(message: reason, text: text) }
      return .error(type: breakage.kind.rawValue, message: reason, text: text)
    case .missing: return .skipped("\(outcome.verdict.kind.label): \(reason)")
    case .excused(let why): return .skipped("known failure, excused: \(why): \(reason)")
    case .advisory: return .skipped("SHOULD, counted only with --strict: \(reason)")
    case .contested: return .passed(remark: "contested, never counted: \(reason)".withoutControls)
    }
  }
}
