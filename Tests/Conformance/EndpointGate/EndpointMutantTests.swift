import Foundation
import Gate
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

/// A mutant is the strict S3 with one check switched off: the scenarios are worth the faults that they find.
@Suite("Mutants of the strict S3", .serialized, .timeLimit(.minutes(60)))
struct EndpointMutantTests {
  @Test("the strict S3, unbroken, passes every scenario that counts")
  func unbroken() throws {
    let plan = try Plan(.shared, selecting: Selection(target: .endpoint, profiles: [.s3, .s3Session]))
    let outcomes = try GatedEndpoint(lanes: 8).run(plan, stopsAtFailure: false)
    let counting = outcomes.filter { $0.vector.evidence.kind != .contested }
    let failures = counting.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
    #expect(counting.count >= 1000)
  }

  @Test("every mutant is caught by the scenarios of each of its rules")
  func caught() throws {
    let start = ContinuousClock.now
    let state = Mutex((mutants: EndpointCheck.mutants[...], survivors: [String]()))
    // Many of them wait: each needs only one scenario at a time.
    Lanes.run(8) {
      while let mutant = state.withLock({ $0.mutants.popFirst() }) {
        let survived = Self.survivals(of: mutant)
        state.withLock { $0.survivors += survived }
      }
    }
    #expect(state.withLock { $0.survivors } == [])
    print("mutants of the strict S3: \(EndpointCheck.mutants.count) in \(start.duration(to: .now))")
  }

  /// Where a mutant is not caught.
  private static func survivals(of mutant: EndpointCheck) -> [String] {
    do {
      let endpoint = try GatedEndpoint(disabled: [mutant], lanes: 1)
      return try mutant.storageRequirements.filter { requirement in
        let plan = try Plan(.shared, selecting: Selection(target: .endpoint, patterns: [requirement.rawValue]))
        // A race may end well by chance.
        return !(1...races).contains { _ in
          endpoint.run(plan, stopsAtFailure: true).contains { $0.isGatingFailure }
        }
      }.map { "\(mutant) survives the scenarios of \($0)" }
    } catch {
      return ["\(mutant): \(error)"]
    }
  }

  /// How often the scenarios of a rule are run before a mutant counts as a survivor.
  private static let races = 5

  @Test("every observable MUST about storage has a mutant, and there are at least 80")
  func everyRuleHasOne() {
    let covered = Set(EndpointCheck.mutants.flatMap(\.storageRequirements))
    for rule in Catalogue.storage.sections.flatMap(\.requirements) where rule.kind == .observable && rule.level == .must
    {
      #expect(covered.contains(rule.id), "\(rule.id) has no mutant")
    }
    #expect(EndpointCheck.mutants.count >= 80)
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
