import Inspection
import VideoSpec

/// `Docs/ServerMessages.md`: the error messages that `video-spec inspect` recognizes, and what each states.
struct ServerMessagesDocument {
  static let path = "Docs/ServerMessages.md"

  var markdown: String {
    let rows = ServerMessage.all
    let stated = rows.filter { !$0.claims.isEmpty }
    return """
      # What S3's error messages state

      `video-spec inspect` recognizes the error messages on this page, which `make docs` generates. The whole wording of a row must match; its
      beginning is not enough. `{name}` stands for any text. Case, quotation marks and a final full stop are ignored. `any` means that the code
      alone is enough. A cause marked `(likely)` is only suggested by the message; the message states the other causes, so they are certain.
      [Troubleshooting](Troubleshooting.md) explains each cause and its fix. The last column names the source of the wording: a repository, an
      issue, a test, or a page of documentation.

      ## Messages that lead to a cause

      | code | message | causes | known from |
      |---|---|---|---|
      \(stated.map(row).joined(separator: "\n"))

      ## Messages that state no cause

      | code | message | meaning | known from |
      |---|---|---|---|
      \(rows.filter(\.claims.isEmpty).map(row).joined(separator: "\n"))

      """
  }

  private func row(_ row: ServerMessage) -> String {
    let codes = row.codes.map { "`\($0)`" }.joined(separator: ", ")
    let causes = row.claims.map { "`\($0.code.rawValue)`" + ($0.certainty == .certain ? "" : " (likely)") }
    let message = row.pattern.map { Self.code($0.text) } ?? "any"
    let meaning = row.meaning.map { "`\($0)`" } ?? "the signature is wrong; `inspect` searches for the reason"
    let result = causes.isEmpty ? meaning : causes.joined(separator: ", ")
    return "| \(codes) | \(message) | \(result.replacing("|", with: "\\|")) | \(Self.code(row.source.name)) |"
  }

  /// A text as a code span in a cell of a table.
  private static func code(_ text: String) -> String {
    let mark = text.contains("`") ? "``" : "`"
    return mark + text.replacing("|", with: "\\|") + mark
  }
}
