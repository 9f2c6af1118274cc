import Gate
import VideoSpec

/// `video-spec list`: what there is.
enum ListCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "list", usage: "[profiles|requirements|cases] [OPTIONS]",
      details: "Lists the profiles, the requirements (the default) or the cases.\n",
      options: [
        Option("profile", short: "p", argument: "NAME", "only this profile's cases; may be repeated"),
        Option("operation", argument: "NAME", "only this operation's cases; may be repeated"),
        Option("only", argument: "ID", "only this requirement or case, or SIG-00*; may be repeated"),
        Option("vectors", argument: "DIR", "read the vectors from a directory"),
        Option("suite", argument: "EDITION", "the edition of the suite"),
        Option("json", "print JSON"),
      ])
    guard let options else { return .success }
    try options.expectOperands(atMost: 1)
    let profiles = try options.all("profile").map { name in
      guard let profile = Profile(name) else { throw options.fail("--profile \"\(name)\" is not known") }
      return profile
    }
    let operations = try options.all("operation").map { name in
      guard let operation = Operation(name) else {
        let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
        throw options.fail("--operation \"\(name)\" is not known; there are \(known)")
      }
      return operation
    }
    let corpus = try Corpora.load(options)
    let plan: Plan
    do throws(PlanError) {
      plan = try Plan(
        corpus, selecting: Selection(profiles: profiles, operations: operations, patterns: options.all("only")))
    } catch { throw options.fail("\(error)") }
    let rows: [Row]
    switch options.operands.first ?? "requirements" {
    case "profiles": rows = Profile.all.filter { profiles.isEmpty || profiles.contains($0) }.map { row($0, plan) }
    case "requirements":
      let isFiltered = !profiles.isEmpty || !operations.isEmpty || options.has("only")
      rows = Catalogue.subjects.flatMap { $0.sections }.flatMap { section in
        let rules = section.requirements.compactMap { row($0, plan, isFiltered: isFiltered) }
        return rules.isEmpty ? [] : [Row(text: section.title, json: .null)] + rules
      }
    case "cases": rows = plan.cases.map(row)
    case let other: throw options.fail("\"\(other)\" cannot be listed: profiles, requirements and cases can")
    }
    if options.has("json") {
      Output.standard.write(bytes: JSONValue.array(rows.map(\.json).filter { !$0.isNull }).document)
    } else {
      Output.standard.write(rows.map { $0.text + "\n" }.joined())
    }
    return .success
  }

  /// A thing, as a line and as JSON; a heading is null in JSON.
  private struct Row {
    var text: String
    var json: JSONValue
  }

  private static func row(_ profile: Profile, _ plan: Plan) -> Row {
    let count = plan.cases.count { $0.profile == profile }
    return Row(
      text: "\(profile.rawValue.padded(to: 13)) \("\(count)".padded(to: 4)) cases  \(profile.summary)",
      json: [
        "profile": JSONValue(profile.rawValue), "summary": JSONValue(profile.summary), "cases": JSONValue(count),
        "operations": .array(profile.operations.map { JSONValue($0.rawValue) }),
      ])
  }

  private static func row(_ requirement: Requirement, _ plan: Plan, isFiltered: Bool) -> Row? {
    let count = plan.cases.count { $0.requirement.id == requirement.id }
    if isFiltered, count == 0 { return nil }
    let how = requirement.kind == .observable ? "\(count) cases" : "test"
    return Row(
      text:
        "\(requirement.id)  \(requirement.level.rawValue.padded(to: 6))  \(how.padded(to: 9))  \(requirement.title)",
      json: [
        "id": JSONValue(requirement.id.rawValue), "level": JSONValue(requirement.level.rawValue),
        "kind": JSONValue(requirement.kind.rawValue), "title": JSONValue(requirement.title),
        "text": JSONValue(requirement.text), "cases": JSONValue(count),
      ])
  }

  private static func row(_ vector: VectorCase) -> Row {
    let verdict = if case .accepted = vector.expectation { "valid" } else { "invalid" }
    return Row(
      text: "\(vector.id.rawValue.padded(to: 11)) \(vector.profile.rawValue.padded(to: 12)) "
        + "\(vector.operation.rawValue.padded(to: 14)) \(verdict.padded(to: 7)) \(vector.title)\(vector.evidence.kind == .contested ? " (contested)" : "")",
      json: [
        "id": JSONValue(vector.id.rawValue), "profile": JSONValue(vector.profile.rawValue),
        "operation": JSONValue(vector.operation.rawValue), "verdict": JSONValue(verdict),
        "evidence": JSONValue(vector.evidence.kind.rawValue), "title": JSONValue(vector.title),
        "file": JSONValue(vector.file),
      ])
  }
}
