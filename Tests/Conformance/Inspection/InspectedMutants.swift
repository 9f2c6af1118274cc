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

  /// A finding, and whether it is right about the mutant.
  struct Verdict {
    var finding: Diagnosis.Finding
    var isRight: Bool
  }

  struct Outcome {
    var mutant: Mutant
    /// The findings for each product, without those for the right output.
    var products: [(vector: CaseID, verdicts: [Verdict])]

    /// Whether the right cause is first, or among the likely ones, for every product.
    var isNamed: Bool { products.allSatisfy { Self.isNamed($0.verdicts) } }

    static func isNamed(_ verdicts: [Verdict]) -> Bool {
      verdicts.first?.isRight == true || verdicts.contains { $0.isRight && $0.finding.certainty > .remark }
    }

    static func isFirst(_ verdicts: [Verdict]) -> Bool { verdicts.first?.isRight == true }

    /// Certain findings that are not right.
    static func wrong(_ verdicts: [Verdict]) -> [Verdict] {
      verdicts.filter { !$0.isRight && $0.finding.certainty == .certain }
    }
  }

  /// A cause that is as right about the products of a rule's mutants as the rule itself.
  private struct Equivalence {
    var rules: Set<RequirementID>
    var codes: Set<CauseCode>
    var reason: String
  }

  private static let equivalences: [Equivalence] = [
    Equivalence(
      rules: ["SIG-006"], codes: [.marksRaw],
      reason: "the path as it is in the URL differs from the canonical path in these marks alone"),
    Equivalence(
      rules: ["SIG-020"], codes: [.credentialSlashRaw], reason: "the only slash of the query is the credential's"),
    Equivalence(
      rules: ["SIG-030", "SIG-031"], codes: [.signedHeadersUnsorted],
      reason: "the list of signed headers has the order of the headers' lines"),
    Equivalence(
      rules: ["SIG-039", "SIG-098"], codes: [.presignedHeadersUnsigned, .amzHeadersUnsigned],
      reason: "the URL signs none of the given x-amz-* headers, which breaks all three rules"),
    Equivalence(
      rules: ["SIG-044"], codes: [.foldedLinesKept], reason: "the signature proves that the line break was signed"),
    Equivalence(
      rules: ["SIG-092"], codes: [.expiresMalformed],
      reason: "the URL shows the expiry that the signer should have rejected"),
    Equivalence(
      rules: ["SIG-099"], codes: [.urlOfAnotherHost], reason: "the host is not the endpoint's"),
    Equivalence(
      rules: ["SIG-100"], codes: [.formUrlRegion], reason: "the form's host is not the one of the region"),
    Equivalence(
      rules: ["POL-020"], codes: [.domainOfAnotherPartition], reason: "the form's host does not exist in the partition"),
    Equivalence(
      rules: ["SIG-193"],
      codes: [.urlOfAnotherBucket, .urlOfAnotherHost, .urlOfAnotherKey, .parameterMissing, .targetMalformed],
      reason: "with a separator in the bucket's name, the URL leads elsewhere"),
    Equivalence(
      rules: ["SIG-194"], codes: [.keySeparatorsRaw], reason: "both are about a raw # in the URL"),
    Equivalence(
      rules: ["POL-012"], codes: [.policyExpired], reason: "a policy that was built with a past expiration has expired"),
  ]

  static func isRight(_ cause: Cause, about mutant: Mutant) -> Bool {
    cause.requirement == mutant.requirement
      || equivalences.contains { $0.rules.contains(mutant.requirement) && $0.codes.contains(cause.code) }
  }

  private static let operations: [VideoSpec.Operation] = [.signURL, .signHeaders, .signPolicy, .policyBuild]

  /// Why a mutant is excluded; nil if it is inspected.
  static func exclusion(_ mutant: Mutant) -> String? {
    let prefixes = ["SIG-", "POL-"]
    guard prefixes.contains(where: mutant.requirement.rawValue.hasPrefix) else {
      return "its subject has no requests and forms"
    }
    if mutant.profiles.allSatisfy({ $0 == .chunked }) {
      return "it is about chunked bodies, which inspect does not read"
    }
    if mutant.profiles.allSatisfy({ $0 == .sigv4a }) {
      return "it is about SigV4a, whose signatures inspect does not check"
    }
    if mutant.profiles.allSatisfy({ [.services, .verifyServices, .sigv4a].contains($0) }) {
      return "it is about other services than S3, which inspect would reject as S3 does"
    }
    if mutant.profiles.allSatisfy({ [.verify, .verifyServices, .postEvaluate].contains($0) }) {
      return "it is a receiver: nobody can paste a verdict, and the request is right or its own fault"
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

  /// Whether the output differs from the right one only in how the policy is written: S3 decides the same.
  static func isEquivalent(_ product: Product) throws -> Bool {
    guard product.vector.operation == .policyBuild, product.right != .null else { return false }
    func form(_ output: JSONValue) throws -> (rest: [Field], policy: PolicyDocument?) {
      let fields = try InputReader(output).fields("fields")
      let policy = fields.first { $0.name == "policy" }.flatMap { Base64.decode($0.value.bytes) }
      return (
        fields.filter { $0.name != "policy" && $0.name != "x-amz-signature" },
        policy.flatMap { try? PolicyDocument(parsing: $0) }
      )
    }
    let (output, right) = (try form(product.output), try form(product.right))
    guard let policy = output.policy, let wanted = right.policy, product.output["url"] == product.right["url"],
      output.rest == right.rest, policy.expiration == wanted.expiration
    else { return false }
    let meanings = { (policy: PolicyDocument) in Set(policy.conditions.map(\.meaning)) }
    return try meanings(policy) == meanings(wanted) && inspect(product)?.isSignatureRight == true
  }

  // MARK: Inspection

  /// The findings for a product, without those for the right output: its case has these faults itself.
  static func verdicts(_ product: Product, of mutant: Mutant) throws -> [Verdict] {
    var own: Set<CauseCode> = []
    if product.right != .null {
      var right = product
      right.output = product.right
      own = Set(try inspect(right)?.findings.map(\.cause.code) ?? [])
    }
    // A signer of a given policy is not responsible for what is in it.
    let isGiven = product.vector.operation == .signPolicy && !mutant.requirement.rawValue.hasPrefix("POL-")
    return try inspect(product)?.findings.filter {
      !own.contains($0.cause.code) && !(isGiven && $0.cause.requirement.rawValue.hasPrefix("POL-"))
    }.map {
      Verdict(finding: $0, isRight: isRight($0.cause, about: mutant))
    } ?? []
  }

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
    // More seconds than fit into 64 bits are out of bounds, too.
    var intention = Intention(
      expires: requested.expires.flatMap {
        Int($0.string) ?? ($0.bytes.allSatisfy { (0x30...0x39).contains($0) } ? .max : nil)
      },
      endpoint: requested.request.endpoint)
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
    // A header that has become a parameter of the URL is not sent (SIG-098).
    if product.vector.operation == .signURL {
      let hoisted = Set(url.parameterNames.map(\.lowercased))
      headers = headers.filter { !$0.name.lowercased.hasPrefix("x-amz-") || !hoisted.contains($0.name.lowercased) }
    }
    var body: Text?
    // A presigned URL is signed without the body.
    if product.vector.operation == .signHeaders, case .body(let text) = requested.request.payload { body = text }
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

extension PolicyCondition {
  /// What the condition requires, however it is written.
  fileprivate var meaning: String {
    switch self {
    case .exact(_, let value), .equal(_, let value): "= \(field ?? "") \(value)"
    case .startsWith(_, let prefix): "^ \(field ?? "") \(prefix)"
    case .contentLengthRange(let lower, let upper): "\(lower.value ?? -1) \(upper.value ?? -1)"
    }
  }
}

extension Text {
  /// The names of a URL's parameters, as they are written.
  fileprivate var parameterNames: [Text] {
    guard let query = splitOnce(at: UInt8(ascii: "?"))?.tail else { return [] }
    return query.split(at: UInt8(ascii: "&")).map { $0.split(at: UInt8(ascii: "="))[0] }
  }
}
