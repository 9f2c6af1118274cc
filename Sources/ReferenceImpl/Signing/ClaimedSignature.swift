package import VideoSpec

/// What a request claims about its signature, in its URL or in its headers.
package struct ClaimedSignature {
  /// The part of a request that carries its signature.
  package enum Place {
    case header
    case query
  }

  package var place: Place
  package var algorithm: SigningAlgorithm
  package var accessKeyID: Text
  package var scope: CredentialScope
  package var time: Timestamp
  /// The expiry of a presigned URL in seconds, or nil for a request that is signed by header (and if a wrong expiry is tolerated).
  package var expires: Int?
  package var signedHeaders: [Text]
  package var signature: Text
  package var token: Text?
  /// The region set of SigV4a, or nil.
  package var regionSet: Text?

  // MARK: By URL

  /// Reads the signing parameters of a presigned URL (SIG-090, SIG-156, SIG-157, SIG-158).
  ///
  /// - Parameter tolerated: Rejections that are not thrown: see ``Verifier/tolerated``.
  package init(query: [QueryItem], tolerating tolerated: [Rejection] = []) throws(Rejection) {
    func value(_ name: Text) -> Text? { query.first { $0.name == name }?.value }
    /// Returns the value of a parameter. If its absence is tolerated, returns the substitute.
    func required(_ name: Text, else substitute: Text? = nil) throws(Rejection) -> Text {
      if let value = value(name) { return value }
      let rejection = Rejection.queryParameters(
        name.string,
        "a presigned URL needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature"
      )
      guard let substitute, tolerated.contains(rejection) else { throw rejection }
      return substitute
    }
    let algorithmName = try required("X-Amz-Algorithm", else: Text(SigningAlgorithm.v4.rawValue))
    let credential = try required("X-Amz-Credential")
    let date = try required("X-Amz-Date")
    let expiresText = try required("X-Amz-Expires", else: Text("\(SigningRules.longestExpiry)"))
    let signedHeadersText = try required("X-Amz-SignedHeaders")
    let signature = try required("X-Amz-Signature")
    guard let algorithm = SigningAlgorithm(rawValue: algorithmName.string) else {
      throw .queryParameters("X-Amz-Algorithm", "the algorithm is unknown")
    }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: algorithm) else {
      throw .queryParameters(
        "X-Amz-Credential", "the credential is not of the form KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    guard let time = Timestamp(basic: date) else {
      throw .queryParameters("X-Amz-Date", "the date is not of the form YYYYMMDD'T'HHMMSS'Z'")
    }
    // `Int()` would accept a sign.
    let isNumber = !expiresText.isEmpty && expiresText.bytes.allSatisfy { (0x30...0x39).contains($0) }
    expires = isNumber ? Int(expiresText.string).flatMap { $0 <= SigningRules.longestExpiry ? $0 : nil } : nil
    let outOfBounds = Rejection.queryParameters(
      "X-Amz-Expires", "the expiry is not a whole number of seconds from 0 to \(SigningRules.longestExpiry)")
    if expires == nil, !tolerated.contains(outOfBounds) { throw outOfBounds }
    place = .query
    self.algorithm = algorithm
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.time = time
    signedHeaders = signedHeadersText.split(at: UInt8(ascii: ";"))
    self.signature = signature
    token = value("X-Amz-Security-Token")
    regionSet = value("X-Amz-Region-Set")
  }

  // MARK: By header

  /// Reads the `Authorization` header (SIG-065) and the headers that belong to it.
  package init(headers: [HeaderField]) throws(Rejection) {
    func value(_ name: Text) -> Text? { headers.first { $0.name.lowercased == name }?.value }
    guard let authorization = value("authorization") else {
      throw .accessDenied("Authorization", "the request is not signed")
    }
    guard let (algorithmName, rest) = authorization.splitOnce(at: 0x20),
      let algorithm = SigningAlgorithm(rawValue: algorithmName.string)
    else { throw .authorizationHeader("the algorithm is unknown") }
    var parts: [Text: Text] = [:]
    for part in rest.split(at: UInt8(ascii: ",")) {
      guard let (name, value) = part.trimmed.splitOnce(at: UInt8(ascii: "=")),
        parts.updateValue(value, forKey: name) == nil
      else { throw .authorizationHeader("a part of it is not of the form NAME=VALUE, or occurs twice") }
    }
    guard let credential = parts["Credential"], let signedHeaders = parts["SignedHeaders"],
      let signature = parts["Signature"], parts.count == 3
    else { throw .authorizationHeader("it needs Credential, SignedHeaders and Signature") }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: algorithm) else {
      throw .authorizationHeader("the credential is not of the form KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    // Without x-amz-date, a Date header of the same form counts.
    guard let date = value("x-amz-date") ?? value("date"), let time = Timestamp(basic: date.trimmed) else {
      throw .accessDenied("x-amz-date", "a signed request needs x-amz-date (or date), as YYYYMMDD'T'HHMMSS'Z'")
    }
    place = .header
    self.algorithm = algorithm
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.time = time
    self.signedHeaders = signedHeaders.split(at: UInt8(ascii: ";"))
    self.signature = signature
    token = value("x-amz-security-token")?.trimmed
    regionSet = value("x-amz-region-set")?.trimmed
  }

  /// Returns the rejection of a claim that is malformed, or for another region, service or day. Its code depends on where the claim is.
  package func malformed(_ field: String, _ message: String) -> Rejection {
    switch place {
    case .header: .authorizationHeader(message)
    case .query: .queryParameters(field, message)
    }
  }
}
