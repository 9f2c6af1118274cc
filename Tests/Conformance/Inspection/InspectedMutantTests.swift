import Foundation
import Gate
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Inspection of mutants", .enabled(if: Mutant.command != nil, "not run: there is no python3"))
struct InspectedMutantTests {
  @Test("names the broken rule of at least 98 of 100 mutants, and is never certain of another cause")
  func namesTheRule() throws {
    var excluded: [String: [String]] = [:]
    var candidates: [Mutant] = []
    for mutant in Mutant.all {
      if let reason = InspectedMutants.exclusion(mutant) {
        excluded[reason, default: []].append(mutant.name)
      } else {
        candidates.append(mutant)
      }
    }
    var outcomes: [InspectedMutants.Outcome] = []
    for (mutant, products) in zip(
      candidates, try InspectedMutants.products(of: candidates, command: #require(Mutant.command)))
    {
      let shown = try products.filter { try !InspectedMutants.isEquivalent($0) }
      if shown.isEmpty {
        let reason =
          products.isEmpty ? "its results for S3 are right or rejections" : "S3 decides the same on its forms"
        excluded[reason, default: []].append(mutant.name)
        continue
      }
      outcomes.append(
        .init(
          mutant: mutant,
          products: try shown.map { ($0.vector.id, try InspectedMutants.verdicts($0, of: mutant)) }))
    }
    let products = outcomes.flatMap { outcome in outcome.products.map { (outcome.mutant, $0.vector, $0.verdicts) } }
    let named = outcomes.count(where: \.isNamed)
    let namedProducts = products.count { InspectedMutants.Outcome.isNamed($0.2) }
    let first = products.count { InspectedMutants.Outcome.isFirst($0.2) }
    print(
      "inspect names the rule of \(named) of \(outcomes.count) mutants, and of \(namedProducts) of \(products.count) of their products (\(first) as the first cause)"
    )
    for (reason, names) in excluded.sorted(by: { $0.key < $1.key }) { print("  excluded, \(reason): \(names.count)") }
    for (mutant, vector, verdicts) in products {
      let shown = verdicts.map {
        "\($0.finding.cause.requirement) \($0.finding.cause.code.rawValue) (\($0.finding.certainty))"
      }
      let text = "\(mutant.requirement) \(mutant.name) \(vector): \(shown.joined(separator: "; "))"
      if !InspectedMutants.Outcome.isNamed(verdicts) { print("  not named: \(text)") }
      #expect(InspectedMutants.Outcome.wrong(verdicts).isEmpty, "certain and wrong: \(text)")
    }
    #expect(outcomes.count >= 180)
    #expect(named * 100 >= outcomes.count * 98)
    #expect(namedProducts * 100 >= products.count * 98)
  }

  @Test("a cause with the name of a mutant is about the mutant's rule")
  func names() {
    let shared = Mutant.all.compactMap { mutant in CauseCode(rawValue: mutant.name).map { (mutant, $0.cause) } }
    for (mutant, cause) in shared { #expect(cause.requirement == mutant.requirement, "\(mutant.name)") }
    #expect(shared.count >= 110)
  }
}
