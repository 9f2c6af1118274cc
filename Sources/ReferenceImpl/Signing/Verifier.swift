public import VideoSpec

/// The receiver's side: says of a signed request what S3 says (SIG-150 to SIG-166).
public struct Verifier: Sendable {
  /// How far a request's time may be from the receiver's, in seconds (SIG-154).
  public static let longestSkew = 900

  /// Those that are known here.
  public let credentials: [Credentials]
  public let region: Text
  public let service: Text

  public init(credentials: [Credentials], region: Text, service: Text) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  var isS3: Bool { service == "s3" }

  /// Accepts a presigned URL's request, or rejects it with S3's code.
  /// - Returns: The access key that signed it.
  public func verify(
    url request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> Text {
    let received = ReceivedParts(request)
    let claim = try ClaimedSignature(query: received.query)
    try checkScope(claim)
    // 0 is in range and expired at once (SIG-156).
    if claim.expires == 0 || now.seconds > claim.time.seconds + (claim.expires ?? 0) {
      throw .accessDenied("X-Amz-Expires", "the request has expired")
    }
    if claim.time.seconds > now.seconds + Self.longestSkew {
      throw .accessDenied("X-Amz-Date", "the request is not yet valid")
    }
    let isSigned = claim.signedHeaders.contains("x-amz-content-sha256")
    let stated = isSigned ? received.header("x-amz-content-sha256") : nil
    let payloadHash = stated?.bytes ?? (isS3 ? PayloadHash.unsigned : hash(request.body))
    try check(received, claim, payloadHash: payloadHash, trace: trace)
    if stated != nil { try check(body: request.body, against: payloadHash) }
    return claim.accessKeyID
  }

  /// Accepts a request signed by its Authorization header, or rejects it with S3's code.
  /// - Returns: The access key that signed it.
  public func verify(
    headers request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> Text {
    let received = ReceivedParts(request)
    let (claim, payloadHash) = try seed(received, at: now, trace: trace)
    try check(body: request.body, against: payloadHash)
    return claim.accessKeyID
  }

  /// The body has to be the one whose hash was signed (SIG-160).
  private func check(body: Text, against payloadHash: [UInt8]) throws(Rejection) {
    if payloadHash != PayloadHash.unsigned, payloadHash != hash(body) {
      throw Rejection(
        .contentSHA256Mismatch, status: 400, field: "x-amz-content-sha256", "the body's SHA-256 is another one")
    }
  }

  /// Everything about a request by header but its body.
  func seed(
    _ received: ReceivedParts, at now: Timestamp, trace: TraceRecorder?
  ) throws(Rejection) -> (claim: ClaimedSignature, payloadHash: [UInt8]) {
    let claim = try ClaimedSignature(headers: received.request.headers)
    try checkScope(claim)
    guard abs(claim.time.seconds - now.seconds) <= Self.longestSkew else {
      throw Rejection(
        .requestTimeTooSkewed, status: 403, field: "x-amz-date",
        "the request's time and the receiver's are more than \(Self.longestSkew / 60) minutes apart")
    }
    let stated = received.header("x-amz-content-sha256")
    guard stated != nil || !isS3 else {
      throw Rejection(.invalidRequest, status: 400, field: "x-amz-content-sha256", "the header is required")
    }
    let payloadHash = stated?.bytes ?? hash(received.request.body)
    try check(received, claim, payloadHash: payloadHash, trace: trace)
    return (claim, payloadHash)
  }

  /// Region, service and day (SIG-153).
  private func checkScope(_ claim: ClaimedSignature) throws(Rejection) {
    if let region = claim.scope.region, region != self.region {
      throw claim.malformed("X-Amz-Credential", "the region \(region) is wrong; expecting \(self.region)")
    }
    if claim.scope.service != service {
      throw claim.malformed("X-Amz-Credential", "the service \(claim.scope.service) is wrong; expecting \(service)")
    }
    if claim.scope.day != claim.time.day {
      throw claim.malformed("X-Amz-Credential", "the credential's date is not that of X-Amz-Date")
    }
    if claim.algorithm == .v4a {
      guard let set = claim.regionSet, RegionSet(set).contains(region) else {
        throw claim.malformed("X-Amz-Region-Set", "the region set does not hold \(region)")
      }
    }
  }

  /// Unsigned headers, the key, the token, and at last the signature.
  private func check(
    _ received: ReceivedParts, _ claim: ClaimedSignature, payloadHash: [UInt8], trace: TraceRecorder?
  ) throws(Rejection) {
    guard claim.signedHeaders.contains("host") else {
      throw .accessDenied("host", "the host header is not signed")
    }
    for header in received.request.headers {
      let name = header.name.lowercased
      if name.hasPrefix("x-amz-"), !claim.signedHeaders.contains(name) {
        throw .accessDenied(name.string, "there were headers present in the request which were not signed")
      }
    }
    guard let known = credentials.first(where: { $0.accessKeyID == claim.accessKeyID }) else {
      throw .unknownAccessKey("X-Amz-Credential")
    }
    try check(token: claim.token, of: known, field: "X-Amz-Security-Token")
    let texts = received.texts(
      for: claim, rule: .init(service: service, normalizesPath: true), payloadHash: payloadHash)
    trace?.record("canonicalRequest", texts.canonicalRequest)
    trace?.record("stringToSign", texts.stringToSign)
    guard claim.signedHeaders.allSatisfy({ received.header($0) != nil }) else {
      throw .signature("X-Amz-SignedHeaders", "a signed header is missing from the request")
    }
    let key = SignatureKey(claim, credentials: known)
    guard key.verifies(claim.signature, of: texts.stringToSign.bytes) else { throw .signature("X-Amz-Signature") }
  }

  func check(token: Text?, of known: Credentials, field: String) throws(Rejection) {
    let isRight =
      switch (token, known.sessionToken) {
      case (nil, nil): true
      case (let token?, let own?): own.withBytes { ConstantTime.equal($0, token.bytes) }
      default: false
      }
    if !isRight { throw .invalidToken(field) }
  }

  private func hash(_ body: Text) -> [UInt8] { Hexadecimal.encode(SHA256.digest(of: body.bytes)) }
}

extension SignatureKey {
  /// The key that a claim should have been signed with.
  package init(_ claim: ClaimedSignature, credentials: Credentials) {
    self =
      switch claim.scope.region {
      case let region?:
        .symmetric(
          SigningKeyCache.shared.key(
            secret: credentials.secretAccessKey, day: claim.scope.day, region: region, service: claim.scope.service))
      case nil: .asymmetric(ECDSAKey(deriving: credentials))
      }
  }
}

/// The regions that a SigV4a signature counts in: names, or patterns with '*' at the end.
struct RegionSet {
  private let patterns: [Text]

  init(_ text: Text) { patterns = text.split(at: UInt8(ascii: ",")).map(\.trimmed) }

  func contains(_ region: Text) -> Bool {
    patterns.contains { pattern in
      if pattern.bytes.last == UInt8(ascii: "*") { return region.bytes.starts(with: pattern.bytes.dropLast()) }
      return pattern == region
    }
  }
}
