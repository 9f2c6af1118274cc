public import VideoSpec

/// Why S3 rejects a request or a form, which rule that breaks, and how to fix it.
///
/// ``summary`` and ``fix`` are Markdown with literals in code spans; `plainSummary` and `plainFix` are for terminals and JSON.
public struct Cause: Hashable, Sendable {
  /// Who has to change something.
  public enum Fault: String, Sendable, CaseIterable {
    case signer
    case sender
    case configuration
    case clock
  }

  public var code: CauseCode
  /// The rule that is broken.
  public var requirement: RequirementID
  public var fault: Fault
  /// What happened, in one sentence.
  public var summary: String
  public var fix: String
  /// Public issues with this cause, as `OWNER/REPOSITORY#NUMBER` on GitHub.
  public var reports: [String]

  init(
    _ code: CauseCode, _ requirement: RequirementID, _ fault: Fault, _ summary: String, fix: String,
    reports: [String] = []
  ) {
    self.code = code
    self.requirement = requirement
    self.fault = fault
    self.summary = summary
    self.fix = fix
    self.reports = reports
  }

  /// All causes, in the order of their codes' declarations.
  public static let all: [Cause] = CauseCode.allCases.map(\.cause)

  public var plainSummary: String { summary.withoutCodeSpans }
  public var plainFix: String { fix.withoutCodeSpans }
}

extension String {
  /// The text without Markdown's code spans, for terminals and JSON.
  ///
  /// A span with a letter or a digit loses its backticks. A span of punctuation gets quotation marks, because a bare `,` or `;`
  /// would be read as part of the sentence.
  package var withoutCodeSpans: String {
    let pieces = split(separator: "`", omittingEmptySubsequences: false)
    guard pieces.count > 1, !pieces.count.isMultiple(of: 2) else { return self }
    return pieces.enumerated().map { index, piece in
      if index.isMultiple(of: 2) || piece.contains(where: { $0.isLetter || $0.isNumber }) { return String(piece) }
      let mark = piece.contains("\"") ? "'" : "\""
      return mark + piece + mark
    }.joined()
  }
}
