import AdapterProtocol
import VideoSpec

/// A page that stands alone: no script, no network, light and dark, for a screen of any width. It is XML too.
public struct HTMLReport: Sendable {
  let report: Report
  /// The failures that have an article of their own.
  let shownIDs: Set<CaseID>

  public init(_ report: Report) {
    self.report = report
    let shown = HTMLReport.shown(of: report)
    shownIDs = Set((shown.against + shown.excused).map(\.vector.id))
  }

  public var text: String {
    let title = "\(report.implementationName): \(report.conclusion.status.label)"
    return """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <title>\(Markup.escaped(title))</title>
      <style>
      \(HTMLStyle.sheet)</style>
      </head>
      <body>
      \([heading, verdict, binding, navigation, rules, failures, excuses, remarks].joined(separator: "\n"))
      </body>
      </html>

      """
  }

  // MARK: - The head of the page

  private var heading: String {
    let status = report.conclusion.status
    return Markup.element(
      "header", [],
      HTMLReport.paragraph(status.label, ["badge", status.className])
        + Markup.element("h1", [], Markup.escaped(report.implementationName))
        + HTMLReport.paragraph(
          "against VideoSpec \(Suite.version), edition \(report.edition): \(report.counts[.pass]) of \(report.counts.all) cases passed"
        ))
  }

  private var verdict: String {
    let notReady: [String]
    if report.implementation == nil, case .broken(let breakage)? = report.conclusion.outcomes.first?.verdict {
      notReady = ["The adapter did not get ready: \(breakage.description)"]
    } else {
      notReady = []
    }
    let lines = notReady + report.conclusion.reasons
    return lines.isEmpty ? "" : HTMLReport.list(lines, className: "reasons")
  }

  private var binding: String {
    let rows = report.binding.map { entry in
      Markup.element("dt", [], Markup.escaped(entry.name)) + Markup.element("dd", [], Markup.escaped(entry.value))
    }
    return Markup.element("dl", [("class", "binding")], rows.joined())
  }

  private var navigation: String {
    let against = report.outcomes { $0 == .against }.count
    let others = HTMLReport.excused(in: report).count
    let links = [
      ("rules", "Rules"), against > 0 ? ("failures", "Failures (\(against))") : nil,
      others > 0 ? ("excused", "Not counted (\(others))") : nil, hasRemarks ? ("remarks", "Remarks") : nil,
    ].compactMap(\.self)
    return Markup.element(
      "nav", [],
      links.map { Markup.element("a", [("href", "#\($0.0)")], Markup.escaped($0.1)) }.joined(separator: " "))
  }

  // MARK: - Its end

  private var remarkLines: [String] {
    Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0)" }
  }

  private var hasRemarks: Bool { !remarkLines.isEmpty }

  private var remarks: String {
    guard hasRemarks else { return "" }
    return Markup.element(
      "section", [("id", "remarks")],
      Markup.element("h2", [], "Remarks") + HTMLReport.list(remarkLines.map { $0.cut(to: 2000) }, className: "remarks"))
  }

  // MARK: - Parts

  static func paragraph(_ text: String, _ classes: [String] = []) -> String {
    Markup.element(
      "p", classes.isEmpty ? [] : [("class", classes.joined(separator: " "))], Markup.escaped(text.withoutControls))
  }

  static func list(_ lines: [String], className: String) -> String {
    Markup.element(
      "ul", [("class", className)],
      lines.map { Markup.element("li", [], Markup.escaped($0.withoutControls)) }.joined(separator: "\n"))
  }
}

extension Conclusion.Status {
  fileprivate var className: String {
    switch self {
    case .conformant: "pass"
    case .nonconformant, .fault: "fail"
    case .incomplete: "gap"
    }
  }
}

extension Verdict.Kind {
  /// Of three colours, always beside the word.
  var className: String {
    switch self {
    case .pass: "pass"
    case .fail, .broken: "fail"
    case .unsupported, .notRun: "gap"
    }
  }
}
