public import VideoSpec

/// Verifies signed requests and forms, and rejects them with the codes of S3 (SIG-150 to SIG-175).
///
/// ```swift
/// let verifier = Verifier(credentials: [credentials], region: "eu-west-1")
/// let accessKeyID = try verifier.verifyPresignedURL(of: request, at: now)
/// ```
public struct Verifier: Sendable {
  /// The largest difference in seconds between the time of a request and the receiver's (SIG-154).
  public static let longestSkew = 900

  /// The credentials that requests may be signed with.
  public let credentials: [Credentials]
  public let region: Text
  public let service: Text
  /// Rejections that do not end the verification. The vector lint finds the second fault of a case in this way. No other caller sets it.
  package var tolerated: [Rejection] = []
  /// Decides on further rejections that do not end the verification. An endpoint with a check switched off sets it. No other caller does.
  package var tolerance: (@Sendable (Rejection) -> Bool)?

  /// Creates a verifier for requests to one service in one region.
  ///
  /// - Parameters:
  ///   - credentials: The credentials that requests may be signed with.
  ///   - region: The region that requests have to be signed for.
  ///   - service: The signing name of the service.
  public init(credentials: [Credentials], region: Text, service: Text = "s3") {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  var isS3: Bool { SigningService.isS3(service) }

  /// Throws the rejection, unless it is tolerated.
  ///
  /// A check calls this where the verification can go on after it, and throws where it cannot.
  package func reject(_ rejection: Rejection) throws(Rejection) {
    if !tolerated.contains(rejection), tolerance?(rejection) != true { throw rejection }
  }

  /// Verifies a request that was sent to a presigned URL.
  ///
  /// - Parameters:
  ///   - request: The request as received. Its body is only read if its hash was signed.
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign`.
  /// - Returns: The access key that signed the URL.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func verifyPresignedURL(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> Text {
    let received = ReceivedParts(request)
    let (claim, stated) = try presigned(received, at: now, trace: trace)
    if let stated { try check(body: request.body, against: stated) }
    try checkChecksums(received)
    return claim.accessKeyID
  }

  /// Verifies a request that is signed by its `Authorization` header, including the hash of its body.
  ///
  /// - Parameters:
  ///   - request: The request as received.
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign`.
  /// - Returns: The access key that signed the request.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func verifyHeaders(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> Text {
    let received = ReceivedParts(request)
    let (claim, payloadHash) = try seed(received, at: now, trace: trace)
    try check(body: request.body, against: payloadHash)
    try checkChecksums(received)
    return claim.accessKeyID
  }

  /// Rejects a body whose hash is not the signed one (SIG-160).
  private func check(body: Text, against payloadHash: [UInt8]) throws(Rejection) {
    if payloadHash != PayloadHash.unsigned, payloadHash != hash(body), PayloadHash.isValid(payloadHash) || !isS3 {
      try reject(
        Rejection(
          .contentSHA256Mismatch, status: 400, field: "x-amz-content-sha256",
          "the SHA-256 of the body is not the one in x-amz-content-sha256"))
    }
  }

  /// Rejects a body that differs from `Content-MD5` or from its checksum (SIG-200 to SIG-203). The body of a copy comes from elsewhere.
  private func checkChecksums(_ received: ReceivedParts) throws(Rejection) {
    guard isS3, ["PUT", "POST"].contains(received.request.method), received.header("x-amz-copy-source") == nil else {
      return
    }
    let checksums = try StatedChecksums(value: received.header, reject: reject)
    checksums.update(received.request.body.bytes.span.bytes)
    try checksums.compare(reject: reject)
  }

  /// Verifies a request that was sent to a presigned URL, except for its body.
  ///
  /// - Returns: The claim, and the value of `x-amz-content-sha256` if it is signed.
  func presigned(
    _ received: ReceivedParts, at now: Timestamp, trace: TraceRecorder?
  ) throws(Rejection) -> (claim: ClaimedSignature, payloadHash: [UInt8]?) {
    try checkHeaderNames(of: received.request)
    if received.header("authorization") != nil {
      try reject(.invalidArgument("Authorization", "a presigned URL must not come with an Authorization header"))
    }
    let claim = try ClaimedSignature(query: received.query, reject: reject)
    try checkScope(claim)
    // An expiry of 0 is in range, and such a URL has always expired (SIG-156).
    if let expires = claim.expires, expires == 0 || now.seconds > claim.time.seconds + expires {
      try reject(.accessDenied("X-Amz-Expires", "the request has expired"))
    }
    if claim.time.seconds > now.seconds + Self.longestSkew {
      try reject(.accessDenied("X-Amz-Date", "the request is not yet valid"))
    }
    let isSigned = claim.signedHeaders.contains("x-amz-content-sha256")
    let stated = isSigned ? received.header("x-amz-content-sha256") : nil
    let payloadHash = stated?.bytes ?? (isS3 ? PayloadHash.unsigned : hash(received.request.body))
    try check(received, claim, payloadHash: payloadHash, at: now, trace: trace)
    return (claim, stated?.bytes)
  }

  /// Parameters of a URL that is signed itself.
  private static let otherMechanisms: [Text] = ["X-Amz-Algorithm", "X-Amz-Signature", "Signature"]

  /// Verifies a request that is signed by its headers, except for its body.
  func seed(
    _ received: ReceivedParts, at now: Timestamp, trace: TraceRecorder?
  ) throws(Rejection) -> (claim: ClaimedSignature, payloadHash: [UInt8]) {
    try checkHeaderNames(of: received.request)
    if received.query.contains(where: { Self.otherMechanisms.contains($0.name) }) {
      try reject(.invalidArgument("Authorization", "an Authorization header must not come with a signature in the URL"))
    }
    let claim = try ClaimedSignature(headers: received.request.headers)
    try checkScope(claim)
    if abs(claim.time.seconds - now.seconds) > Self.longestSkew {
      try reject(
        Rejection(
          .requestTimeTooSkewed, status: 403, field: "x-amz-date",
          "the time of the request and the receiver's time differ by more than \(Self.longestSkew / 60) minutes"))
    }
    let payloadHash = try payloadHash(received)
    try check(received, claim, payloadHash: payloadHash, at: now, trace: trace)
    return (claim, payloadHash)
  }

  /// The last line of the canonical request, which S3 takes from `x-amz-content-sha256` (SIG-171).
  private func payloadHash(_ received: ReceivedParts) throws(Rejection) -> [UInt8] {
    guard let stated = received.header("x-amz-content-sha256") else {
      guard isS3 else { return hash(received.request.body) }
      // Not tolerated: what was signed in its place is not known.
      throw Rejection(
        .invalidRequest, status: 400, field: "x-amz-content-sha256", "the header x-amz-content-sha256 is required")
    }
    if isS3, !PayloadHash.isValid(stated.bytes) {
      try reject(
        .invalidArgument("x-amz-content-sha256", "the value is neither a SHA-256 nor one of the constants for it"))
    }
    return stated.bytes
  }

  /// Rejects a header whose name is not a token: a prefix such as `x-amz-` would not be found behind a space (SIG-173).
  private func checkHeaderNames(of request: ReceivedRequest) throws(Rejection) {
    for header in request.headers where header.name.isEmpty || !header.name.bytes.allSatisfy(\.isTokenCharacter) {
      throw Rejection(
        .invalidRequest, status: 400, field: "headers", "\"\(header.name.printable)\" is not a header name")
    }
  }

  /// Rejects a signature for another region, service or day (SIG-153).
  private func checkScope(_ claim: ClaimedSignature) throws(Rejection) {
    if let region = claim.scope.region, region != self.region {
      try reject(claim.malformed("X-Amz-Credential", "the region is \(region), but \(self.region) is expected"))
    }
    if claim.scope.service != service {
      try reject(
        claim.malformed("X-Amz-Credential", "the service is \(claim.scope.service), but \(service) is expected"))
    }
    if claim.scope.day != claim.time.day {
      try reject(claim.malformed("X-Amz-Credential", "the date of the credential differs from X-Amz-Date"))
    }
    if claim.algorithm == .v4a {
      guard let set = claim.regionSet else {
        throw claim.malformed("X-Amz-Region-Set", "a signature of SigV4a needs a region set")
      }
      if !RegionSet(set).contains(region) {
        try reject(claim.malformed("X-Amz-Region-Set", "the region set does not contain \(region)"))
      }
    }
  }

  /// Rejects unsigned headers, an unknown access key, a wrong token, and a wrong signature, in this order.
  private func check(
    _ received: ReceivedParts, _ claim: ClaimedSignature, payloadHash: [UInt8], at now: Timestamp,
    trace: TraceRecorder?
  ) throws(Rejection) {
    if !claim.signedHeaders.contains("host") {
      try reject(.accessDenied("host", "the host header is not signed"))
    }
    for header in received.request.headers {
      let name = header.name.lowercased
      // The value of x-amz-content-sha256 is signed as the last line of the canonical request.
      if name.hasPrefix("x-amz-"), name != "x-amz-content-sha256", !claim.signedHeaders.contains(name) {
        try reject(.accessDenied(name.string, "the header \(name.printable) has to be signed and is not"))
      }
    }
    guard let known = credentials.first(where: { $0.accessKeyID == claim.accessKeyID }) else {
      throw .unknownAccessKey("X-Amz-Credential")
    }
    try check(token: claim.token, of: known, at: now, field: "X-Amz-Security-Token")
    let texts = received.texts(
      for: claim, rule: .init(service: service, normalizesPath: true), payloadHash: payloadHash)
    trace?.record("canonicalRequest", texts.canonicalRequest)
    trace?.record("stringToSign", texts.stringToSign)
    if !received.hasAllSignedHeaders(of: claim) {
      try reject(.signature("X-Amz-SignedHeaders", "a signed header is missing from the request"))
    } else if !SignatureKey(claim, credentials: known).verifies(claim.signature, of: texts.stringToSign.bytes) {
      try reject(.signature("X-Amz-Signature"))
    }
  }

  /// Rejects a session token that is missing, does not belong to the credentials (SIG-166), or has expired (SIG-175).
  func check(token: Text?, of known: Credentials, at now: Timestamp?, field: String) throws(Rejection) {
    switch (token, known.sessionToken) {
    case (nil, nil): return
    case (nil, _?): try reject(.missingToken(field))
    case (let token?, let own?):
      if !own.withBytes({ ConstantTime.equal($0, token.bytes) }) { try reject(.invalidToken(field)) }
    case (_?, nil): try reject(.invalidToken(field))
    }
    if let now, let expiration = known.expiration, now >= expiration { try reject(.expiredToken(field)) }
  }

  private func hash(_ body: Text) -> [UInt8] { Hexadecimal.encode(SHA256.digest(of: body.bytes)) }
}
