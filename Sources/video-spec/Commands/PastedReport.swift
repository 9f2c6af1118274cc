import Inspection
import ReferenceImpl
import VideoSpec

/// What was read from a pasted text, and the diagnoses of its incidents.
struct PastedReport {
  /// The largest number of diagnoses that are shown. The others are counted.
  private static let limit = 5
  /// The largest number of places that are listed.
  private static let placeLimit = 8

  let text: PastedText
  let incidents: [InspectedIncident]

  // MARK: For people

  func text(hasColor: Bool, namesAllRules: Bool) -> String {
    var output = "read: \(read)\n"
    if !notRead.isEmpty { output += "not read: \(notRead)\n" }
    output += "\n"
    let shown = incidents.prefix(Self.limit)
    for (index, incident) in shown.enumerated() {
      if incidents.count > 1 {
        let title = "\(index + 1) of \(incidents.count): \(sources(incident))"
        output += (hasColor ? "\u{1B}[1m\(title)\u{1B}[0m" : title) + "\n\n"
      }
      output += InspectionText(incident.diagnosis, hasColor: hasColor, namesAllRules: namesAllRules).text
      if index < shown.count - 1 { output += "\n" }
    }
    let rest = incidents.count - shown.count
    if rest > 0 { output += "\n\(rest) more \(rest == 1 ? "diagnosis is" : "diagnoses are") not shown.\n" }
    return output
  }

  private func sources(_ incident: InspectedIncident) -> String {
    let places = incident.incident.sources.prefix(Self.placeLimit).map { "\($0.format)\(lines($0.lines))" }
    let more = incident.count - 1
    return (places.isEmpty ? "the given request" : places.joined(separator: ", "))
      + (more == 0 ? "" : ", and \(more) more with the same causes")
  }

  /// What was recognized: "a curl command (lines 1–4), an SDK's error (lines 6–20), written by aws-sdk-js-v3".
  private var read: String {
    var places: [String] = []
    for source in Self.unique(text.items.map { "\($0.format)\(lines($0.lines))" }) { places.append(source) }
    let rest = places.count - Self.placeLimit
    if rest > 0 { places = places.prefix(Self.placeLimit) + ["\(rest) more"] }
    let tools = Self.unique(text.items.compactMap(\.tool?.rawValue)).filter { !["curl", "browser"].contains($0) }
    places += tools.map { "written by \($0)" }
    return places.isEmpty ? "nothing" : places.joined(separator: ", ")
  }

  private var notRead: String {
    Self.unique(text.unread.map(\.kind)).map { kind in
      let ranges = text.unread.filter { $0.kind == kind }.compactMap(\.lines)
      guard !ranges.isEmpty else { return kind }
      let shown = ranges.prefix(Self.placeLimit).map(numbers).joined(separator: ", ")
      let rest = ranges.count - Self.placeLimit
      let isOne = ranges.count == 1 && ranges[0].count == 1
      return "\(kind) (\(isOne ? "line" : "lines") \(shown)\(rest > 0 ? " and \(rest) more places" : ""))"
    }.joined(separator: ", ")
  }

  private func lines(_ range: Range<Int>) -> String {
    range.count == 1 ? " (line \(numbers(range)))" : " (lines \(numbers(range)))"
  }

  private func numbers(_ range: Range<Int>) -> String {
    range.count <= 1 ? "\(range.lowerBound + 1)" : "\(range.lowerBound + 1)–\(range.upperBound)"
  }

  private static func unique(_ texts: [String]) -> [String] {
    var known: Set<Text> = []
    return texts.filter { known.insert(Text($0)).inserted }
  }

  // MARK: For programs

  var json: JSONValue {
    var object: JSONObject = ["fault": .bool(incidents.contains { $0.diagnosis.hasFault })]
    object["cause"] = incidents.first?.diagnosis.cause.map { JSONValue($0.code.rawValue) }
    var known: Set<Text> = []
    object["read"] = .array(
      text.items.filter { known.insert("\($0.format) \($0.lines)").inserted }.map { item in
        var entry: JSONObject = ["format": JSONValue(item.format), "lines": Self.json(item.lines)]
        entry["tool"] = item.tool.map { JSONValue($0.rawValue) }
        return .object(entry)
      })
    object["unread"] = .array(
      text.unread.map { unread in
        var entry: JSONObject = ["kind": JSONValue(unread.kind)]
        entry["lines"] = unread.lines.map(Self.json)
        return .object(entry)
      })
    object["incidents"] = .array(
      incidents.prefix(Self.limit).map { incident in
        var entry = incident.diagnosis.json.object ?? JSONObject()
        entry["tool"] = incident.incident.tool.map { JSONValue($0.rawValue) }
        entry["count"] = JSONValue(incident.count)
        entry["sources"] = .array(
          incident.incident.sources.map { ["format": JSONValue($0.format), "lines": Self.json($0.lines)] })
        return .object(entry)
      })
    let rest = incidents.count - Self.limit
    if rest > 0 { object["notShown"] = JSONValue(rest) }
    return .object(object)
  }

  /// The first and the last line, counted from 1.
  private static func json(_ lines: Range<Int>) -> JSONValue {
    [JSONValue(lines.lowerBound + 1), JSONValue(max(lines.upperBound, lines.lowerBound + 1))]
  }
}
