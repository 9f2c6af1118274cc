import AdapterProtocol
import VideoSpec

/// Judges the outputs of `sign.url` and `sign.headers` by meaning: where the request goes, whether its signature is right, and whether
/// everything is signed that must be.
struct SigningJudge {
  let input: SigningInput
  let output: JudgedOutput
  let oracle: any SignatureOracle

  /// Checks the output and throws the first thing that is wrong.
  func check() throws(Failure) {
    switch input.placement {
    case .url: try checkURL()
    case .headers: try checkHeaders()
    }
    // A SigV4a signature is random.
    if output.isExact, input.algorithm == .v4 { try output.checkBytes() }
  }

  // MARK: - sign.url

  private func checkURL() throws(Failure) {
    let url = try SignedURL(output.text("url"))
    try Destination(input).check(url)
    let parameters = try checkOwnQuery(url)
    let added = try AddedParameters(parameters, to: input.request.headers)
    for name in SigningJudge.requiredParameters where parameters.values(of: name).isEmpty {
      throw failure("the URL has no parameter \(name)", breaks: "SIG-090", "SIG-091", "SIG-066")
    }
    let headers = [HeaderField("Host", url.endpoint.authority)] + added.sentHeaders
    let request = ReceivedRequest(method: input.request.method, target: url.target, headers: headers, body: body)
    let signature = try examined(request)
    try signature.checkSignature()
    if let expires = input.expires, parameters.values(of: "X-Amz-Expires") != [expires] {
      throw signature.failure(
        "X-Amz-Expires is \(parameters.values(of: "X-Amz-Expires")[0]), expected \(expires)", breaks: "SIG-091",
        "SIG-092")
    }
    try signature.checkGivenHeadersAreSigned(added.sentHeaders.map(\.name))
    // A header that was moved into the query may keep its lower case.
    let tokens = (["X-Amz-Security-Token", "x-amz-security-token"] as [Text]).flatMap(parameters.values)
    try checkToken(tokens, in: "parameter X-Amz-Security-Token", signature)
    try checkRegionSet(parameters.values(of: "X-Amz-Region-Set"), in: "parameter X-Amz-Region-Set", signature)
    try signature.checkPayloadHash(payloadHash)
    let hashes = parameters.values(of: "X-Amz-Content-Sha256")
    if !hashes.isEmpty, hashes != [payloadHash] {
      throw signature.failure("the parameter X-Amz-Content-Sha256 is wrong: expected \(payloadHash)", breaks: "SIG-052")
    }
  }

  static let requiredParameters: [Text] = [
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
  ]

  /// Checks that the URL's query has the request's own parameters, and returns the others.
  private func checkOwnQuery(_ url: SignedURL) throws(Failure) -> QueryPairs {
    var parts = QueryPairs.parts(of: url.query)
    let own: QueryPairs
    switch input.request.target {
    case .object(_, _, _, let query): own = QueryPairs(query)
    case .wire(let target):
      // An unchanged part of the given query is right, whatever it is. A part that the signer encoded again has to be a legal query.
      var encodedAnew: [Text] = []
      for part in QueryPairs.parts(of: WireTarget(target).query) {
        if let index = parts.firstIndex(where: part.wireForms.contains) {
          parts.remove(at: index)
        } else {
          encodedAnew.append(part)
        }
      }
      own = try QueryPairs(parts: encodedAnew)
    }
    for part in parts { try URLBytes.check(part, of: "query", also: "/?") }
    var remaining = try QueryPairs(parts: parts)
    for pair in own.pairs where !remaining.remove(pair) {
      throw failure(
        "the URL has no parameter \(pair.name)=\(pair.value), which the request has", breaks: "SIG-094", "SIG-003",
        "SIG-020", "SIG-022", "SIG-024", "SIG-025", "SIG-026", "SIG-027")
    }
    return remaining
  }

  // MARK: - sign.headers

  private func checkHeaders() throws(Failure) {
    let added = try output.fields("headers")
    let (endpoint, target) = try destination()
    try AddedHeaders(added, to: input.request.headers, body: body).check()
    var headers = input.request.headers.filter { given in
      !added.contains { $0.name.lowercased == given.name.lowercased }
    }
    headers += added
    if !headers.contains(where: { $0.name.lowercased == "host" }) {
      headers.insert(HeaderField("Host", endpoint.authority), at: 0)
    }
    let fields = FieldSet(headers)
    guard fields["host"] == [endpoint.authority] else {
      throw failure("the Host header is wrong: expected \(endpoint.authority)", breaks: "SIG-038", "SIG-037")
    }
    guard fields["authorization"].count == 1 else {
      throw failure("expected one Authorization header, found \(fields["authorization"].count)", breaks: "SIG-065")
    }
    try AuthorizationForm.check(fields["authorization"][0])

    let request = ReceivedRequest(method: input.request.method, target: target, headers: headers, body: body)
    let signature = try examined(request)
    try signature.checkSignature()
    let token: Text = "x-amz-security-token"
    // S3 takes x-amz-content-sha256 and Content-Type unsigned.
    for name in fields.names where name.hasPrefix("x-amz-") && name != "x-amz-content-sha256" {
      if name == token, !input.signsSessionToken { continue }
      try signature.checkIsSigned(name, rules: "SIG-039")
    }
    try checkToken(fields[token], in: "header x-amz-security-token", signature)
    if !input.signsSessionToken, signature.examination.signedHeaders.contains(token) {
      throw signature.failure(
        "the header x-amz-security-token is signed, but must be added after signing", breaks: "SIG-082")
    }
    try checkRegionSet(fields["x-amz-region-set"], in: "header x-amz-region-set", signature)
    let hashes = fields["x-amz-content-sha256"]
    if hashes.isEmpty, input.hasContentSHA256Header {
      throw signature.failure("the header x-amz-content-sha256 is missing", breaks: "SIG-051")
    }
    try signature.checkPayloadHash(payloadHash)
    if !hashes.isEmpty, hashes != [payloadHash] {
      throw signature.failure("the header x-amz-content-sha256 is wrong: expected \(payloadHash)", breaks: "SIG-051")
    }
  }

  /// Where the request goes: the URL in the output or, without one, the given target, which is sent unchanged.
  private func destination() throws(Failure) -> (endpoint: Endpoint, target: Text) {
    if case .wire(let target) = input.request.target, output.value["url"] == nil {
      return (input.request.endpoint, target)
    }
    let url = try SignedURL(output.text("url"))
    try Destination(input).check(url)
    if let surplus = try checkOwnQuery(url).pairs.first {
      throw failure("the URL has the parameter \(surplus.name), which was not requested", breaks: "SIG-094")
    }
    return (url.endpoint, url.target)
  }

  // MARK: - Parts of both

  /// The body of the request; empty if it is not signed.
  private var body: Text { if case .body(let body) = input.request.payload { body } else { Text() } }

  /// The last line of the canonical request.
  private var payloadHash: Text {
    let isPresignedS3 = input.isS3 && input.placement == .url
    if input.request.payload == .unsigned || isPresignedS3 { return "UNSIGNED-PAYLOAD" }
    return Hexadecimal.lowercase(oracle.sha256(body.bytes))
  }

  private func examined(_ request: ReceivedRequest) throws(Failure) -> ExaminedSignature {
    do throws(Rejection) {
      let examination = try oracle.examine(request, for: input)
      return ExaminedSignature(
        examination: examination, request: request, input: input, output: output, oracle: oracle)
    } catch {
      throw unreadable(error)
    }
  }

  /// A failure for an output that is no signed request. The part that cannot be read names the rule.
  private func unreadable(_ rejection: Rejection) -> Failure {
    let reason = "the output cannot be read as a signed request: \(rejection)"
    return switch rejection.field.map({ Text($0).lowercased }) {
    case "x-amz-expires": failure(reason, breaks: "SIG-091", "SIG-092")
    case "x-amz-credential": failure(reason, breaks: "SIG-061", "SIG-090")
    case "x-amz-date": failure(reason, breaks: "SIG-066", "SIG-090")
    default: failure(reason, breaks: input.placement == .url ? "SIG-090" : "SIG-065")
    }
  }

  private func checkToken(_ values: [Text], in place: String, _ signature: ExaminedSignature) throws(Failure) {
    guard let token = input.credentials.sessionToken else {
      if !values.isEmpty {
        throw signature.failure("unexpected \(place): the credentials have no session token", breaks: tokenRule)
      }
      return
    }
    guard values.count == 1 else {
      throw signature.failure("expected one \(place), found \(values.count)", breaks: tokenRule, "SIG-082")
    }
    // The message never shows the token itself.
    if token.withBytes({ $0 != values[0].bytes }) {
      throw signature.failure("the \(place) is not the session token of the credentials", breaks: tokenRule, "SIG-082")
    }
  }

  private var tokenRule: RequirementID { input.placement == .url ? "SIG-081" : "SIG-080" }

  private func checkRegionSet(_ values: [Text], in place: String, _ signature: ExaminedSignature) throws(Failure) {
    guard input.algorithm == .v4a, values != [input.region] else { return }
    throw signature.failure("the \(place) is missing or wrong: expected \(input.region)", breaks: "SIG-141")
  }

  /// A failure that is found before there is a signature to examine.
  private func failure(_ reason: String, breaks rules: RequirementID...) -> Failure {
    var failure = output.hasGivenDate ? output.failure(reason) : Failure(reason)
    failure.rules = rules
    return failure
  }
}
