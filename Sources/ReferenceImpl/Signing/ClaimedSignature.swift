package import VideoSpec

/// What a request says about its signature, wherever it says it.
package struct ClaimedSignature {
  package enum Place {
    case header
    case query
  }

  package var place: Place
  package var algorithm: SigningAlgorithm
  package var accessKeyID: Text
  package var scope: CredentialScope
  package var time: Timestamp
  /// Seconds; nil by header.
  package var expires: Int?
  package var signedHeaders: [Text]
  package var signature: Text
  package var token: Text?
  /// SigV4a's.
  package var regionSet: Text?

  // MARK: By URL

  /// Reads the parameters of a presigned URL (SIG-090, SIG-156, SIG-157, SIG-158).
  package init(query: [QueryItem]) throws(Rejection) {
    func value(_ name: Text) -> Text? { query.first { $0.name == name }?.value }
    func required(_ name: Text) throws(Rejection) -> Text {
      guard let value = value(name) else {
        throw .queryParameters(
          name.string,
          "a presigned URL needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature"
        )
      }
      return value
    }
    let algorithmName = try required("X-Amz-Algorithm")
    let credential = try required("X-Amz-Credential")
    let date = try required("X-Amz-Date")
    let expiresText = try required("X-Amz-Expires")
    let signedHeadersText = try required("X-Amz-SignedHeaders")
    let signature = try required("X-Amz-Signature")
    guard let algorithm = SigningAlgorithm(rawValue: algorithmName.string) else {
      throw .queryParameters("X-Amz-Algorithm", "the algorithm is not known")
    }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: algorithm) else {
      throw .queryParameters("X-Amz-Credential", "the credential is not KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    guard let time = Timestamp(basic: date) else {
      throw .queryParameters("X-Amz-Date", "the date is not YYYYMMDD'T'HHMMSS'Z'")
    }
    // Digits alone: Int() would take a sign.
    let isNumber = !expiresText.isEmpty && expiresText.bytes.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let expires = Int(expiresText.string), expires <= SigningRules.longestExpiry else {
      throw .queryParameters("X-Amz-Expires", "the expiry is no number from 0 to \(SigningRules.longestExpiry)")
    }
    place = .query
    self.algorithm = algorithm
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.time = time
    self.expires = expires
    signedHeaders = signedHeadersText.split(at: UInt8(ascii: ";"))
    self.signature = signature
    token = value("X-Amz-Security-Token")
    regionSet = value("X-Amz-Region-Set")
  }

  // MARK: By header

  /// Reads the Authorization header (SIG-065) and what goes with it.
  package init(headers: [HeaderField]) throws(Rejection) {
    func value(_ name: Text) -> Text? { headers.first { $0.name.lowercased == name }?.value }
    guard let authorization = value("authorization") else {
      throw .accessDenied("Authorization", "the request is not signed")
    }
    guard let (algorithmName, rest) = authorization.splitOnce(at: 0x20),
      let algorithm = SigningAlgorithm(rawValue: algorithmName.string)
    else { throw .authorizationHeader("the algorithm is not known") }
    var parts: [Text: Text] = [:]
    for part in rest.split(at: UInt8(ascii: ",")) {
      guard let (name, value) = part.trimmed.splitOnce(at: UInt8(ascii: "=")),
        parts.updateValue(value, forKey: name) == nil
      else { throw .authorizationHeader("a part of it is not NAME=VALUE, or stands twice") }
    }
    guard let credential = parts["Credential"], let signedHeaders = parts["SignedHeaders"],
      let signature = parts["Signature"], parts.count == 3
    else { throw .authorizationHeader("it needs Credential, SignedHeaders and Signature") }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: algorithm) else {
      throw .authorizationHeader("the credential is not KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    // A Date header serves where it has that form and there is no x-amz-date.
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

  /// The rejection of a claim that is malformed or for elsewhere: its code depends on where the claim stands.
  package func malformed(_ field: String, _ message: String) -> Rejection {
    switch place {
    case .header: .authorizationHeader(message)
    case .query: .queryParameters(field, message)
    }
  }
}

extension Text {
  /// Without white space at the ends.
  package var trimmed: Text {
    let start = bytes.firstIndex { !HeaderValue.isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !HeaderValue.isSpace($0) }.map { $0 + 1 } ?? start
    return Text(bytes[start..<end])
  }
}
