import ReferenceImpl
import VideoSpec

// S3's answer as evidence about the request: what it states is not contradicted by what the request alone suggests.

extension Inspector {
  /// Adds what follows if S3 says SignatureDoesNotMatch and neither its canonical request nor the request explains it.
  func explainMismatch(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) {
    if diagnosis.isSignatureRight == true, !diagnosis.findings.contains(where: { $0.certainty == .certain }) {
      // The signature is right for what was given, so something else was received, or the server's secret is another one.
      diagnosis.findings.removeAll { $0.cause.code == .unexplained || $0.cause.code == .keyCachedWithoutSecret }
      addReceived(error, request, &diagnosis)
      if !diagnosis.findings.contains(where: { $0.certainty == .certain }) { addProxy(request, &diagnosis) }
      if !diagnosis.hasFault || !diagnosis.findings.contains(where: { $0.certainty == .certain }) {
        let resource = error["Resource"].map { "S3 names the resource \($0.trimmed)" }
        diagnosis.add(.rightButRejected, .likely, resource)
      }
      return
    }
    let isOpen = !diagnosis.findings.contains { $0.certainty == .certain }
    if isOpen, addSuspicions(error, request, &diagnosis) {
      diagnosis.findings.removeAll { $0.cause.code == .unexplained || $0.cause.code == .keyCachedWithoutSecret }
    }
    // S3 did not receive what makes the signature right.
    for index in diagnosis.findings.indices
    where diagnosis.findings[index].cause.code == .headerNotSent && diagnosis.findings[index].certainty == .remark {
      diagnosis.findings[index].certainty = .likely
    }
    guard !diagnosis.hasFault else { return addReceived(error, request, &diagnosis) }
    addReceived(error, request, &diagnosis)
    if !diagnosis.hasFault {
      diagnosis.isSignatureRight = diagnosis.isUnsigned || request == nil ? diagnosis.isSignatureRight : false
      // Before the secret: a client or a proxy may have changed what was signed.
      if let received = (error.received ?? request).flatMap(RequestParts.init), let claim = SignatureClaim(received) {
        diagnosis.suspect(openHeaders(received, claim).filter { !$0.hasPrefix("amz-sdk-") }, of: received)
      }
      diagnosis.add(.unexplained, .likely)
    }
  }

  /// Adds the differences between the given request and what the response says of the received one.
  private func addReceived(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) {
    guard let request, let parts = RequestParts(request.repaired) else { return }
    // The signature proves what was signed; without it, the URL may be the received one.
    let certainty: Diagnosis.Certainty = diagnosis.isSignatureRight == true ? .certain : .likely
    if let host = error["Host"]?.trimmed, !host.isEmpty, host.lowercased != parts.host.lowercased,
      host.contains(".") || host.contains(":")
    {
      diagnosis.add(.hostChanged, certainty, "signed for \(parts.host), received as \(host)")
    }
    guard let resource = error["Resource"]?.trimmed, error.canonicalRequest == nil else { return }
    let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
    let received = PercentEncoding.decode(resource)
    // Resource has the bucket in front even if the URL has it in the host.
    guard received.bytes.count > 1, path.bytes.count > received.bytes.count,
      path.bytes.suffix(received.bytes.count).elementsEqual(received.bytes)
    else { return }
    let bucket = error["BucketName"]?.trimmed
    guard bucket == nil || received.hasPrefix("/" + bucket!) else { return }
    let prefix = Text(path.bytes.dropLast(received.bytes.count))
    diagnosis.add(
      .pathPrefixStripped, certainty,
      "the path was signed as \(Text(bytes: parts.path)), but S3 received \(resource): \(prefix) is missing")
  }
}

extension Diagnosis {
  /// Lowers the certainty of what the request alone suggests, if S3 answers it with another code than the received one.
  mutating func weigh(against code: Text) {
    guard !code.isEmpty else { return }
    for index in findings.indices where findings[index].certainty == .certain {
      let cause = findings[index].cause.code
      if isExplained, isSignatureRight == false, !cause.isAnsweredOtherwise(than: code) { continue }
      if cause.isAnsweredOtherwise(than: code) { findings[index].certainty = .likely }
    }
    // S3 has seen a signature, so the request that was given is not the whole one.
    if has(.notSigned), code != "AccessDenied" { findings.removeAll { $0.cause.code == .notSigned } }
  }
}

extension CauseCode {
  /// Whether S3 answers a request with this fault by another code.
  fileprivate func isAnsweredOtherwise(than code: Text) -> Bool {
    switch self {
    case .expired, .notYetValid, .hostUnsigned, .unsignedAmzHeader, .amzHeadersUnsigned, .policyExpired:
      code != "AccessDenied"
    case .clockSkewed: code != "RequestTimeTooSkewed" && code != "AccessDenied"
    case .localTimestamps: !["RequestTimeTooSkewed", "AccessDenied", "SignatureDoesNotMatch"].contains(code)
    case .tokenExpired: !["ExpiredToken", "TokenRefreshRequired", "InvalidToken"].contains(code)
    case .tokenMissing, .tokenHeaderMissing: !["InvalidAccessKeyId", "InvalidToken", "AccessDenied"].contains(code)
    case .expiresMalformed, .expiresInMilliseconds, .expiresAsTime, .parameterMissing, .credentialMalformed,
      .serviceWrong,
      .algorithmUnknown, .dateMalformed, .signedUrlEncodedAgain:
      ![
        "AuthorizationQueryParametersError", "AuthorizationHeaderMalformed", "InvalidArgument", "AccessDenied",
        "InvalidRequest",
      ].contains(code)
    case .regionWrong:
      ![
        "AuthorizationQueryParametersError", "AuthorizationHeaderMalformed", "InvalidArgument",
        "IllegalLocationConstraintException", "PermanentRedirect", "TemporaryRedirect", "InvalidRegionName",
      ].contains(code)
    case .contentSha256Missing: !["InvalidRequest", "MissingSecurityHeader"].contains(code)
    case .bucketNameInvalid: code != "InvalidBucketName"
    case .accessKeyUnknown: code != "InvalidAccessKeyId"
    case .bodyChanged: !["XAmzContentSHA256Mismatch", "SignatureDoesNotMatch", "BadDigest"].contains(code)
    default: false
    }
  }
}
