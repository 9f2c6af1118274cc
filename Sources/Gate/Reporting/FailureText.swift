import AdapterProtocol
import VideoSpec

/// One cause of failures in detail: what is wrong in its first case, where the two sides differ, the rule, and how to run the case again.
struct FailureText {
  /// How many other cases with the same cause are named.
  private static let idLimit = 12

  /// How many lines of an exchange are shown.
  private static let exchangeLimit = 80

  private let group: FailureGroup
  private let outcome: RatedOutcome
  private let report: Report
  private let paint: Paint

  init(_ group: FailureGroup, report: Report, paint: Paint) {
    self.group = group
    self.outcome = group.first
    self.report = report
    self.paint = paint
  }

  var lines: [String] {
    let vector = outcome.vector
    return heading + divergence + exchange + standardError + rule
      + [
        entry("vector", "\(vector.file), \(vector.operation)"),
        entry("input", "video-spec show \(vector.id)"),
        entry("repeat", report.repeatCommand(for: vector)),
      ] + others
  }

  /// The cause in one line, for a list.
  var summary: String {
    let reason = (outcome.verdict.reason ?? "").withoutControls.cut(to: 200)
    return "\(group.ids(atMost: 4))  \(paint(outcome.bearing.tone, outcome.verdict.kind.label)): \(reason)"
  }

  private var heading: [String] {
    let (vector, kind) = (outcome.vector, outcome.verdict.kind)
    let reason = (outcome.verdict.reason ?? "").withoutControls
    let (head, body) = kind == .broken ? (reason, entry("case", vector.title)) : (vector.title, entry("reason", reason))
    return ["\(vector.id)  \(paint(outcome.bearing.tone, kind.label)): \(head)", body]
  }

  /// The rule and its evidence; nothing for a broken case, which breaks no rule.
  private var rule: [String] {
    guard outcome.verdict.kind == .fail else { return [] }
    let rule = outcome.rule
    // The evidence of a case is about its own rule.
    let evidence = outcome.isAttributed ? rule.evidence : outcome.vector.evidence
    return [
      entry("rule", "\(rule.id) (\(rule.level.rawValue)) \(rule.text)"), entry("why", rule.reason),
      entry("evidence", "\(evidence.kind.rawValue): \(evidence.reference)"),
    ] + (outcome.isAttributed ? [entry("untested", outcome.untested)] : [])
  }

  private func entry(_ name: String, _ text: String) -> String { "  \(name.padded(to: 10))\(text)" }

  private var divergence: [String] {
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence else { return [] }
    guard let place = divergence.place else {
      return [entry("differs", "\(divergence.step), in a part that is redacted here")]
    }
    let expected = Printable(place.expected, around: place.byte - 1)
    let observed = Printable(place.observed, around: place.byte - 1)
    return [
      entry("differs", "\(divergence.step), line \(place.line), byte \(place.byte)"),
      "    expected  \(expected.text)",
      "    observed  \(observed.text)",
      "              \(String(repeating: " ", count: observed.column))^",
    ]
  }

  /// What was sent to an endpoint, and what came back.
  private var exchange: [String] {
    guard case .fail(let failure) = outcome.verdict, let exchange = failure.exchange else { return [] }
    let lines = Text(exchange).split(at: 0x0A).map { $0.string.withoutControls.cut(to: 400) }
    let rest = lines.count - FailureText.exchangeLimit
    let store = lines.contains { $0.hasPrefix("* ") } ? "; '*' is what the backend asked its store for" : ""
    return [entry("exchange", "'>' was sent, '<' was received; '!' is what went wrong\(store)")]
      + lines.prefix(FailureText.exchangeLimit).map { "    \($0)" } + (rest > 0 ? ["    … \(rest) lines"] : [])
  }

  private var standardError: [String] {
    guard case .broken(let breakage) = outcome.verdict, !breakage.standardError.isEmpty else { return [] }
    let lines = breakage.standardError.split(at: 0x0A).filter { !$0.isEmpty }
    // Some languages print the error above its stack trace, others below it.
    let first = lines.prefix(5)
    let last = lines.dropFirst(5).suffix(15)
    let gap = lines.count - first.count - last.count
    let shown = first.map(shortened) + (gap > 0 ? ["    … \(gap) lines"] : []) + last.map(shortened)
    return [entry("stderr", "the adapter's standard error:")] + shown
  }

  private func shortened(_ line: Text) -> String {
    "    \(Printable.text(Text(line.bytes.prefix(200))))\(line.bytes.count > 200 ? "…" : "")"
  }

  private var others: [String] {
    let others = group.outcomes.dropFirst().map(\.vector.id)
    guard !others.isEmpty else { return [] }
    return [entry("also", "\(CaseList.text(others, atMost: FailureText.idLimit)), with the same cause")]
  }
}
