package import VideoSpec

extension ClaimedSignature {
  /// The parameters that every presigned URL has (SIG-090).
  private static let parameters: [Text] = [
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
  ]
  /// The parameters that occur once at most.
  private static let single = parameters + ["X-Amz-Security-Token"]

  /// Reads the signing parameters of a presigned URL (SIG-156, SIG-157, SIG-158, SIG-168, SIG-169, SIG-174).
  ///
  /// - Parameter reject: Called with each rejection after which the reading can go on. It throws the rejection, unless it is tolerated.
  package init(
    query: [QueryItem],
    reject: (Rejection) throws(Rejection) -> Void = { (rejection) throws(Rejection) in throw rejection }
  ) throws(Rejection) {
    func value(_ name: Text) -> Text? { query.first { $0.name == name }?.value }
    func required(_ name: Text) throws(Rejection) -> Text {
      if let value = value(name) { return value }
      throw missing(name)
    }
    func missing(_ name: Text) -> Rejection {
      .queryParameters(name.string, "a presigned URL needs \(Self.parameters.map(\.string).joined(separator: ", "))")
    }
    for name in Self.single where query.count(where: { $0.name == name }) > 1 {
      throw .queryParameters(name.string, "the parameter occurs twice")
    }
    if value("X-Amz-Algorithm") == nil { try reject(missing("X-Amz-Algorithm")) }
    let credential = try required("X-Amz-Credential")
    let date = try required("X-Amz-Date")
    if value("X-Amz-Expires") == nil { try reject(missing("X-Amz-Expires")) }
    let signedHeadersText = try required("X-Amz-SignedHeaders")
    let signature = try required("X-Amz-Signature")
    guard let algorithm = value("X-Amz-Algorithm").map({ SigningAlgorithm(rawValue: $0.string) }) ?? .v4 else {
      throw .queryParameters("X-Amz-Algorithm", "the algorithm is unknown")
    }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: algorithm) else {
      throw .queryParameters(
        "X-Amz-Credential", "the credential is not of the form KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    guard let time = Timestamp(basic: date) else {
      throw .queryParameters("X-Amz-Date", "the date is not of the form YYYYMMDD'T'HHMMSS'Z'")
    }
    let expires = value("X-Amz-Expires").flatMap(Self.expires)
    if value("X-Amz-Expires") != nil, expires == nil {
      try reject(
        .queryParameters(
          "X-Amz-Expires", "the expiry is not a whole number of seconds from 0 to \(SigningRules.longestExpiry)"))
    }
    self.init(
      place: .query, algorithm: algorithm, accessKeyID: accessKeyID, scope: scope, time: time, expires: expires,
      signedHeaders: signedHeadersText.split(at: UInt8(ascii: ";")), signature: signature,
      token: value("X-Amz-Security-Token"), regionSet: value("X-Amz-Region-Set"))
  }

  /// Reads a number of seconds. Returns nil if it is not a whole number, or out of bounds (SIG-156).
  private static func expires(_ text: Text) -> Int? {
    // Digits alone: Int() would accept a sign.
    guard !text.isEmpty, text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int(text.string),
      seconds <= SigningRules.longestExpiry
    else { return nil }
    return seconds
  }
}
