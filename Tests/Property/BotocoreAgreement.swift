import AdapterProtocol
import Foundation
import Gate
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

/// The reference and botocore, byte for byte, on random requests.
///
/// Not generated, because boto3 does something else there: targets on the wire for S3,
/// repeated query names and bodies in presigned URLs, fields without a condition and forms that no file fits, header values beyond ASCII or with line breaks, a `date` header, times whose
/// year botocore's datetime cannot hold, and what a signer should reject.
@Suite(
  "Property: agreement with botocore",
  .enabled(if: Checkout.pythonWithBoto3 != nil, "not run: 'make test' found no Python with boto3"))
struct BotocoreAgreement {
  private func expectAgreement(_ runs: Int, on call: Call, _ generate: (inout Choices) -> Signing)
    throws
  {
    let corpus = try Corpus(VectorSource.directory(Checkout.root + "/vectors"), oracle: ReferenceOracle())
    let adapter = try AdapterProcess(
      command: [#require(Checkout.pythonWithBoto3), Checkout.root + "/Implementations/boto3/adapter.py"], corpus: corpus
    )
    var reference = ReferenceImplementation()
    forAll(runs, generate) { signing in
      let run = Run(
        call: call, clock: signing.time, deadlineMilliseconds: 20_000, input: signing.input(of: call))
      let ours = reference.perform(run)
      let theirs = try adapter.perform(run)
      return try comparable(ours) == comparable(theirs)
    }
    #expect(adapter.finish() == nil)
  }

  @Test("upload forms")
  func uploadForms() throws {
    let corpus = try Corpus(VectorSource.directory(Checkout.root + "/vectors"), oracle: ReferenceOracle())
    let adapter = try AdapterProcess(
      command: [#require(Checkout.pythonWithBoto3), Checkout.root + "/Implementations/boto3/adapter.py"], corpus: corpus
    )
    var reference = ReferenceImplementation()
    forAll(5000) { choices in
      (choices.signer(), choices.postRequest())
    } holds: { signing, request in
      let run = Run(
        call: .policyBuild, clock: signing.time, deadlineMilliseconds: 20_000, input: signing.input(of: request))
      let ours = reference.perform(run)
      let theirs = try adapter.perform(run)
      guard case .output(let output) = ours.outcome else { throw Disagreement(outcome: ours.outcome) }
      guard case .output(let other) = theirs.outcome else { throw Disagreement(outcome: theirs.outcome) }
      return output["url"] == other["url"] && output["fields"] == other["fields"]
    }
    #expect(adapter.finish() == nil)
  }

  /// The URL with its parameters in order, since theirs is free, and 'name' written as 'name='; or the added headers, whatever
  /// their order and the letter case of their names. The signature is among either.
  private func comparable(_ observation: Observation) throws -> [[Text]] {
    guard case .output(let output) = observation.outcome else { throw Disagreement(outcome: observation.outcome) }
    let reader = InputReader(output)
    if output["headers"] != nil {
      return try reader.fields("headers").map { [$0.name.lowercased, $0.value] }.sorted { $0[0] < $1[0] }
    }
    let (path, query) = try #require(reader.text("url").splitOnce(at: UInt8(ascii: "?")))
    let parameters = query.split(at: UInt8(ascii: "&")).map { $0.bytes.contains(UInt8(ascii: "=")) ? $0 : $0 + "=" }
    return [[path], parameters.sorted()]
  }

  private struct Disagreement: Error { var outcome: Observation.Outcome }

  @Test("presigned URLs of objects")
  func presignedURLs() throws {
    try expectAgreement(4000, on: .signURL) { choices in
      var signing = choices.botocoreSigning(service: "s3")
      signing.request.method = Text(choices.pick(["GET", "PUT", "HEAD", "DELETE"]))
      return signing
    }
  }

  @Test("requests to S3 by header")
  func headers() throws { try expectAgreement(4000, on: .signHeaders) { $0.botocoreSigning(service: "s3") } }

  @Test("requests to another service by header")
  func otherService() throws {
    try expectAgreement(2000, on: .signHeaders) { choices in
      var signing = choices.botocoreSigning(service: "execute-api")
      let path = PercentEncoding.encodePath(choices.text(upTo: 8))
      // To sign headers, botocore uses the query unchanged, so it is generated encoded and without valueless names.
      let query = choices.query().map { item in
        PercentEncoding.encode(item.name) + "=" + PercentEncoding.encode(item.value ?? "")
      }
      let joined = Text(query.map(\.bytes).joined(separator: [UInt8(ascii: "&")]))
      signing.request.target = .wire("/" + path + (query.isEmpty ? "" : "?" + joined))
      return signing
    }
  }
}

private enum Checkout {
  static let pythonWithBoto3 = ProcessInfo.processInfo.environment["VIDEO_SPEC_PYTHON"]

  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    repeat {
      url.deleteLastPathComponent()
    } while !FileManager.default.fileExists(
      atPath: url.appendingPathComponent("Package.swift").path)
    return url.path
  }()
}

extension Choices {
  fileprivate mutating func botocoreSigning(service: Text) -> Signing {
    var signing = signing(service: service)
    let names = ["content-type", "x-amz-meta-a", "x-amz-meta-a-b", "x-amz-acl", "cache-control", "range"]
    let values = ["video/webm", "a  b", " a ", "\"q  q\"", "a,b", "a\tb", "bytes=0-9"]
    signing.request.headers = shuffled(names).prefix(next(below: 5)).map { HeaderField(Text($0), Text(pick(values))) }
    signing.request.payload = .body("")
    if case .object(let bucket, let key, let addressing, let query) = signing.request.target {
      var distinct: [QueryItem] = []
      for item in query where !distinct.contains(where: { $0.name == item.name }) { distinct.append(item) }
      signing.request.target = .object(bucket: bucket, key: key, addressing: addressing, query: distinct)
    }
    return signing
  }
}

extension Signing {
  private var credentialsInput: JSONValue {
    var object: JSONObject = [
      "accessKeyId": credentials.accessKeyID.protocolForm,
      "secretAccessKey": credentials.secretAccessKey.withBytes { Text(bytes: $0).protocolForm },
    ]
    object["sessionToken"] = credentials.sessionToken?.withBytes { Text(bytes: $0).protocolForm }
    return .object(object)
  }

  /// The input of `policy.build`, as the protocol has it: bounds that are large are strings of digits.
  fileprivate func input(of request: PostPolicyRequest) -> JSONValue {
    let conditions = request.conditions.map { condition -> JSONValue in
      guard case .contentLengthRange(let lower, let upper) = condition else {
        return (try? JSONValue(parsing: condition.text.bytes)) ?? .null
      }
      return ["content-length-range", JSONValue("\(lower.value ?? 0)"), JSONValue("\(upper.value ?? 0)")]
    }
    var input: JSONObject = [
      "credentials": credentialsInput, "region": region.protocolForm, "service": "s3",
      "bucket": request.bucket.protocolForm, "key": request.key.protocolForm,
      "fields": .array(request.fields.map { .array([$0.name.protocolForm, $0.value.protocolForm]) }),
      "conditions": .array(conditions), "expires": JSONValue("\(request.expires)"),
    ]
    switch request.location {
    case .style(let style): input["style"] = JSONValue(style.rawValue)
    case .endpoint(let endpoint): input["endpoint"] = endpoint.origin.protocolForm
    }
    return .object(input)
  }

  /// The call's input, as the protocol has it.
  fileprivate func input(of call: Call) -> JSONValue {
    var input: JSONObject = [
      "credentials": credentialsInput, "region": region.protocolForm, "service": service.protocolForm,
      "method": request.method.protocolForm, "endpoint": request.endpoint.origin.protocolForm,
      "headers": .array(request.headers.map { .array([$0.name.protocolForm, $0.value.protocolForm]) }),
    ]
    switch request.target {
    case .wire(let target): input["target"] = ["wire": target.protocolForm]
    case .object(let bucket, let key, let addressing, let query):
      input["target"] = [
        "bucket": bucket.protocolForm, "key": key.protocolForm, "addressing": JSONValue(addressing.rawValue),
        "query": .array(query.map { .array([$0.name.protocolForm, $0.value?.protocolForm ?? .null]) }),
      ]
    }
    if call == .signURL { input["expires"] = JSONValue("\(expires)") }
    return .object(input)
  }
}
