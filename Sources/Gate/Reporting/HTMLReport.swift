import AdapterProtocol
import VideoSpec

/// A report as a page that stands alone: no script, no network, light and dark, for a screen of any width. It is XML, too.
///
/// The failures come first, then the table of rules.
public struct HTMLReport: Sendable {
  let report: Report
  /// The cases that the page shows in full.
  let shownIDs: Set<CaseID>

  public init(_ report: Report) {
    self.report = report
    let shown = HTMLReport.failures(shownOf: report) + HTMLReport.excused(shownOf: report)
    shownIDs = Set(shown.flatMap(\.outcomes).map(\.vector.id))
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
      \([heading, verdict, navigation, failures, rules, excuses, remarks, binding].joined(separator: "\n"))
      </body>
      </html>

      """
  }

  // MARK: - The head of the page

  private var heading: String {
    let status = report.conclusion.status
    return Markup.element(
      "header", [],
      HTMLReport.paragraph(status.label, ["badge", status.tone.rawValue])
        + Markup.element("h1", [], Markup.escaped(report.implementationName))
        + HTMLReport.paragraph(
          "against VideoSpec \(Suite.version), edition \(report.edition), profiles: \(report.profileNames). "
            + "\(report.counts[.passed]) of \(CaseList.count(report.counts.all)) passed."
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

  private var navigation: String {
    struct Link {
      var id: String
      var title: String
      var isShown = true
    }
    let failures = report.outcomes(.failed, .broken).count
    let excused = report.outcomes(.excused, .advisory, .contested).count
    let links = [
      Link(id: "failures", title: "Failures (\(failures))", isShown: failures > 0),
      Link(id: "rules", title: "Rules"),
      Link(id: "excused", title: "Not counted (\(excused))", isShown: excused > 0),
      Link(id: "remarks", title: "Remarks", isShown: !remarkLines.isEmpty),
      Link(id: "run", title: "About this run"),
    ]
    return Markup.element(
      "nav", [],
      links.filter(\.isShown).map { Markup.element("a", [("href", "#\($0.id)")], Markup.escaped($0.title)) }
        .joined(separator: " "))
  }

  // MARK: - The end of the page

  private var remarkLines: [String] {
    Remarks(report.conclusion.outcomes).lines + report.warnings.map { "warning: \($0)" }
  }

  private var remarks: String {
    guard !remarkLines.isEmpty else { return "" }
    return Markup.element(
      "section", [("id", "remarks")],
      Markup.element("h2", [], "Remarks") + HTMLReport.list(remarkLines.map { $0.cut(to: 2000) }, className: "remarks"))
  }

  private var binding: String {
    let rows = report.binding.map { entry in
      Markup.element("dt", [], Markup.escaped(entry.name)) + Markup.element("dd", [], Markup.escaped(entry.value))
    }
    return Markup.element(
      "section", [("id", "run")],
      Markup.element("h2", [], "About this run") + Markup.element("dl", [("class", "binding")], rows.joined()))
  }

  // MARK: - Parts

  static func paragraph(_ text: String, _ classes: [String] = []) -> String {
    Markup.element("p", classes.isEmpty ? [] : [("class", classes.joined(separator: " "))], Markup.prose(text))
  }

  static func list(_ lines: [String], className: String) -> String {
    Markup.element(
      "ul", [("class", className)],
      lines.map { Markup.element("li", [], Markup.prose($0)) }.joined(separator: "\n"))
  }
}
