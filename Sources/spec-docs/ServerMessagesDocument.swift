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

      `make docs` generates this page from the table by which `video-spec inspect` reads error responses. A message matches a row only as
      a whole. Names in braces stand for what differs; case, quotation marks and a full stop at the end do not matter. A cause is
      certain if the message states it. The causes are explained in [Troubleshooting](Troubleshooting.md).

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
    let meaning = row.meaning.map { "`\($0)`" } ?? "the signature is wrong"
    let result = causes.isEmpty ? meaning : causes.joined(separator: ", ")
    return "| \(codes) | \(message) | \(result.replacing("|", with: "\\|")) | \(Self.code(row.source.name)) |"
  }

  /// A text as a code span in a cell of a table.
  private static func code(_ text: String) -> String {
    let mark = text.contains("`") ? "``" : "`"
    return mark + text.replacing("|", with: "\\|") + mark
  }
}
