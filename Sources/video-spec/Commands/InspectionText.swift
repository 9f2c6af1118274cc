import Gate
import Inspection
import ReferenceImpl
import VideoSpec

/// Formats a diagnosis for people: the cause, what differs, and then the rules.
struct InspectionText {
  private static let width = 110
  /// The longest line, in bytes: the headers of a request may take 8 KB.
  private static let line = 8192

  private let diagnosis: Diagnosis
  private let hasColor: Bool
  private let namesAllRules: Bool

  /// - Parameter namesAllRules: Whether to name the rules that hold, instead of counting them.
  init(_ diagnosis: Diagnosis, hasColor: Bool, namesAllRules: Bool) {
    self.diagnosis = diagnosis
    self.hasColor = hasColor
    self.namesAllRules = namesAllRules
  }

  var text: String {
    var lines = [shown(diagnosis.subject), ""]
    // Without rows nothing was checked: the hints say why.
    let isChecked = !diagnosis.rows.isEmpty || diagnosis.rejection != nil
    if diagnosis.findings.isEmpty, isChecked || diagnosis.hints.isEmpty { lines += [verdict, ""] }
    for (index, finding) in diagnosis.findings.enumerated() {
      lines += describe(finding, isFirst: index == 0)
      if index == 0 { lines += divergence }
      lines.append("")
    }
    if showsCanonicalRequest, let text = diagnosis.shownCanonicalRequest {
      lines.append("S3 computes this canonical request. Compare it with the signer's own:")
      let texts = text.split(at: 0x0A).map { Printable.text(Redaction.shortened($0, limit: Self.line)) }
      lines += texts.map { "  \(withEllipses($0))" } + [""]
    }
    let rejection = diagnosis.findings.isEmpty ? [] : diagnosis.rejection.map { [$0] } ?? []
    let notes = rejection + diagnosis.hints + (diagnosis.next.map { ["Next: \($0)"] } ?? [])
    lines += notes.map(shown)
    if !notes.isEmpty { lines.append("") }
    return (lines + rules).joined(separator: "\n") + "\n"
  }

  private func shown(_ text: String) -> String {
    Redaction.redacted(Redaction.shortened(Text(text), limit: Self.line)).string.withoutControls
  }

  private var verdict: String {
    if let rejection = diagnosis.rejection {
      let isRight = diagnosis.isSignatureRight == true
      return rejection.withoutControls + (isRight ? "\nThe signature of the given request is right." : "")
    }
    return switch diagnosis.isSignatureRight {
    case true?: "Nothing wrong was found: the signature is right" + (diagnosis.method.map { ", for \($0)." } ?? ".")
    case false?: "The signature is wrong."
    case nil: "Nothing wrong was found; the signature was not checked."
    }
  }

  private var showsCanonicalRequest: Bool {
    diagnosis.isSignatureRight == false && diagnosis.findings.contains { $0.cause.code == .unexplained }
  }

  private func describe(_ finding: Diagnosis.Finding, isFirst: Bool) -> [String] {
    let mark = finding.certainty == .remark ? "worth knowing: " : isFirst ? "" : "also: "
    let likely = finding.certainty == .likely ? "  (likely)" : ""
    let title = mark + finding.cause.plainSummary + likely
    let shown = isFirst && hasColor ? "\u{1B}[1m\(title)\u{1B}[0m" : title
    let rule = Catalogue.requirement(finding.cause.requirement)
    let text = rule?.text.withoutCodeSpans ?? ""
    return [shown]
      + (finding.detail.map { [entry("found", $0.withoutControls)] } ?? [])
      + (isFirst || finding.confirm != diagnosis.findings[0].confirm
        ? finding.confirm.map { [entry("confirm", $0.withoutControls)] } ?? [] : [])
      + [entry("fix", finding.cause.plainFix)]
      + (diagnosis.tool.flatMap { ToolFix(finding.cause.code, in: $0) }.map { [line($0)] } ?? [])
      + [
        entry("rule", "\(finding.cause.requirement) (\(rule?.level.rawValue ?? "")) \(text)")
      ]
  }

  private func line(_ fix: ToolFix) -> String { entry("", "in \(fix.tool.displayName): \(fix.code)") }

  private func entry(_ name: String, _ text: String) -> String { "  \(name.padded(to: 8))\(text)" }

  private var divergence: [String] {
    guard let place = diagnosis.shownDivergence else { return [] }
    let received = Printable(place.received, around: place.byte - 1)
    let signed = Printable(place.signed, around: place.byte - 1)
    return [
      entry("differs", "\(place.step), line \(place.line), byte \(place.byte)"),
      "    S3 has  \(withEllipses(received.text))",
      "    signed  \(withEllipses(signed.text))",
      "            \(String(repeating: " ", count: withEllipses(String(signed.text.prefix(signed.column))).count))^",
    ]
  }

  /// Shows the ellipsis of a shortened token as such: it is not a byte of what was signed.
  private func withEllipses(_ text: String) -> String {
    String(text.split(separator: "\\xe2\\x80\\xa6", omittingEmptySubsequences: false).joined(separator: "…"))
  }

  private var rules: [String] {
    guard !diagnosis.rows.isEmpty else { return [] }
    var lines = ["Rules"]
    for row in diagnosis.rows where row.verdict == .broken {
      lines.append("  broken       \(row.requirement)  \((row.reason ?? "").withoutControls)")
    }
    lines += list("cannot tell", .cannotTell)
    lines += namesAllRules ? list("holds", .holds) : holding
    let reasons = Set(diagnosis.rows.filter { $0.verdict == .cannotTell }.compactMap(\.reason))
    for reason in reasons.sorted() { lines.append("  (cannot tell: \(reason))") }
    return lines
  }

  private var holding: [String] {
    let count = diagnosis.rows.count { $0.verdict == .holds }
    return count == 0 ? [] : ["  holds        \(count) \(count == 1 ? "rule" : "rules") (--verbose names them)"]
  }

  private func list(_ name: String, _ verdict: Diagnosis.Verdict) -> [String] {
    var lines: [String] = []
    for row in diagnosis.rows where row.verdict == verdict {
      if lines.isEmpty || lines[lines.count - 1].count > Self.width - 10 {
        lines.append("  \((lines.isEmpty ? name : "").padded(to: 12))")
      }
      lines[lines.count - 1] += " \(row.requirement)"
    }
    return lines
  }
}
