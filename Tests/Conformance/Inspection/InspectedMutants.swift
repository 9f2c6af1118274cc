import AdapterProtocol
import Foundation
import Gate
import Inspection
import ReferenceImpl
import VideoSpec

/// Faulty results of mutants that a user could paste, and their inspection.
struct InspectedMutants {
  /// A result of a mutant that differs from that of the second implementation.
  struct Product {
    var vector: VectorCase
    var right: JSONValue
    var output: JSONValue
  }

  struct Outcome {
    var mutant: Mutant
    /// The requirement and the code of the first cause for each product; nil if none was found.
    var named: [(vector: CaseID, requirement: RequirementID?, code: CauseCode?)]

    /// Whether the broken rule is named for most products.
    var isRight: Bool { named.count { mutant.isNamed(by: $0.requirement) } * 2 > named.count }
  }

  private static let operations: [VideoSpec.Operation] = [.signURL, .signHeaders, .signPolicy, .policyBuild]

  /// Why a mutant is excluded; nil if it is inspected.
  static func exclusion(_ mutant: Mutant) -> String? {
    let prefixes = ["SIG-", "POL-"]
    guard prefixes.contains(where: mutant.requirement.rawValue.hasPrefix) else {
      return "its subject has no requests and forms"
    }
    if mutant.profiles.allSatisfy({ $0 == .chunked }) { return "it is about chunked bodies, which nobody pastes" }
    if mutant.profiles.allSatisfy({ $0 == .sigv4a }) { return "it is about SigV4a" }
    if mutant.profiles.allSatisfy({ [.services, .verifyServices, .sigv4a].contains($0) }) {
      return "it is about other services than S3"
    }
    if mutant.profiles.allSatisfy({ [.verify, .verifyServices, .postEvaluate].contains($0) }) {
      return "it is a receiver, which produces a verdict"
    }
    return cases(mutant).isEmpty ? "its rule has no case with a request or a form" : nil
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

  /// The results of each mutant that differ from those of the second implementation.
  static func products(of mutants: [Mutant], command: [String]) throws -> [[Product]] {
    var right: [CaseID: JSONValue] = [:]
    try MutantProcess.with(nil, command: command) { process in
      for vector in mutants.flatMap(cases) where right[vector.id] == nil {
        right[vector.id] = try output(of: process, for: vector) ?? .null
      }
    }
    return try mutants.map { mutant in
      try MutantProcess.with(mutant, command: command) { process in
        try cases(mutant).compactMap { vector in
          guard let output = try output(of: process, for: vector), let right = right[vector.id], output != right else {
            return nil
          }
          return Product(vector: vector, right: right, output: output)
        }
      }
    }
  }

  /// The output for a case; nil for a rejection, and for an input that breaks the mutant.
  private static func output(of process: MutantProcess, for vector: VectorCase) throws -> JSONValue? {
    guard case .output(let output) = try process.perform(vector.run).outcome else { return nil }
    return output
  }

  // MARK: Inspection

  /// Inspects a product with the knowledge of the caller who requested it.
  static func inspect(_ product: Product) throws -> Diagnosis? {
    let input = product.vector.input
    switch product.vector.operation {
    case .signURL, .signHeaders: return try inspectRequest(product, input)
    default: return try inspectForm(product, input)
    }
  }

  private static func inspectRequest(_ product: Product, _ input: JSONValue) throws -> Diagnosis? {
    let requested = try SigningInput(
      json: input, placement: product.vector.operation == .signURL ? .url : .headers)
    var intention = Intention(
      expires: requested.expires.flatMap { Int($0.string) }, endpoint: requested.request.endpoint)
    intention.headers = requested.request.headers.map(\.name)
    var url = requested.request.endpoint.origin
    switch requested.request.target {
    case .object(let bucket, let key, let addressing, let query):
      (intention.bucket, intention.key, intention.addressing, intention.query) = (bucket, key, addressing, query)
    case .wire(let target): url = url + target
    }
    if let text = product.output["url"].flatMap({ Text(protocolForm: $0) }) { url = text }
    var headers = requested.request.headers
    let added = (try? InputReader(product.output).fields("headers")) ?? []
    headers = headers.filter { header in !added.contains { $0.name.equalsIgnoringCase(header.name) } } + added
    var body: Text?
    if case .body(let text) = requested.request.payload { body = text }
    return Inspector(
      credentials: requested.credentials, region: requested.region, now: product.vector.clock, intention: intention
    ).inspect(InspectedRequest(method: requested.request.method, url: url, headers: headers, body: body))
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
    // Malformed conditions are not requested by anybody.
    if let requested = try? PolicyBuildInput(json: input), let request = try? requested.request() {
      intention.conditions = request.conditions
      intention.fields = request.fields
    }
    return Inspector(credentials: credentials, region: region, now: product.vector.clock, intention: intention)
      .inspect(InspectedForm(url: url, fields: fields, bucket: intention.bucket))
  }
}

extension Mutant {
  /// Rules whose mutants can lead to the URL of another object or another host, which is what `inspect` then sees (SIG-097).
  private static let rulesOfTheDestination: Set<RequirementID> = ["SIG-003", "SIG-007", "SIG-099"]

  /// Whether a cause that breaks this rule is right about the mutant.
  func isNamed(by rule: RequirementID?) -> Bool {
    switch rule {
    case requirement: true
    case "SIG-097": Self.rulesOfTheDestination.contains(requirement)
    // A token that was changed is not the token of the credentials, as a receiver sees it.
    case "SIG-166": requirement == "SIG-081"
    default: false
    }
  }
}
