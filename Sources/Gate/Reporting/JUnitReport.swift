import AdapterProtocol
import VideoSpec

/// A report for CI servers, with a test suite for each section and a test case for each case.
///
/// The first test case is the gate's own. It fails whenever the exit status is not 0, so that nobody who reads only this report sees an
/// incomplete run as green. Sections with failures follow, then the others; in a section the failures come first. The first case of a
/// cause has the details, and the others name it.
public struct JUnitReport: Sendable {
  private let report: Report
  /// The group of each case that failed or broke.
  private let groups: [CaseID: FailureGroup]

  public init(_ report: Report) {
    self.report = report
    groups = Dictionary(
      report.failures.flatMap { group in group.outcomes.map { ($0.vector.id, group) } }, uniquingKeysWith: { $1 })
  }

  public var text: String {
    let suites = [gate] + JUnitReport.failuresFirst(report.sections.map(suite)) { $0.tally.isRed }
    let tally = suites.reduce(into: Tally()) { $0.add($1.tally) }
    let name = "VideoSpec \(Suite.version), edition \(report.edition)"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(Markup.escaped(name))" tests="\(tally.tests)" failures="\(tally.failures)" errors="\(tally.errors)" time="\(tally.time.seconds)">
      \(suites.map(\.text).joined(separator: "\n"))
      </testsuites>

      """
  }

  private static func failuresFirst<Item>(_ items: [Item], _ isRed: (Item) -> Bool) -> [Item] {
    items.filter(isRed) + items.filter { !isRed($0) }
  }

  private struct Tally {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var time = Duration.zero

    var isRed: Bool { failures + errors > 0 }

    mutating func add(_ other: Tally) {
      tests += other.tests
      failures += other.failures
      errors += other.errors
      skipped += other.skipped
      time += other.time
    }

    mutating func add(_ testCase: TestCase) {
      tests += 1
      time += testCase.time
      switch testCase.result {
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

    var isRed: Bool {
      switch self {
      case .failed, .error: true
      case .passed, .skipped: false
      }
    }

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

  private struct TestCase {
    var name: String
    var className: String
    var time = Duration.zero
    var result: Result

    var element: String {
      Markup.element(
        "testcase", [("name", name), ("classname", className), ("time", time.seconds)], result.element)
    }
  }

  private struct Section {
    var tally = Tally()
    var text: String

    init(name: String, properties: [(name: String, value: String)] = [], cases: [TestCase]) {
      for testCase in cases { tally.add(testCase) }
      let properties = properties.map { property in
        "<property name=\"\(property.name)\" value=\"\(Markup.escaped(property.value.withoutControls))\"/>"
      }
      let attributes =
        "tests=\"\(tally.tests)\" failures=\"\(tally.failures)\" errors=\"\(tally.errors)\" skipped=\"\(tally.skipped)\" "
        + "time=\"\(tally.time.seconds)\""
      text =
        (["<testsuite name=\"\(Markup.escaped(name))\" \(attributes)>"]
        + (properties.isEmpty ? [] : [Markup.element("properties", [], properties.joined())]) + cases.map(\.element)
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
    let name = "the gate passes (exit status \(conclusion.status.exitStatus))"
    return Section(
      name: "Gate", properties: report.binding, cases: [TestCase(name: name, className: "video-spec", result: result)])
  }

  private func suite(_ section: Report.SectionSummary) -> Section {
    let cases = section.requirements.flatMap(\.outcomes).map { outcome in
      let vector = outcome.vector
      return TestCase(
        name: "\(vector.id) \(vector.title.withoutControls)", className: vector.requirement.id.rawValue,
        time: outcome.duration, result: result(of: outcome))
    }
    return Section(
      name: "\(section.subject): \(section.title)", cases: JUnitReport.failuresFirst(cases, \.result.isRed))
  }

  private func result(of outcome: RatedOutcome) -> Result {
    let reason = outcome.verdict.reason ?? ""
    switch outcome.bearing {
    case .passed: return .passed(remark: nil)
    case .failed: return .failed(message: reason, text: details(of: outcome))
    case .broken:
      guard case .broken(let breakage) = outcome.verdict else { return .failed(message: reason, text: "") }
      return .error(type: breakage.kind.rawValue, message: "broken: \(reason)", text: details(of: outcome))
    case .unsupported, .notRun: return .skipped("\(outcome.bearing.label): \(reason)")
    case .excused: return .skipped("excused, a known failure: \(outcome.known?.reason ?? ""): \(reason)")
    case .advisory: return .skipped("advisory, a SHOULD counts only with --strict: \(reason)")
    case .contested: return .passed(remark: "contested, never counts: \(reason)".withoutControls)
    }
  }

  private func details(of outcome: RatedOutcome) -> String {
    guard let group = groups[outcome.vector.id] else { return "" }
    if group.first.vector.id == outcome.vector.id {
      return FailureText(group, report: report, paint: Paint(isOn: false)).lines.joined(separator: "\n")
    }
    return """
      The cause is the same as that of \(group.first.vector.id), which has the details.
        repeat    \(report.repeatCommand(for: outcome.vector))
      """
  }
}

extension Duration {
  /// The duration in seconds with six decimals: `0.000512`.
  fileprivate var seconds: String {
    let fraction = String(components.attoseconds / 1_000_000_000_000)
    return "\(components.seconds)." + String(repeating: "0", count: max(0, 6 - fraction.utf8.count)) + fraction
  }
}
