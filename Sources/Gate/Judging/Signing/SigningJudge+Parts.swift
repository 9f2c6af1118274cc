import AdapterProtocol
import VideoSpec

extension SigningJudge {
  var body: Text { if case .body(let body) = asked.request.payload { body } else { Text() } }

  /// The last line of the canonical request.
  var payloadHash: Text {
    let isPresignedS3 = asked.isS3 && answer.vector.operation == .signURL
    if asked.request.payload == .unsigned || isPresignedS3 { return "UNSIGNED-PAYLOAD" }
    return Hexadecimal.lowercase(oracle.sha256(body.bytes))
  }

  func examined(_ request: ReceivedRequest) throws(Failure) -> ExaminedSignature {
    do throws(Rejection) {
      let examination = try oracle.examine(request, for: asked)
      return ExaminedSignature(examination: examination, request: request, asked: asked, answer: answer)
    } catch {
      throw failure("what came back cannot be read as a signed request: \(error)")
    }
  }

  func checkToken(_ values: [Text], in place: String, _ signature: ExaminedSignature) throws(Failure) {
    guard let token = asked.credentials.sessionToken else {
      if !values.isEmpty { throw signature.failure("there is a \(place), and the credentials have no session token") }
      return
    }
    guard values.count == 1 else { throw signature.failure("there is not one \(place)") }
    // The token itself is never shown.
    if token.withBytes({ $0 != values[0].bytes }) {
      throw signature.failure("the \(place) is not the credentials' token")
    }
  }

  func checkRegionSet(_ values: [Text], in place: String, _ signature: ExaminedSignature) throws(Failure) {
    guard asked.algorithm == .v4a, values != [asked.region] else { return }
    throw signature.failure("there is no \(place) that says \(asked.region)")
  }

  /// Fails before there is a signature to examine.
  func failure(_ reason: String) -> Failure {
    answer.hasGivenDate ? answer.failure(reason) : Failure(reason)
  }
}

extension Answer {
  /// Whether it was signed at the case's clock, so that its intermediates can be compared with the case's.
  var hasGivenDate: Bool { dates.lowerBound == vector.clock && dates.upperBound == vector.clock }
}

/// Where a request should go.
struct Destination {
  private let endpoint: Endpoint
  /// The paths that lead there, decoded; as written for a target on the wire.
  private let paths: [Text]
  private let isWire: Bool

  init(_ request: SigningRequest) {
    switch request.target {
    case .wire(let target):
      endpoint = request.endpoint
      paths = WireTarget(target).path.wireForms
      isWire = true
    case .object(let bucket, let key, let addressing, _):
      let isVirtual = addressing == .virtual && !bucket.isEmpty
      let host = isVirtual ? bucket + "." + request.endpoint.host : request.endpoint.host
      endpoint = Endpoint(scheme: request.endpoint.scheme, host: host, port: request.endpoint.port)
      let root: Text = isVirtual || bucket.isEmpty ? "" : "/" + bucket
      // A bucket itself may be asked for with or without the slash.
      paths = key.isEmpty && !root.isEmpty ? [root, root + "/"] : [root + "/" + key]
      isWire = false
    }
  }

  func check(_ url: SignedURL) throws(Failure) {
    guard url.endpoint.scheme == endpoint.scheme else {
      throw Failure(
        "the URL's scheme is \(url.endpoint.scheme.rawValue), and \(endpoint.scheme.rawValue) was asked for")
    }
    guard url.endpoint.host.lowercased == endpoint.host.lowercased, url.endpoint.port == endpoint.port else {
      throw failure(
        "the URL leads to another host or port", step: "host", expected: endpoint.authority,
        observed: url.endpoint.authority)
    }
    if isWire {
      guard paths.contains(url.path) else {
        throw failure(
          "the URL's path is not the one given, which is to be sent as it is", step: "path", expected: paths[0],
          observed: url.path)
      }
      return
    }
    try URLBytes.check(url.path, of: "path", also: "/")
    let path = url.path.percentDecoded ?? url.path
    guard paths.contains(path) else {
      throw failure(
        "the URL leads to another object: its path, decoded, is not the one asked for", step: "decoded path",
        expected: paths[0], observed: path)
    }
    // Decoded they are as many as they should be: one that is encoded stands for a slash of the key, or the bucket's.
    guard !url.path.lowercased.contains("%2f") else {
      throw Failure("the URL's path has a '/' as '%2F': clients and proxies do not take it for a slash")
    }
  }

  private func failure(_ reason: String, step: String, expected: Text, observed: Text) -> Failure {
    Failure(reason, divergence: Divergence(step: step, expected: expected, observed: observed))
  }
}
