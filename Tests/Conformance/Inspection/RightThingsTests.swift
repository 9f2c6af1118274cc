import AdapterProtocol
import Gate
import Inspection
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Inspection of what is right")
struct RightThingsTests {
  /// All that the suite has a signer produce for S3, and that S3 would take.
  static let vectors = Corpus.shared.cases.filter { vector in
    let operations: [VideoSpec.Operation] = [.signURL, .signHeaders, .signPolicy, .policyBuild]
    let algorithm = vector.input["algorithm"]?.string ?? "AWS4-HMAC-SHA256"
    guard case .accepted = vector.expectation else { return false }
    return operations.contains(vector.operation) && vector.evidence.kind != .contested
      && vector.input["service"]?.string == "s3" && algorithm == "AWS4-HMAC-SHA256" && vector.withdrawn == nil
  }

  @Test("no fault is found in it, and its signature is right")
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
      // Of a policy that is signed alone there is no form yet; and S3 rejects a field without a condition, meant or not.
      let isWhole = vector.operation != .signPolicy && vector.input["allowsUncoveredFields"] != true
      if diagnosis?.isSignatureRight != true || isWhole && diagnosis?.hasFault != false {
        let said = diagnosis?.findings.map { "\($0.cause.code) (\($0.detail ?? ""))" } ?? ["nothing"]
        wrong.append("\(vector.id) \(vector.title): \(said.joined(separator: ", "))")
      }
    }
    print("right things inspected: \(Self.vectors.count)")
    #expect(Self.vectors.count > 200)
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }
}
