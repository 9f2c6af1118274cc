import Foundation
import Gate
import ReferenceImpl
import Testing
import VideoSpec

/// An implementation with one rule broken: the suite is worth the faults it finds.
struct Mutant: Sendable, CustomTestStringConvertible {
  var name: String
  var requirement: RequirementID
  var profiles: [Profile]

  var testDescription: String { "\(requirement) \(name)" }

  static let command: [String]? = Program.python.map { [$0, Program.root + "/Implementations/second/adapter.py"] }

  /// Those that the mutant implementation lists; none without Python.
  static let all: [Mutant] = {
    guard let command, let list = try? Program.run(command[0], [command[1], "--list"]), list.status == 0 else {
      return []
    }
    return list.output.split(separator: "\n").map { line in
      guard let value = try? JSONValue(parsing: line.utf8), let name = value["name"]?.string,
        let requirement = value["requirement"]?.string.flatMap({ RequirementID($0) }),
        let profiles = value["profiles"]?.array?.compactMap({ $0.string.flatMap { Profile($0) } }), !profiles.isEmpty
      else { fatalError("\(line) describes no mutant") }
      return Mutant(name: name, requirement: requirement, profiles: profiles)
    }
  }()

  /// Under `make soak` every mutant runs all cases, otherwise only the cases of its own rule.
  static let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
}

@Suite("Mutants", .enabled(if: Mutant.command != nil, "not run: there is no python3"))
struct MutantTests {
  @Test("the second implementation, unbroken, passes everything")
  func unbroken() throws {
    let plan = try Plan(.shared, selecting: Selection(target: .adapter))
    var adapter = try AdapterProcess(command: #require(Mutant.command), corpus: .shared)
    let outcomes = try Runner.shared.run(plan, against: &adapter)
    #expect(adapter.finish() == nil)
    let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
    #expect(outcomes.count == Corpus.shared.cases.count { !$0.operation.declaration.isForEndpoints })
    let scenarios = outcomes.count { $0.vector.operation == .recordScenario && $0.verdict == .pass }
    print("scenarios played by the second recorder: \(scenarios)")
    #expect(scenarios >= 60)
  }

  @Test("is caught by its own rule's cases", arguments: Mutant.all)
  func caught(mutant: Mutant) throws {
    let patterns = Mutant.isSoak ? [] : [mutant.requirement.rawValue]
    let plan = try Plan(.shared, selecting: Selection(target: .adapter, patterns: patterns))
    let outcomes = try MutantProcess.with(mutant, command: #require(Mutant.command)) { process in
      try Runner.shared.run(plan, against: &process)
    }
    let own = outcomes.filter {
      $0.vector.requirement.id == mutant.requirement && $0.vector.evidence.kind != .contested
    }
    // A crash does not count as a catch: a result has to show the broken rule.
    #expect(own.contains { $0.verdict.kind == .fail }, "\(mutant.name) survives the cases of \(mutant.requirement)")
    #expect(!outcomes.contains { $0.verdict.kind == .broken }, "\(mutant.name) does not answer")
    // Who claims one profile alone has to be caught by that profile's cases, where it has any of this rule.
    for profile in mutant.profiles {
      let seen = own.filter { [profile].withIncluded.contains($0.vector.profile) }
      #expect(seen.isEmpty || seen.contains { $0.verdict.kind == .fail }, "\(mutant.name) survives in \(profile)")
    }
  }

  /// The rules that only scenarios of services check. They have broken copies of the FastAPI service instead of mutants.
  private static let ofServices: Set<RequirementID> = {
    let cases = Dictionary(grouping: Corpus.shared.cases) { $0.requirement.id }
    return Set(cases.filter { $0.value.allSatisfy { $0.operation == .serviceScenario } }.keys)
  }()

  @Test(
    "every MUST for a backend alone has a broken copy",
    .enabled(if: Program.python != nil, "not run: there is no python3"))
  func brokenCopies() throws {
    var broken: Set<Substring> = []
    for service in ["recording", "library", "membership"] {
      let list = try Program.run(#require(Program.python), ["-B", "Tools/backends/\(service)/broken.py"])
      let rules = list.output.split(separator: "\n").compactMap { $0.firstMatch(of: #/ ([A-Z]{3}-\d{3}) /#)?.output.1 }
      #expect(Set(rules).count > 30)
      broken.formUnion(rules)
    }
    for requirement in Catalogue.requirements
    where Self.ofServices.contains(requirement.id) && requirement.level == .must {
      #expect(broken.contains(Substring(requirement.id.rawValue)), "\(requirement.id) has no broken copy")
    }
  }

  // The rules of storage have mutants of the strict S3: see `EndpointMutantTests`.
  @Test("every observable MUST for an adapter has a mutant, and there are at least 60")
  func everyRuleHasOne() {
    let covered = Set(Mutant.all.map(\.requirement))
    let storage = Set(Catalogue.storage.sections.flatMap(\.requirements).map(\.id))
    for requirement in Catalogue.requirements
    where requirement.kind == .observable && requirement.level == .must && !storage.contains(requirement.id)
      && !Self.ofServices.contains(requirement.id)
    {
      #expect(covered.contains(requirement.id), "\(requirement.id) has no mutant")
    }
    #expect(Mutant.all.count >= 60)
    #expect(Set(Mutant.all.map(\.name)).count == Mutant.all.count)
  }

  @Test("an unknown name is rejected")
  func unknownName() throws {
    let command = try #require(Mutant.command)
    let result = try Program.run(command[0], [command[1], "--break", "no-such-fault"])
    #expect(result.status == 2 && result.error.contains("no-such-fault"))
  }
}
