import ReferenceImpl
import VideoSpec

/// `Docs/Troubleshooting.md`: the causes, the most often reported first.
public struct TroubleshootingDocument {
  public init() {}

  public var markdown: String {
    let reported = Cause.all.filter { !$0.reports.isEmpty }
    let threads = Set(reported.flatMap(\.reports)).count
    let sections =
      [
        section(
          "SignatureDoesNotMatch, and other rejections of a signed URL or request", reported.filter { !$0.isOfForms }),
        section("Forms that are rejected", reported.filter(\.isOfForms)), others,
      ]
    return """
      # Why S3 rejects

      Drawn from the catalogue of causes by `make docs`. `video-spec inspect url|post|error` tells which one it is.

      The order is that of \(threads) public threads, each counted at the cause that it established or that its facts show: the ones
      that searches for SignatureDoesNotMatch, rejected forms and regions brought up, read once, in 2026. They say what people ask in public
      about, in which SDKs' early years weigh more than today's; not how often each happens.

      \(sections.joined(separator: "\n\n"))

      """
  }

  private func section(_ title: String, _ causes: [Cause]) -> String {
    let ordered = causes.enumerated().sorted { left, right in
      left.element.reports.count == right.element.reports.count
        ? left.offset < right.offset : left.element.reports.count > right.element.reports.count
    }
    let rows = ordered.map { _, cause in
      "| \(cause.reports.count) | \(cause.summary.inTable) | \(cause.remedy.inTable) | \(cause.requirement) | `\(cause.code)` | "
        + cause.reports.map(link).joined(separator: ", ") + " |"
    }
    return """
      ## \(title)

      | threads | what happened | how to mend it | rule | code | seen in |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private func link(_ report: String) -> String {
    let parts = report.split(separator: "#")
    return "[\(report)](https://github.com/\(parts[0])/issues/\(parts[1]))"
  }

  private var others: String {
    let rows = Cause.all.filter(\.reports.isEmpty).sorted { ($0.requirement, $0.code) < ($1.requirement, $1.code) }.map
    {
      "| \($0.requirement) | \($0.summary.inTable) | \($0.remedy.inTable) | `\($0.code)` |"
    }
    return """
      ## Known, and in none of those threads

      | rule | what happened | how to mend it | code |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }
}

extension Cause {
  fileprivate var isOfForms: Bool {
    let prefixes = ["POL-", "FRM-"]
    return prefixes.contains(where: requirement.rawValue.hasPrefix) || code.hasPrefix("policy-")
      || code.hasPrefix("form-")
  }
}

extension String {
  fileprivate var inTable: String {
    let escaped: [Character: String] = ["|": "\\|", "*": "\\*", "<": "&lt;"]
    return reduce(into: "") { $0 += escaped[$1] ?? String($1) }
  }
}
