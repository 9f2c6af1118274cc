public import AdapterProtocol
import Inspection
import ReferenceImpl
public import VideoSpec

/// Recomputes signatures for the judge.
public struct ReferenceOracle: SignatureOracle {
  public init() {}

  public func sha256(_ bytes: [UInt8]) -> [UInt8] { SHA256.digest(of: bytes).bytes }

  public func examine(_ request: ReceivedRequest, for input: SigningInput) throws(Rejection) -> SignatureExamination {
    let received = ReceivedParts(request)
    let isByHeader = received.header("authorization") != nil
    let claim =
      isByHeader ? try ClaimedSignature(headers: request.headers) : try ClaimedSignature(query: received.query)
    let payloadHash = payloadHash(received, isByHeader: isByHeader, input)
    let texts = received.texts(
      for: claim, rule: .init(service: input.service, normalizesPath: input.normalizesPath), payloadHash: payloadHash,
      signsToken: input.signsSessionToken)
    let isComplete = received.hasAllSignedHeaders(of: claim)
    let key = SignatureKey(claim, credentials: input.credentials)
    return SignatureExamination(
      algorithm: Text(claim.algorithm.rawValue), accessKeyID: claim.accessKeyID, scope: claim.scope.text,
      date: claim.time.basic, signedHeaders: claim.signedHeaders, payloadHash: Text(bytes: payloadHash),
      canonicalRequest: texts.canonicalRequest, stringToSign: texts.stringToSign, signature: claim.signature,
      isGood: isComplete && key.verifies(claim.signature, of: texts.stringToSign.bytes))
  }

  public func mistake(
    in request: ReceivedRequest, for input: SigningInput, suspecting suspect: RequirementID
  ) -> ExplainedMistake? {
    // The known mistakes are those of signers for S3.
    guard input.isS3, input.algorithm == .v4 else { return nil }
    var intention = Intention()
    if case .object(let bucket, let key, let addressing, let query) = input.request.target {
      intention = Intention(
        bucket: bucket, key: key, endpoint: input.request.endpoint, addressing: addressing, query: query)
    }
    let inspector = Inspector(credentials: input.credentials, region: input.region, intention: intention)
    let host = request.headers.first { $0.name.equalsIgnoringCase("host") }?.value
    let inspected = InspectedRequest(
      method: request.method, url: input.request.endpoint.origin(of: host) + request.target, headers: request.headers,
      body: request.body)
    return inspector.mistake(in: inspected, suspecting: suspect).map { cause, detail in
      ExplainedMistake(rule: cause.requirement, summary: cause.plainSummary + (detail.map { " (\($0))" } ?? ""))
    }
  }

  public func examine(
    form fields: [HeaderField], credentials: Credentials, region: Text, service: Text
  ) throws(Rejection) {
    _ = try Verifier(credentials: [credentials], region: region, service: service).verifyFormSignature(in: fields)
  }

  /// What a receiver takes as the last line of the canonical request.
  private func payloadHash(_ received: ReceivedParts, isByHeader: Bool, _ input: SigningInput) -> [UInt8] {
    if isByHeader, let stated = received.header("x-amz-content-sha256") { return stated.bytes }
    switch input.request.payload {
    case .body(let body) where isByHeader || !input.isS3: return Hexadecimal.encode(SHA256.digest(of: body.bytes))
    default: return PayloadHash.unsigned
    }
  }
}

extension Endpoint {
  /// The scheme of this endpoint with the host that a request was sent to.
  fileprivate func origin(of host: Text?) -> Text { Text("\(scheme.rawValue)://") + (host ?? authority) }
}
