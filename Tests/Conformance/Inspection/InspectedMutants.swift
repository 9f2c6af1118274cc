import AdapterProtocol
import Foundation
import Gate
import Inspection
import ReferenceImpl
import VideoSpec

/// What mutants produce that somebody could paste, and what an inspection says of it.
struct InspectedMutants {
  /// One thing that a mutant has produced otherwise than it should have.
  struct Product {
    var vector: VectorCase
    var right: JSONValue
    var output: JSONValue
  }

  struct Outcome {
    var mutant: Mutant
    /// The requirement of the first cause, for each product; nil where nothing was found.
    var named: [(vector: CaseID, requirement: RequirementID?, code: String?)]

    /// Right where it is so for most of what the mutant produces.
    var isRight: Bool { named.count { $0.requirement == mutant.requirement } * 2 > named.count }
  }

  private static let operations: [VideoSpec.Operation] = [.signURL, .signHeaders, .signPolicy, .policyBuild]

  /// Why a mutant is left out; nil for one that is inspected.
  static func exclusion(_ mutant: Mutant) -> String? {
    let prefixes = ["SIG-", "POL-"]
    guard prefixes.contains(where: mutant.requirement.rawValue.hasPrefix) else {
      return "of another subject: it produces no request and no form"
    }
    if mutant.profiles.allSatisfy({ $0 == .chunked }) { return "of bodies in chunks: nobody pastes them" }
    if mutant.profiles.allSatisfy({ $0 == .sigv4a }) { return "of SigV4a" }
    if mutant.profiles.allSatisfy({ [.services, .verifyServices, .sigv4a].contains($0) }) {
      return "of services other than S3"
    }
    if mutant.profiles.allSatisfy({ [.verify, .verifyServices, .postEvaluate].contains($0) }) {
      return "on the receiver's side: it produces a verdict"
    }
    return cases(mutant).isEmpty ? "its rule has no case that produces a request or a form" : nil
  }

  static func cases(_ mutant: Mutant) -> [VectorCase] {
    Corpus.shared.cases.filter { vector in
      let algorithm = vector.input["algorithm"]?.string ?? "AWS4-HMAC-SHA256"
      return vector.requirement.id == mutant.requirement && operations.contains(vector.operation)
        && vector.evidence.kind != .contested && vector.input["service"]?.string == "s3"
        && algorithm == "AWS4-HMAC-SHA256"
        && vector.withdrawn == nil
    }
  }

  /// What each mutant produces otherwise than the unbroken implementation does: one process answers for all of them.
  static func products(of mutants: [Mutant]) throws -> [[Product]] {
    guard let python = Program.python else { return [] }
    var lines: [String] = []
    for mutant in mutants {
      for name in ["", mutant.name] {
        for vector in cases(mutant) {
          let request: JSONValue = [
            "break": JSONValue(name), "operation": JSONValue(vector.operation.rawValue),
            "clock": .string(vector.clock.iso8601), "input": vector.input,
          ]
          lines.append(String(decoding: request.line, as: UTF8.self))
        }
      }
    }
    let result = try Program.run(
      python, [Program.root + "/Tests/Conformance/Inspection/batch.py", Program.root + "/Implementations/second"],
      input: lines.joined(separator: "\n") + "\n")
    let answers = try result.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
    guard answers.count == lines.count else {
      throw CocoaError(.fileReadCorruptFile, userInfo: ["stderr": result.error])
    }
    var index = 0
    return mutants.map { mutant in
      let vectors = cases(mutant)
      defer { index += 2 * vectors.count }
      return vectors.enumerated().compactMap { offset, vector in
        let (right, broken) = (answers[index + offset], answers[index + vectors.count + offset])
        guard broken["status"] == "accepted", let output = broken["output"], output != right["output"] else {
          return nil
        }
        return Product(vector: vector, right: right["output"] ?? .null, output: output)
      }
    }
  }

  // MARK: Inspection

  /// What an inspection says, told what somebody who asked for the thing would know.
  static func inspect(_ product: Product) throws -> Diagnosis? {
    let input = product.vector.input
    switch product.vector.operation {
    case .signURL, .signHeaders: return try inspectRequest(product, input)
    default: return try inspectForm(product, input)
    }
  }

  private static func inspectRequest(_ product: Product, _ input: JSONValue) throws -> Diagnosis? {
    let meant = try SigningInput(
      json: input, placement: product.vector.operation == .signURL ? .url : .headers)
    var intention = Intention(expires: meant.expires.flatMap { Int($0.string) }, endpoint: meant.request.endpoint)
    intention.headers = meant.request.headers.map(\.name)
    var url = meant.request.endpoint.origin
    switch meant.request.target {
    case .object(let bucket, let key, let addressing, let query):
      (intention.bucket, intention.key, intention.addressing, intention.query) = (bucket, key, addressing, query)
    case .wire(let target): url = url + target
    }
    if let text = product.output["url"].flatMap({ Text(protocolForm: $0) }) { url = text }
    var headers = meant.request.headers
    let added = (try? InputReader(product.output).fields("headers")) ?? []
    headers = headers.filter { header in !added.contains { $0.name.equalsIgnoringCase(header.name) } } + added
    var body: Text?
    if case .body(let text) = meant.request.payload { body = text }
    return Inspector(
      credentials: meant.credentials, region: meant.region, now: product.vector.clock, intention: intention
    ).inspect(InspectedRequest(method: meant.request.method, url: url, headers: headers, body: body))
  }

  private static func inspectForm(_ product: Product, _ input: JSONValue) throws -> Diagnosis {
    let fields = try InputReader(product.output).fields("fields")
    let url = product.output["url"].flatMap { Text(protocolForm: $0) }
    let reader = InputReader(input)
    let credentials = try Credentials(reader.reader("credentials"))
    let region = try reader.text("region")
    var intention = Intention(
      bucket: try reader.optionalText("bucket"), key: try reader.optionalText("key"),
      expires: (try reader.optionalText("expires")).flatMap { Int($0.string) },
      url: product.right["url"].flatMap { Text(protocolForm: $0) })
    intention.policy = try reader.optionalText("policy")
    // Conditions that are none are not what anybody has asked for.
    if let meant = try? PolicyBuildInput(json: input), let request = try? meant.request() {
      intention.conditions = request.conditions
      intention.fields = request.fields
    }
    return Inspector(credentials: credentials, region: region, now: product.vector.clock, intention: intention)
      .inspect(InspectedForm(url: url, fields: fields, bucket: intention.bucket))
  }
}
