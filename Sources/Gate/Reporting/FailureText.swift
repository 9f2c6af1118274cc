import AdapterProtocol
package import VideoSpec

/// One failure in detail: the rule, what is wrong, where the two sides part, and how to see it again.
struct FailureText {
  private let outcome: RatedOutcome
  private let report: Report
  private let paint: Paint

  init(_ outcome: RatedOutcome, report: Report, paint: Paint) {
    self.outcome = outcome
    self.report = report
    self.paint = paint
  }

  var lines: [String] {
    let vector = outcome.vector
    let rule = vector.requirement
    return ["\(vector.id)  \(paint(outcome.verdict.kind, outcome.verdict.kind.label)): \(vector.title)"]
      + [entry("rule", "\(rule.id) (\(rule.level.rawValue)) \(rule.text)"), entry("why", rule.reason)]
      + [entry("reason", (outcome.verdict.reason ?? "").withoutControls)] + divergence + standardError
      + [
        entry("evidence", "\(vector.evidence.kind.rawValue): \(vector.evidence.reference)"),
        entry("vector", "\(vector.file), \(vector.operation)"),
        entry("input", "video-spec show \(vector.id)"),
        entry("repeat", report.repeatCommand(for: vector)),
      ]
  }

  private func entry(_ name: String, _ text: String) -> String { "  \(name.padded(to: 10))\(text)" }

  private var divergence: [String] {
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence else { return [] }
    guard let place = divergence.place else {
      return [entry("differs", "\(divergence.step), inside of what is redacted here")]
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

  private var standardError: [String] {
    guard case .broken(let breakage) = outcome.verdict, !breakage.standardError.isEmpty else { return [] }
    let lines = breakage.standardError.split(at: 0x0A).filter { !$0.isEmpty }
    // An error stands above its trace in some languages and below it in others.
    let first = lines.prefix(5)
    let last = lines.dropFirst(5).suffix(15)
    let gap = lines.count - first.count - last.count
    let shown = first.map(shortened) + (gap > 0 ? ["    … \(gap) lines"] : []) + last.map(shortened)
    return [entry("stderr", "what it wrote:")] + shown
  }

  private func shortened(_ line: Text) -> String {
    "    \(Printable.text(Text(line.bytes.prefix(200))))\(line.bytes.count > 200 ? "…" : "")"
  }
}

/// Bytes as ASCII: whatever else they are shows as `\xNN`, so that texts that only look alike show where they differ.
package struct Printable {
  /// How many bytes are shown before and after the place.
  private static let reach = (before: 48, after: 48)

  package let text: String
  /// Where the place is in `text`.
  package let column: Int

  /// The part of a line around a place in it.
  package init(_ line: Text, around place: Int) {
    let start = place > Printable.reach.before + 8 ? place - Printable.reach.before : 0
    let end = min(line.bytes.count, place + Printable.reach.after)
    let before = (start > 0 ? "…" : "") + Printable.text(Text(line.bytes[min(start, end)..<min(place, end)]))
    let after = Printable.text(Text(line.bytes[min(place, end)..<end])) + (end < line.bytes.count ? "…" : "")
    text = before + after
    column = before.count
  }

  package static func text(_ text: Text) -> String {
    var output = ""
    for byte in text.bytes {
      if byte >= 0x20, byte < 0x7F {
        output.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        output += "\\x\(Hexadecimal.lowercase([byte]).string)"
      }
    }
    return output
  }
}

extension String {
  /// On one line, and nothing that a terminal would obey, or show as something else than it is: a mark that turns the
  /// direction of writing is a format character.
  package var withoutControls: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if isControl(scalar) {
        text += Printable.text(Text(String(scalar)))
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
