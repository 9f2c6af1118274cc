import Foundation
import Gate
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Inspection of mutants", .enabled(if: Mutant.command != nil, "not run: there is no python3"))
struct InspectedMutantTests {
  @Test("an inspection names the rule that a mutant breaks, for nine of ten and more")
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
    for (mutant, products) in zip(candidates, try InspectedMutants.products(of: candidates)) {
      if products.isEmpty {
        excluded["what it produces for S3 is right, or rejected", default: []].append(mutant.name)
        continue
      }
      let named = try products.map { product in
        let cause = try InspectedMutants.inspect(product)?.cause
        return (vector: product.vector.id, requirement: cause?.requirement, code: cause?.code)
      }
      outcomes.append(.init(mutant: mutant, named: named))
    }
    let right = outcomes.count(where: \.isRight)
    let products = outcomes.flatMap(\.named).count
    let rightProducts = outcomes.reduce(0) { sum, outcome in
      sum + outcome.named.count { $0.requirement == outcome.mutant.requirement }
    }
    print(
      "inspect names the rule of \(right) of \(outcomes.count) mutants, and of \(rightProducts) of \(products) of their products"
    )
    for (reason, names) in excluded.sorted(by: { $0.key < $1.key }) { print("  left out, \(reason): \(names.count)") }
    for outcome in outcomes where !outcome.isRight {
      let said = outcome.named.map { "\($0.vector) \($0.requirement?.rawValue ?? "nothing") \($0.code ?? "")" }
      print(
        "  not named: \(outcome.mutant.requirement) \(outcome.mutant.name): \(said.prefix(4).joined(separator: "; "))")
    }
    #expect(outcomes.count >= 100)
    #expect(right * 10 >= outcomes.count * 9)
  }
}
