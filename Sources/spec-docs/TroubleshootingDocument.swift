import Inspection
import VideoSpec

/// `Docs/Troubleshooting.md`: the causes that `video-spec inspect` names with their fixes, the most often reported first.
struct TroubleshootingDocument {
  static let path = "Docs/Troubleshooting.md"

  var markdown: String {
    let reported = Cause.all.filter { !$0.reports.isEmpty }
    let threads = Set(reported.flatMap(\.reports)).count
    let sections =
      [
        section(
          "`SignatureDoesNotMatch` and other rejections of signed URLs and requests",
          reported.filter { !$0.isAboutForms }),
        section("Rejected forms", reported.filter(\.isAboutForms)), unreported,
      ]
    return """
      # Why S3 rejects a request or a form

      `make docs` generates this page from the causes that `video-spec inspect` can name. Run that command to find out
      which cause applies to your request.

      The first two tables are sorted by the number of public threads in which the cause was established or follows from the facts.
      We read \(threads) threads once, in 2026. We found them by searching for SignatureDoesNotMatch, rejected forms and wrong regions. The
      counts show what people ask about in public, where the early years of the SDKs weigh more than today's. They do not show how
      often each cause occurs.

      \(sections.joined(separator: "\n\n"))

      """
  }

  private func section(_ title: String, _ causes: [Cause]) -> String {
    let ordered = causes.enumerated().sorted { left, right in
      left.element.reports.count == right.element.reports.count
        ? left.offset < right.offset : left.element.reports.count > right.element.reports.count
    }
    let rows = ordered.map { _, cause in
      "| \(cause.reports.count) | \(cause.summary.inTable) | \(cause.fix.inTable) | \(cause.requirement) | `\(cause.code.rawValue)` | "
        + cause.reports.map(link).joined(separator: ", ") + " |"
    }
    return """
      ## \(title)

      | threads | what happened | fix | rule | code | reported in |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private func link(_ report: String) -> String {
    let parts = report.split(separator: "#")
    return "[\(report)](https://github.com/\(parts[0])/issues/\(parts[1]))"
  }

  private var unreported: String {
    let causes = Cause.all.filter(\.reports.isEmpty).sorted {
      ($0.requirement, $0.code.rawValue) < ($1.requirement, $1.code.rawValue)
    }
    let rows = causes.map {
      "| \($0.requirement) | \($0.summary.inTable) | \($0.fix.inTable) | `\($0.code.rawValue)` |"
    }
    return """
      ## Other causes

      `video-spec inspect` also names these causes. None of the threads reports them.

      | rule | what happened | fix | code |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }
}

extension Cause {
  fileprivate var isAboutForms: Bool {
    ["POL-", "FRM-"].contains(where: requirement.rawValue.hasPrefix)
      || ["policy-", "form-"].contains(where: code.rawValue.hasPrefix)
  }
}

extension String {
  /// The text as it can be in a cell of a Markdown table.
  ///
  /// A `|` ends the cell even in a code span. In a code span other characters are literal; outside they are escaped.
  fileprivate var inTable: String {
    let escaped: [Character: String] = ["*": "\\*", "<": "&lt;"]
    var isInSpan = false
    return reduce(into: "") { text, character in
      if character == "`" { isInSpan.toggle() }
      text += character == "|" ? "\\|" : isInSpan ? String(character) : escaped[character] ?? String(character)
    }
  }
}
