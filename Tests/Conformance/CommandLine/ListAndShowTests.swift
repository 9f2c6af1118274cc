import Foundation
import Gate
import Testing
import VideoSpec

@Suite("The commands list and show")
struct ListAndShowTests {
  private func output(_ arguments: String...) throws -> [Substring] {
    let result = try Program.run(Program.videoSpec, arguments)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    return result.output.split(separator: "\n")
  }

  private func json(_ arguments: String...) throws -> JSONValue {
    try JSONValue(parsing: Program.run(Program.videoSpec, arguments + ["--json"]).output.utf8)
  }

  @Test("cases are listed by operation, and contested ones are marked")
  func cases() throws {
    let verified = try output("list", "cases", "--operation", "verify.url")
    #expect(!verified.isEmpty && verified.allSatisfy { $0.contains("verify.url") })
    let listed = try output("list", "cases", "--only", "POL-041")
    let contested = Corpus.shared.cases.filter {
      $0.requirement.id == "POL-041" && $0.evidence.kind == .contested
    }
    #expect(!contested.isEmpty && listed.count { $0.hasSuffix("(contested)") } == contested.count)
    let expectations = Set(
      try json("list", "cases", "--only", "POL-041").array?.compactMap { $0["expect"]?.string } ?? [])
    #expect(expectations == ["accepted", "rejected"])
  }

  @Test("the columns of a list are aligned", arguments: ["profiles", "operations", "subjects", "rules"])
  func alignment(what: String) throws {
    let lines = try output("list", what).filter { $0.contains(#/ cases?( |$)/#) }
    let ends = lines.compactMap { $0.firstRange(of: /[0-9] case/) }.map(\.upperBound)
    let columns = zip(lines, ends).map { $0.distance(from: $0.startIndex, to: $1) }
    #expect(lines.count >= 6 && Set(columns).count == 1, "\(lines)")
  }

  @Test("all profiles, rules, operations and subjects are listed, as text and as JSON")
  func complete() throws {
    let lists: [(name: String, member: Text, wanted: [String])] = [
      ("profiles", "profile", Profile.all.map(\.rawValue)),
      ("rules", "id", Catalogue.requirements.map(\.id.rawValue)),
      ("operations", "operation", Operation.allCases.map(\.rawValue)),
      ("subjects", "subject", Catalogue.subjects.map(\.name)),
      ("cases", "id", Corpus.shared.cases.map(\.id.rawValue)),
    ]
    for list in lists {
      let names = try json("list", list.name).array?.compactMap { $0[list.member]?.string }
      #expect(names == list.wanted, "\(list.name)")
      let words = Set(try output("list", list.name).map { $0.prefix { $0 != " " } }.map(String.init))
      #expect(words.isSuperset(of: list.wanted), "\(list.name)")
    }
    #expect(try output("list") == output("list", "rules"))
  }

  @Test("a filter leaves what has selected cases")
  func filters() throws {
    #expect(try output("list", "profiles", "--operation", "sign.chunks").count == 1)
    #expect(try output("list", "subjects", "--only", "POL-041").count == 1)
    #expect(try output("list", "operations", "--profile", "form").count == 2)
    let rules = try json("list", "--subject", "Keys").array?.compactMap { $0["id"]?.string } ?? []
    #expect(!rules.isEmpty && rules.allSatisfy { $0.hasPrefix("KEY-") })
  }

  @Test("a rule names its contested cases, and each thing that was seen once")
  func rule() throws {
    let shown = try output("show", "POL-041")
    let contested = Corpus.shared.cases.filter { $0.requirement.id == "POL-041" && $0.evidence.kind == .contested }
    #expect(shown.contains("Contested, never counted: \(contested.map(\.id.rawValue).joined(separator: ", "))"))
    let seen = shown.filter { $0.hasPrefix("Seen:") }
    #expect(seen.count > 1 && Set(seen).count == seen.count && !seen.contains { $0.hasSuffix(" ") })
    #expect(shown.contains { $0.contains(#"policy, decoded: {"expiration""#) })
  }

  @Test("a profile shows its summary, operations, cases and rules", arguments: Profile.all.map(\.rawValue))
  func profile(name: String) throws {
    let profile = try #require(Profile(name))
    let shown = try output("show", name)
    let cases = Corpus.shared.cases.filter { [profile].withIncluded.contains($0.profile) }
    let rules = Set(cases.map(\.requirement.id))
    #expect(shown.first == "\(name)  \(profile.summary)")
    #expect(shown.contains("Operations: \(profile.operations.map(\.rawValue).joined(separator: ", "))"))
    let counted = shown.contains {
      $0 == "Cases: \(cases.count)" || $0.hasPrefix("Cases: \(cases.count)\(profile.isForEndpoints ? ";" : ",") ")
    }
    #expect(counted && shown.contains("Rules: \(rules.count)"))
    for rule in rules { #expect(shown.contains { $0.hasPrefix("  \(rule)  ") }, "\(rule)") }
    let json = try json("show", name)
    #expect(json["cases"]?["all"]?.integer == cases.count && json["rules"]?.array?.count == rules.count)
  }
}
