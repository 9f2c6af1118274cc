import Foundation
import Gate
import S3Endpoint
import Testing
import VideoSpec

/// The strict S3 with one check switched off: the scenarios are worth the faults that they find.
struct EndpointMutant: Sendable, CustomTestStringConvertible {
  var check: EndpointCheck

  var testDescription: String { check.rawValue }
  /// The rules whose scenarios have to notice.
  var requirements: [RequirementID] { check.storageRequirements }

  static let all = EndpointCheck.mutants.map { EndpointMutant(check: $0) }

  /// Observable rules that no mutant breaks, and why.
  static let exceptions: [RequirementID: String] = [:]
}

@Suite("Mutants of the strict S3", .timeLimit(.minutes(20)))
struct EndpointMutantTests {
  @Test("the strict S3, unbroken, passes every scenario that counts")
  func unbroken() throws {
    let plan = try Plan(.shared, selecting: Selection(target: .endpoint))
    let outcomes = try GatedEndpoint(lanes: 8).run(plan, stopsAtFailure: false)
    let counting = outcomes.filter { $0.vector.evidence.kind != .contested }
    let failures = counting.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
    #expect(counting.count >= 1000)
  }

  @Test("is caught by the scenarios of each of its rules", arguments: EndpointMutant.all)
  func caught(mutant: EndpointMutant) throws {
    let endpoint = try GatedEndpoint(disabled: [mutant.check], lanes: 2)
    for requirement in mutant.requirements {
      let plan = try Plan(.shared, selecting: Selection(target: .endpoint, patterns: [requirement.rawValue]))
      let outcomes = endpoint.run(plan, stopsAtFailure: true)
      #expect(
        outcomes.contains { $0.isGatingFailure }, "\(mutant.check) survives the scenarios of \(requirement)")
    }
  }

  @Test("every observable MUST about storage has a mutant, and there are at least 80")
  func everyRuleHasOne() {
    let covered = Set(EndpointMutant.all.flatMap(\.requirements))
    for rule in Catalogue.storage.sections.flatMap(\.requirements) where rule.kind == .observable && rule.level == .must
    {
      let isExcepted = EndpointMutant.exceptions[rule.id] != nil
      #expect(covered.contains(rule.id) != isExcepted, "\(rule.id): \(isExcepted ? "has a mutant" : "has no mutant")")
    }
    #expect(EndpointMutant.all.count >= 80)
  }

  @Test("the sources ask every check")
  func everyCheckIsAsked() throws {
    let folder = Program.root + "/Sources/S3Endpoint"
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".swift") && !$0.hasSuffix("EndpointCheck.swift") && !$0.hasSuffix("EndpointCheck+Requirement.swift")
    }
    let sources = try paths.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }.joined()
    let words = Set(sources.split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == ".") })
    for check in EndpointCheck.allCases { #expect(words.contains(".\(check.rawValue)"), "nobody asks \(check)") }
  }
}
