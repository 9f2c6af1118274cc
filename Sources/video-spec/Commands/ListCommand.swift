import Gate
import VideoSpec

extension Command {
  static let list = Command(
    "list", summary: "list profiles, rules, cases, operations or subjects", details: [],
    operands: [
      Operand(
        .choice("WHAT", of: "kind") { ListCommand.Kind.allCases.map(\.rawValue) }, isOptional: true,
        "profiles, rules, cases, operations or subjects (default: rules)")
    ], options: [.profile, .operation, .subject, .only, .suite, .vectors, .json],
    examples: [
      CommandExample("video-spec list profiles", "see what an implementation can claim"),
      CommandExample("video-spec list rules --profile presign-url", "see the rules of a profile"),
      CommandExample("video-spec list cases --only SIG-006", "see the cases of a rule"),
    ], run: ListCommand.run)
}

/// `video-spec list`.
enum ListCommand {
  enum Kind: String, CaseIterable {
    case profiles
    case rules
    case cases
    case operations
    case subjects
  }

  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let kind = options.operands.first.flatMap(Kind.init) ?? .rules
    let list = CaseList(try options.plan(options.corpus(), profiles: options.profiles), options)
    switch kind {
    case .profiles: show(list.profiles, options, json: list.json, cells: list.cells)
    case .cases: show(list.cases, options, json: list.json, cells: list.cells)
    case .operations: show(list.operations, options, json: list.json, cells: list.cells)
    case .subjects: show(list.subjects, options, json: list.json, cells: list.cells)
    case .rules:
      if options.has("json") {
        show(list.sections.flatMap(\.requirements), options, json: list.json, cells: list.cells)
      } else {
        Output.standard.write(list.rules.text)
      }
    }
    return .success
  }

  private static func show<Item>(
    _ items: [Item], _ options: Options, json: (Item) -> JSONValue, cells: (Item) -> [String]
  ) {
    guard !options.has("json") else { return Output.standard.write(JSONValue.array(items.map(json))) }
    var table = Table()
    for item in items { table.addRow(cells(item)) }
    Output.standard.write(table.text)
  }
}

/// The selected cases, and what they belong to.
private struct CaseList {
  let cases: [VectorCase]
  /// Whether only what has selected cases is listed.
  private let isFiltered: Bool

  init(_ plan: Plan, _ options: Options) {
    cases = plan.cases
    isFiltered = ["profile", "operation", "subject", "only"].contains(where: options.has)
  }

  // MARK: - Profiles

  var profiles: [Profile] { Profile.all.filter { profile in !isFiltered || cases.contains { $0.profile == profile } } }

  private func count(_ profile: Profile) -> Int { cases.count { [profile].withIncluded.contains($0.profile) } }

  func cells(_ profile: Profile) -> [String] {
    [profile.rawValue, Table.count(count(profile), "case"), profile.summary]
  }

  func json(_ profile: Profile) -> JSONValue {
    [
      "profile": JSONValue(profile.rawValue), "summary": JSONValue(profile.summary),
      "cases": JSONValue(count(profile)),
      "operations": .array(profile.operations.map { JSONValue($0.rawValue) }),
    ]
  }

  // MARK: - Rules

  struct Section {
    let title: String
    let requirements: [Requirement]
  }

  var sections: [Section] {
    Catalogue.subjects.flatMap(\.sections).compactMap { section in
      let rules = section.requirements.filter { !isFiltered || count($0) > 0 }
      return rules.isEmpty ? nil : Section(title: section.title, requirements: rules)
    }
  }

  var rules: Table {
    var table = Table()
    for section in sections {
      table.addHeading(section.title)
      for requirement in section.requirements { table.addRow(cells(requirement)) }
    }
    return table
  }

  private func count(_ requirement: Requirement) -> Int { cases.count { $0.requirement.id == requirement.id } }

  func cells(_ requirement: Requirement) -> [String] {
    let count = requirement.kind == .observable ? Table.count(count(requirement), "case") : "     test"
    return ["\(requirement.id)", requirement.level.rawValue, count, requirement.title]
  }

  func json(_ requirement: Requirement) -> JSONValue {
    [
      "id": JSONValue(requirement.id.rawValue), "level": JSONValue(requirement.level.rawValue),
      "kind": JSONValue(requirement.kind.rawValue), "title": JSONValue(requirement.title),
      "text": JSONValue(requirement.text), "cases": JSONValue(count(requirement)),
    ]
  }

  // MARK: - Cases

  private func expectation(of vector: VectorCase) -> String {
    if case .accepted = vector.expectation { "accepted" } else { "rejected" }
  }

  func cells(_ vector: VectorCase) -> [String] {
    let mark = vector.evidence.kind == .contested ? " (contested)" : ""
    return [
      vector.id.rawValue, vector.profile.rawValue, vector.operation.rawValue, expectation(of: vector),
      vector.title + mark,
    ]
  }

  func json(_ vector: VectorCase) -> JSONValue {
    [
      "id": JSONValue(vector.id.rawValue), "profile": JSONValue(vector.profile.rawValue),
      "operation": JSONValue(vector.operation.rawValue), "expect": JSONValue(expectation(of: vector)),
      "evidence": JSONValue(vector.evidence.kind.rawValue), "title": JSONValue(vector.title),
      "file": JSONValue(vector.file),
    ]
  }

  // MARK: - Operations

  var operations: [Operation] {
    Operation.allCases.filter { operation in !isFiltered || cases.contains { $0.operation == operation } }
  }

  private func count(_ operation: Operation) -> Int { cases.count { $0.operation == operation } }

  private func profiles(with operation: Operation) -> [String] {
    Profile.all.filter { $0.operations.contains(operation) }.map(\.rawValue)
  }

  func cells(_ operation: Operation) -> [String] {
    [
      operation.rawValue, Table.count(count(operation), "case"),
      "in \(profiles(with: operation).joined(separator: ", "))",
    ]
  }

  func json(_ operation: Operation) -> JSONValue {
    [
      "operation": JSONValue(operation.rawValue), "cases": JSONValue(count(operation)),
      "profiles": .array(profiles(with: operation).map { JSONValue($0) }),
    ]
  }

  // MARK: - Subjects

  var subjects: [Catalogue.Subject] {
    Catalogue.subjects.filter { subject in
      !isFiltered || subject.sections.flatMap(\.requirements).contains { count($0) > 0 }
    }
  }

  private func counts(_ subject: Catalogue.Subject) -> (rules: Int, cases: Int) {
    let ids = Set(subject.sections.flatMap(\.requirements).map(\.id))
    return (ids.count, cases.count { ids.contains($0.requirement.id) })
  }

  func cells(_ subject: Catalogue.Subject) -> [String] {
    let (rules, cases) = counts(subject)
    let prefixes = Set(subject.sections.flatMap(\.requirements).map { String($0.id.rawValue.prefix(3)) }).sorted()
    return [
      subject.name, prefixes.joined(separator: ", "), Table.count(rules, "rule"), Table.count(cases, "case"),
    ]
  }

  func json(_ subject: Catalogue.Subject) -> JSONValue {
    let (rules, cases) = counts(subject)
    return [
      "subject": JSONValue(subject.name), "rules": JSONValue(rules), "cases": JSONValue(cases),
      "sections": .array(subject.sections.map { JSONValue($0.title) }),
    ]
  }
}
