import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Traceability")
struct TraceabilityTests {
  @Test("every observable rule has an accepted and a rejected example")
  func examples() { #expect(Traceability.gaps(in: .shared) == []) }

  @Test("IDs are unique, of their subject, and in order")
  func ids() {
    let ids = Catalogue.requirements.map(\.id)
    #expect(Set(ids).count == ids.count)
    let prefixes = [
      "Policy": "POL-", "Signing": "SIG-", "Keys": "KEY-", "Form": "FRM-", "Validation": "VAL-", "Recording": "REC-",
      "Library": "LIB-", "Membership": "MEM-", "Storage": "STO-",
    ]
    for subject in Catalogue.subjects {
      let own = subject.sections.flatMap(\.requirements).map(\.id)
      #expect(own == own.sorted())
      #expect(own.allSatisfy { $0.rawValue.hasPrefix(prefixes[subject.name] ?? "?") })
    }
  }

  @Test("no two rules begin with the same words: a text that landed on another rule shows")
  func texts() {
    let beginnings = Dictionary(grouping: Catalogue.requirements) { $0.text.split(separator: " ").prefix(9) }
    for (words, rules) in beginnings where rules.count > 1 {
      Issue.record("\(rules.map(\.id)) begin with: \(words.joined(separator: " "))")
    }
  }

  @Test("every rule says what it rests on, and none of them is contested", arguments: Catalogue.requirements.map(\.id))
  func evidence(id: RequirementID) throws {
    let requirement = try #require(Catalogue.requirement(id))
    #expect(!requirement.evidence.reference.isEmpty && requirement.evidence.kind != .contested)
    #expect(!requirement.text.isEmpty && !requirement.reason.isEmpty)
    if requirement.evidence.kind == .recorded { #expect(requirement.evidence.reference.contains("test_")) }
  }

  @Test("every rule that cannot be seen from outside names a test that exists")
  func namedTests() throws {
    let sources = try FileManager.default.subpathsOfDirectory(atPath: Program.root + "/Tests").filter {
      $0.hasSuffix(".swift")
    }
    .map { try String(contentsOfFile: Program.root + "/Tests/" + $0, encoding: .utf8) }
    for requirement in Catalogue.requirements {
      #expect((requirement.kind == .reference) == (requirement.test != nil), "\(requirement.id)")
      guard let test = requirement.test else { continue }
      #expect(sources.contains { $0.contains("\"\(test)\"") }, "\(requirement.id): \(test)")
    }
  }

  @Test("contested cases rest on nothing, all others on something named")
  func caseEvidence() {
    for vector in Corpus.shared.cases {
      #expect(!vector.evidence.reference.isEmpty, "\(vector.id)")
      if vector.evidence.kind == .recorded { #expect(vector.evidence.reference.contains("test_"), "\(vector.id)") }
    }
    #expect(Corpus.shared.cases.count { $0.evidence.kind == .suite } >= 152)
  }

  @Test("every requirement that the sources cite exists")
  func citations() throws {
    let pattern = /\b[A-Z]{3}-[0-9]{3}\b/
    for folder in ["Sources", "Implementations", "Docs", "Tests/Property"] {
      for path in try FileManager.default.subpathsOfDirectory(atPath: Program.root + "/" + folder)
      where path.hasSuffix(".swift") || path.hasSuffix(".py") || path.hasSuffix(".md") {
        let text = try String(contentsOfFile: "\(Program.root)/\(folder)/\(path)", encoding: .utf8)
        let subjects = ["SIG", "POL", "FRM", "KEY", "VAL", "REC", "STO"]
        for match in text.matches(of: pattern) where subjects.contains(String(match.output.prefix(3))) {
          let id = RequirementID(String(match.output)).flatMap(Catalogue.requirement)
          #expect(id != nil, "\(folder)/\(path) cites \(match.output)")
        }
      }
    }
  }

  @Test("every operation belongs to a profile, and is asked")
  func operations() {
    for operation in VideoSpec.Operation.allCases {
      #expect(Profile.all.contains { $0.operations.contains(operation) }, "\(operation)")
      #expect(Corpus.shared.cases.contains { $0.operation == operation }, "\(operation)")
    }
    for vector in Corpus.shared.cases { #expect(vector.profile.operations.contains(vector.operation), "\(vector.id)") }
  }
}
