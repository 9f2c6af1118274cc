import Inspection
import ReferenceImpl
import VideoSpec

/// The page of the control plane: the recent requests, and the explanation of one of them.
///
/// It is self-contained: it has no script, and loads nothing. Everything that a client sent is escaped.
struct ControlPage {
  let entries: [JournalEntry]
  /// The request that is explained; nil if none was refused.
  let chosen: RequestDiagnosis?
  let token: Text
  let showsOnlyRefused: Bool
  let clock: MovableClock
  let faults: [EndpointFault]

  /// How many requests the page lists.
  private static let limit = 200

  /// Allows the page's own style sheet, and nothing else.
  static let securityPolicy: String = {
    let hash = Text(bytes: Base64.encode(SHA256.digest(of: Array(ControlStyle.sheet.utf8)).withBytes(Array.init)))
      .string
    return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  }()

  var html: String {
    let body = [header, chosen.map(explanation) ?? "", list].joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>video-spec s3: requests</title>
      <style>\(ControlStyle.sheet)</style>
      </head>
      <body>
      \(body)
      </body>
      </html>

      """
  }

  private var header: String {
    let refused = entries.count { $0.refusal != nil }
    var notes = ["\(entries.count) requests are kept, \(refused) of them refused"]
    if clock.offset != 0 { notes.append("the clock is moved by \(clock.offset) seconds: it is \(clock.now().iso8601)") }
    if !faults.isEmpty { notes.append("\(faults.count) \(faults.count == 1 ? "fault is" : "faults are") set") }
    let lines = notes.map { HTMLElement.text("p", $0) }.joined()
    let reload = HTMLElement("a", ["href": address(refused: showsOnlyRefused)], HTMLElement.escaped("reload"))
    let other = HTMLElement(
      "a", ["href": address(refused: !showsOnlyRefused)],
      HTMLElement.escaped(showsOnlyRefused ? "all requests" : "refused requests only"))
    return HTMLElement(
      "header", [:],
      HTMLElement.text("h1", "Requests to this S3 endpoint") + lines + reload.markup + " · " + other.markup
    ).markup
  }

  private func address(refused: Bool) -> String { "?token=\(token)" + (refused ? "&refused=true" : "") }

  // MARK: - The explanation

  private func explanation(_ diagnosis: RequestDiagnosis) -> String {
    let entry = diagnosis.entry
    var parts = [HTMLElement.text("h2", title(entry))]
    if let message = diagnosis.message { parts.append(HTMLElement.text("p", message, class: "sentence")) }
    let remarks = diagnosis.diagnosis?.findings ?? []
    var facts: [(String, String?)] = [
      ("operation", entry.operation.map { "\($0)" }), ("key", entry.key?.printable),
      ("answer", entry.refusal.map { "\($0.status) \($0.code.rawValue): \($0.rejection.message)" }),
      ("rule", diagnosis.requirement.map { "\($0.id): \($0.text.withoutCodeSpans)" }),
      ("why", diagnosis.requirement?.reason.withoutCodeSpans),
    ]
    for finding in remarks.prefix(5) {
      let name = finding.certainty == .certain ? "cause" : finding.certainty == .likely ? "likely" : "remark"
      facts.append((name, finding.cause.plainSummary + (finding.detail.map { " (\($0))" } ?? "")))
    }
    facts += [
      ("fix", diagnosis.fix), ("in \(diagnosis.toolFix?.tool.displayName ?? "")", diagnosis.toolFix?.code),
      ("next", diagnosis.diagnosis?.next),
      ("note", diagnosis.isHeadMissing ? RequestDiagnosis.headMissing : nil), ("failure", entry.failure),
    ]
    facts += entry.warnings.map { ("warning", "\($0.id): \($0.message)") }
    parts.append(definitions(facts))
    parts.append(comparison(diagnosis))
    let kind = entry.refusal == nil ? "accepted" : "refused"
    return HTMLElement("section", ["class": kind, "id": "request"], parts.joined(separator: "\n")).markup
  }

  private func definitions(_ facts: [(String, String?)]) -> String {
    let items = facts.compactMap { name, value in
      value.map { HTMLElement.text("dt", name) + HTMLElement.text("dd", $0) }
    }
    return items.isEmpty ? "" : HTMLElement("dl", [:], items.joined()).markup
  }

  /// Both sides of the first difference, and the text that the endpoint computed.
  private func comparison(_ diagnosis: RequestDiagnosis) -> String {
    var output = ""
    let place = diagnosis.diagnosis?.shownDivergence
    if let place {
      output += HTMLElement.text("h3", "The first difference: line \(place.line) of the \(place.stepName)")
      output +=
        HTMLElement(
          "div", ["class": "sides"],
          figure("the endpoint computed", Self.marked(place.received, from: place.byte))
            + figure("the client signed", Self.marked(place.signed, from: place.byte))
        ).markup
    }
    if let text = diagnosis.canonicalRequest {
      let isMarked = place?.step == "canonicalRequest"
      let lines = text.split(at: 0x0A).prefix(400).enumerated().map { index, line in
        let isPlace = isMarked && index + 1 == place?.line
        return isPlace ? Self.marked(line, from: place?.byte ?? 1) : HTMLElement.escaped(Printable.text(line))
      }
      output += figure("the canonical request that the endpoint computed", lines.joined(separator: "\n"))
    }
    return output
  }

  private func figure(_ caption: String, _ markup: String) -> String {
    // HTML drops a line feed at the beginning of a block, so there is one to drop.
    HTMLElement("figure", [:], HTMLElement.text("figcaption", caption) + "<pre>\n\(markup)</pre>").markup
  }

  /// A line whose bytes from a place on are marked. A caret marks the end of the line.
  private static func marked(_ line: Text, from byte: Int) -> String {
    let start = min(max(0, byte - 1), line.bytes.count)
    let rest = Text(line.bytes[start...])
    return HTMLElement.escaped(Printable.text(Text(line.bytes[..<start])))
      + HTMLElement.text("mark", rest.isEmpty ? "‸" : Printable.text(rest))
  }

  // MARK: - The list

  private var list: String {
    guard !entries.isEmpty else { return HTMLElement.text("p", "There was no request yet.") }
    let listed = showsOnlyRefused ? entries.filter { $0.refusal != nil } : entries
    let rows = listed.prefix(Self.limit).map(row).joined(separator: "\n")
    let more = listed.count - Self.limit
    return HTMLElement.text("h2", showsOnlyRefused ? "Refused requests, newest first" : "Recent requests, newest first")
      + HTMLElement("ol", [:], rows).markup
      + (more > 0 ? HTMLElement.text("p", "and \(more) more: GET /_video-spec/requests lists them") : "")
  }

  private func row(_ entry: JournalEntry) -> String {
    let address = address(refused: showsOnlyRefused) + "&request=\(entry.requestID)#request"
    let link = HTMLElement("a", ["href": address], HTMLElement.escaped(title(entry))).markup
    var parts = [HTMLElement.text("time", entry.time.iso8601.string), link]
    if let message = entry.message { parts.append(HTMLElement.text("p", message)) }
    if let difference = entry.difference { parts.append(HTMLElement.text("p", difference)) }
    if let rule = entry.refusal?.requirement { parts.append(HTMLElement.text("code", rule.rawValue)) }
    parts += entry.warnings.map { HTMLElement.text("p", "warning \($0.id): \($0.message)", class: "warning") }
    if let failure = entry.failure { parts.append(HTMLElement.text("p", failure, class: "warning")) }
    let kind = entry.refusal == nil ? "accepted" : "refused"
    return HTMLElement("li", ["class": kind], parts.joined(separator: " ")).markup
  }

  private func title(_ entry: JournalEntry) -> String {
    let request = entry.method.isEmpty ? "(no request)" : "\(entry.method) \(entry.shortTarget)"
    let status = entry.status.map { "\($0)" } ?? "no response"
    // The URL of a form does not name its key.
    let key = entry.operation == .postObject ? entry.key.map { " (key \($0.printable))" } ?? "" : ""
    return "\(request)\(key): \(status)" + (entry.refusal.map { " \($0.code.rawValue)" } ?? "")
  }
}
