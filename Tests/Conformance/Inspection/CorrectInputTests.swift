import AdapterProtocol
import Gate
import Inspection
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Inspection of correct inputs")
struct CorrectInputTests {
  /// The cases in which a signer produces something for S3 that S3 accepts.
  static let vectors = Corpus.shared.cases.filter { vector in
    let operations: [VideoSpec.Operation] = [.signURL, .signHeaders, .signPolicy, .policyBuild]
    let algorithm = vector.input["algorithm"]?.string ?? "AWS4-HMAC-SHA256"
    guard case .accepted = vector.expectation else { return false }
    return operations.contains(vector.operation) && vector.evidence.kind != .contested
      && vector.input["service"]?.string == "s3" && algorithm == "AWS4-HMAC-SHA256" && vector.withdrawn == nil
  }

  @Test("no fault is found, and the signature is right")
  func right() throws {
    var reference = ReferenceImplementation()
    var wrong: [String] = []
    for vector in Self.vectors {
      guard case .output(let output) = reference.perform(vector.run).outcome else {
        wrong.append("\(vector.id): the reference has no output")
        continue
      }
      let product = InspectedMutants.Product(vector: vector, right: output, output: output)
      let diagnosis = try InspectedMutants.inspect(product)
      // A signed policy alone is not a form yet. S3 rejects fields without a condition even if the caller wants them.
      let isWhole = vector.operation != .signPolicy && vector.input["allowsUncoveredFields"] != true
      if diagnosis?.isSignatureRight != true || isWhole && diagnosis?.hasFault != false {
        let findings = diagnosis?.findings.map { "\($0.cause.code.rawValue) (\($0.detail ?? ""))" } ?? ["nothing"]
        wrong.append("\(vector.id) \(vector.title): \(findings.joined(separator: ", "))")
      }
    }
    print("correct inputs inspected: \(Self.vectors.count)")
    #expect(Self.vectors.count > 200)
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }
}
