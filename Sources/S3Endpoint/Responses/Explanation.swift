import Inspection
import VideoSpec

/// Finds the cause of a refusal, as `video-spec inspect` does.
struct Explanation {
  let service: S3Service
  /// The seconds by which a test has moved the endpoint's clock.
  let clockOffset: Int

  /// Returns the refusal with its rule, and with its cause if one is found.
  ///
  /// For a wrong signature the inspector searches for the signer's mistake, for at most the time that the configuration allows. The diagnosis
  /// of the control plane searches to the end.
  func explained(_ refusal: S3Refusal, _ pending: PendingRequest) -> S3Refusal {
    guard let check = refusal.check else { return refusal }
    var refusal = refusal
    if pending.isPresigned, let rule = check.requirementOfPresigned { refusal.rule = rule }
    if clockOffset != 0, check.dependsOnClock {
      refusal.isOfMovedClock = true
      refusal.explanation =
        "a test has moved the endpoint's clock by \(clockOffset) seconds: \(refusal.explanation ?? refusal.rejection.message)"
      return refusal
    }
    if refusal.cause != nil { return refusal }
    if check == .formSizeMinimum || check == .formSizeMaximum {
      refusal.cause = .fileSize
      return refusal
    }
    let searches = check == .signature || check == .formSignature
    let diagnosis = Diagnosis(
      of: refusal, received: pending.received, isSecure: pending.isSecure, bucket: pending.address?.bucket,
      at: pending.time, service.configuration, effort: searches ? service.configuration.search : .none)
    return diagnosis.map(refusal.explained(by:)) ?? refusal
  }
}

extension Diagnosis {
  /// What the inspector finds in a refused request, or in the fields of a refused form; nil if it knows nothing about the refusal.
  ///
  /// - Parameter effort: How long to search for the signer's mistake.
  init?(
    of refusal: S3Refusal, received: ReceivedRequest, isSecure: Bool, bucket: Text?, at time: Timestamp,
    _ configuration: S3Configuration, effort: SearchEffort
  ) {
    guard refusal.isInspected, refusal.form != nil || refusal.check?.concernsSignature == true else { return nil }
    let form = refusal.form.map { fields in
      var form = InspectedForm(fields: fields, bucket: bucket)
      form.method = received.method
      form.headers = received.headers
      return form
    }
    let key = form?.accessKeyID ?? VerificationEvidence.claimedAccessKeyID(of: received)
    var inspector = Inspector(
      credentials: configuration.credentials.first { $0.accessKeyID == key }, region: configuration.region, now: time)
    inspector.search = effort
    let request = InspectedRequest(
      received: received.method, target: received.target, headers: received.headers, isSecure: isSecure)
    guard let diagnosis = form.map(inspector.inspect) ?? inspector.inspect(request) else { return nil }
    self = diagnosis
  }
}

extension S3Refusal {
  /// Returns the refusal with the finding that explains it, if there is one.
  fileprivate func explained(by diagnosis: Diagnosis) -> S3Refusal {
    guard let finding = diagnosis.reason(for: check) else { return self }
    var explained = self
    explained.cause = finding.cause.code
    explained.explanation = finding.sentence
    explained.difference = diagnosis.differenceSentence
    return explained
  }
}

extension EndpointCheck {
  /// The rule about presigned URLs, for a check that headers and URLs share; nil if there is none.
  fileprivate var requirementOfPresigned: RequirementID? {
    switch self {
    case .signature: "STO-016"
    case .amazonHeadersSigned: "STO-021"
    default: nil
    }
  }

  /// Whether the check compares a time of the request with the clock.
  fileprivate var dependsOnClock: Bool {
    switch self {
    case .clockSkew, .urlExpiry, .urlNotYetValid, .formPolicyExpiry: true
    default: false
    }
  }
}

extension Diagnosis {
  /// The finding that explains a refusal, or nil.
  ///
  /// For a wrong signature it is a proven mistake. A merely possible one, such as a header that somebody may have changed on the way, would
  /// hide the usual cause: another secret.
  func reason(for check: EndpointCheck?) -> Finding? {
    if let certain = findings.first(where: { $0.certainty == .certain }) { return certain }
    if check == .signature { return findings.first { $0.cause.code == .unexplained } }
    return findings.first { $0.certainty > .remark }
  }

  /// Where the text that was signed first differs from the one that the endpoint computes; nil if that is unknown.
  var differenceSentence: String? {
    guard let place = shownDivergence else { return nil }
    func shown(_ line: Text) -> String {
      let text = Printable(line, around: place.byte - 1).text
      return text.isEmpty ? "nothing" : "\"\(text)\""
    }
    return "line \(place.line) of the \(place.stepName) is \(shown(place.received)), and "
      + "\(shown(place.signed)) was signed (they differ from byte \(place.byte) on)"
  }
}

extension Diagnosis.Finding {
  /// What was found, in a sentence.
  var sentence: String {
    if cause.code == .unexplained {
      return "the signature does not match, and no known mistake explains it: the signer may have used another secret"
    }
    let summary = cause.plainSummary
    return detail.map { "\(summary.hasSuffix(".") ? String(summary.dropLast()) : summary): \($0)" } ?? summary
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
