import Foundation
import Gate
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Inspection of mutants", .enabled(if: Mutant.command != nil, "not run: there is no python3"))
struct InspectedMutantTests {
  @Test("the first cause names the broken rule for at least nine of ten mutants")
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
      if products.isEmpty {
        excluded["its results for S3 are right or rejections", default: []].append(mutant.name)
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
      sum + outcome.named.count { outcome.mutant.isNamed(by: $0.requirement) }
    }
    print(
      "inspect names the rule of \(right) of \(outcomes.count) mutants, and of \(rightProducts) of \(products) of their products"
    )
    for (reason, names) in excluded.sorted(by: { $0.key < $1.key }) { print("  excluded, \(reason): \(names.count)") }
    for outcome in outcomes where !outcome.isRight {
      let findings = outcome.named.map {
        "\($0.vector) \($0.requirement?.rawValue ?? "nothing") \($0.code?.rawValue ?? "")"
      }
      print(
        "  not named: \(outcome.mutant.requirement) \(outcome.mutant.name): \(findings.prefix(4).joined(separator: "; "))"
      )
    }
    #expect(outcomes.count >= 100)
    #expect(right * 10 >= outcomes.count * 9)
  }

  @Test("a cause with the name of a mutant is about the mutant's rule")
  func names() {
    let shared = Mutant.all.compactMap { mutant in CauseCode(rawValue: mutant.name).map { (mutant, $0.cause) } }
    for (mutant, cause) in shared { #expect(cause.requirement == mutant.requirement, "\(mutant.name)") }
    #expect(shared.count >= 100)
  }
}
