import AdapterProtocol
import VideoSpec

/// Judges `sign.url` and `sign.headers` by meaning: where the request goes, that its signature is right, and that everything that
/// must be signed is.
struct SigningJudge {
  let asked: SigningInput
  let answer: Answer
  let oracle: any SignatureOracle

  /// - Throws: the first thing that is wrong.
  func check() throws(Failure) {
    if answer.vector.operation == .signURL { try checkURL() } else { try checkHeaders() }
  }

  // MARK: - sign.url

  private func checkURL() throws(Failure) {
    let url = try SignedURL(answer.text("url"))
    try Destination(asked.request).check(url)
    var surplus = try checkOwnQuery(url)
    let parameters = surplus
    while let pair = surplus.pairs.first {
      guard SigningJudge.parameterNames.contains(pair.name) else {
        throw failure("the URL has a parameter that was not asked for: \(pair.name)")
      }
      _ = surplus.remove(pair)
      guard surplus.values(of: pair.name).isEmpty else { throw failure("the URL has \(pair.name) twice") }
    }
    for name in SigningJudge.requiredParameters where parameters.values(of: name).isEmpty {
      throw failure("the URL lacks \(name)")
    }
    let headers = [HeaderField("Host", url.endpoint.authority)] + asked.request.headers
    let request = ReceivedRequest(method: asked.request.method, target: url.target, headers: headers, body: body)
    let signature = try examined(request)
    try signature.checkSignature()
    if let expires = asked.expires, parameters.values(of: "X-Amz-Expires") != [expires] {
      throw signature.failure(
        "X-Amz-Expires is \(parameters.values(of: "X-Amz-Expires")[0]), and \(expires) was asked for")
    }
    try signature.checkGivenHeadersAreSigned(asked.request.headers.map(\.name))
    try checkToken(parameters.values(of: "X-Amz-Security-Token"), in: "parameter X-Amz-Security-Token", signature)
    try checkRegionSet(parameters.values(of: "X-Amz-Region-Set"), in: "parameter X-Amz-Region-Set", signature)
    try signature.checkPayloadHash(payloadHash)
    let hashes = parameters.values(of: "X-Amz-Content-Sha256")
    if !hashes.isEmpty, hashes != [payloadHash] {
      throw signature.failure("the parameter X-Amz-Content-Sha256 is not \(payloadHash)")
    }
  }

  static let requiredParameters: [Text] = [
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
  ]

  static let parameterNames: Set<Text> = Set(
    requiredParameters + ["X-Amz-Security-Token", "X-Amz-Region-Set", "X-Amz-Content-Sha256"])

  /// What the URL's query has beyond the request's own parameters.
  private func checkOwnQuery(_ url: SignedURL) throws(Failure) -> QueryPairs {
    var parts = QueryPairs.parts(of: url.query)
    let own: QueryPairs
    switch asked.request.target {
    case .object(_, _, _, let query): own = QueryPairs(query)
    case .wire(let target):
      // What comes back as it was given is right whatever it is; what was encoded anew is held to what holds of other URLs.
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
      throw failure("the URL lacks the request's own parameter \(pair.name)=\(pair.value)")
    }
    return remaining
  }

  // MARK: - sign.headers

  private func checkHeaders() throws(Failure) {
    let added = try answer.fields("headers")
    let (endpoint, target) = try whereItGoes()
    try AddedHeaders(added, to: asked.request.headers, body: body).check()
    var headers = asked.request.headers.filter { given in
      !added.contains { $0.name.lowercased == given.name.lowercased }
    }
    headers += added
    if !headers.contains(where: { $0.name.lowercased == "host" }) {
      headers.insert(HeaderField("Host", endpoint.authority), at: 0)
    }
    let fields = FieldSet(headers)
    guard fields["host"] == [endpoint.authority] else {
      throw failure("the Host header is not the endpoint's: \(endpoint.authority)")
    }
    guard fields["authorization"].count == 1 else { throw failure("there is not one Authorization header") }
    try AuthorizationForm.check(fields["authorization"][0])

    let request = ReceivedRequest(method: asked.request.method, target: target, headers: headers, body: body)
    let signature = try examined(request)
    try signature.checkSignature()
    let token: Text = "x-amz-security-token"
    for name in fields.names where name.hasPrefix("x-amz-") || name == "content-type" {
      if name == token, !asked.signsSessionToken { continue }
      try signature.checkIsSigned(name)
    }
    try checkToken(fields[token], in: "header x-amz-security-token", signature)
    if !asked.signsSessionToken, signature.examination.signedHeaders.contains(token) {
      throw signature.failure("x-amz-security-token is signed, and should be added after signing")
    }
    try checkRegionSet(fields["x-amz-region-set"], in: "header x-amz-region-set", signature)
    let hashes = fields["x-amz-content-sha256"]
    if hashes.isEmpty, asked.hasContentSHA256Header {
      throw signature.failure("the header x-amz-content-sha256 is missing")
    }
    try signature.checkPayloadHash(payloadHash)
    if !hashes.isEmpty, hashes != [payloadHash] {
      throw signature.failure("x-amz-content-sha256 is not \(payloadHash)")
    }
  }

  /// Where the request goes: the URL that came back, or the target given, which is sent as it is.
  private func whereItGoes() throws(Failure) -> (Endpoint, target: Text) {
    if case .wire(let target) = asked.request.target, answer.output["url"] == nil {
      return (asked.request.endpoint, target)
    }
    let url = try SignedURL(answer.text("url"))
    try Destination(asked.request).check(url)
    if let surplus = try checkOwnQuery(url).pairs.first {
      throw failure("the URL has a parameter that was not asked for: \(surplus.name)")
    }
    return (url.endpoint, url.target)
  }
}
