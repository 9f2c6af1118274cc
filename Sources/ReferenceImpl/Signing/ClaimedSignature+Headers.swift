package import VideoSpec

extension ClaimedSignature {
  /// Reads the `Authorization` header (SIG-065, SIG-168, SIG-174) and the headers that belong to it (SIG-169, SIG-170).
  package init(headers: [HeaderField]) throws(Rejection) {
    func values(_ name: Text) -> [Text] { headers.filter { $0.name.lowercased == name }.map(\.value) }
    guard let authorization = values("authorization").first else {
      throw .accessDenied("Authorization", "the request is not signed")
    }
    if values("authorization").count > 1 {
      throw .invalidArgument("Authorization", "the request has two Authorization headers")
    }
    guard let (algorithmName, rest) = authorization.splitOnce(at: 0x20),
      let algorithm = SigningAlgorithm(rawValue: algorithmName.string)
    else { throw .invalidArgument("Authorization", "the algorithm is unknown") }
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
    guard let date = values("x-amz-date").first ?? values("date").first, let time = Timestamp(basic: date.trimmed)
    else {
      throw .accessDenied("x-amz-date", "a signed request needs x-amz-date (or date), as YYYYMMDD'T'HHMMSS'Z'")
    }
    self.init(
      place: .header, algorithm: algorithm, accessKeyID: accessKeyID, scope: scope, time: time, expires: nil,
      signedHeaders: signedHeaders.split(at: UInt8(ascii: ";")), signature: signature,
      token: values("x-amz-security-token").first?.trimmed, regionSet: values("x-amz-region-set").first?.trimmed)
  }
}
