import Inspection
import VideoSpec

/// Finds the cause of a refusal, as `video-spec inspect` does, without searching for the signer's mistake.
struct Explanation {
  let service: S3Service

  /// Returns the refusal with its cause, if the inspector finds one with certainty or nearly so.
  func explained(_ refusal: S3Refusal, _ pending: PendingRequest) -> S3Refusal {
    guard refusal.cause == nil, let check = refusal.check, check.concernsSignature else { return refusal }
    let configuration = service.configuration
    let key = pending.claimedAccessKeyID
    var inspector = Inspector(
      credentials: configuration.credentials.first { $0.accessKeyID == key }, region: configuration.region,
      now: pending.time)
    inspector.search = .none
    let request = InspectedRequest(
      received: pending.received.method, target: pending.received.target, headers: pending.received.headers,
      isSecure: pending.isSecure)
    guard let diagnosis = inspector.inspect(request),
      let finding = diagnosis.findings.first(where: { $0.certainty > .remark && $0.cause.code != .unexplained })
    else { return refusal }
    var explained = refusal
    explained.cause = finding.cause.code
    explained.explanation = finding.cause.plainSummary + (finding.detail.map { " (\($0))" } ?? "")
    return explained
  }
}

extension EndpointCheck {
  /// Whether the check is one of the signature in a request's head, which the inspector knows more about.
  var concernsSignature: Bool {
    switch self {
    case .signed, .oneMechanism, .signatureVersion, .authorizationForm, .authorizationAlgorithm, .queryParameters,
      .expiryRange,
      .credentialScope, .region, .service, .scopeDate, .regionSet, .requestDate, .clockSkew, .urlExpiry,
      .urlNotYetValid, .hostSigned, .amazonHeadersSigned, .signedHeadersPresent, .accessKey, .tokenPresent, .token,
      .tokenExpiry, .signature, .payloadHashPresent, .payloadHashForm:
      true
    default: false
    }
  }
}

extension PendingRequest {
  /// The access key that the request names, whoever signed it.
  fileprivate var claimedAccessKeyID: Text? {
    VerificationEvidence.claimedAccessKeyID(of: received)
  }
}
