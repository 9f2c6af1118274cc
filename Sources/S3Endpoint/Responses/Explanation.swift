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
    if pending.isPresigned { refusal.rule = check.requirementOfPresigned }
    if clockOffset != 0, check.dependsOnClock {
      refusal.explanation =
        "a test has moved the endpoint's clock by \(clockOffset) seconds: \(refusal.explanation ?? refusal.rejection.message)"
      return refusal
    }
    if refusal.cause != nil { return refusal }
    if let form = refusal.form { return explained(refusal, form, pending) }
    guard check.concernsSignature else { return refusal }
    let configuration = service.configuration
    let key = pending.claimedAccessKeyID
    var inspector = Inspector(
      credentials: configuration.credentials.first { $0.accessKeyID == key }, region: configuration.region,
      now: pending.time)
    inspector.search = check == .signature ? configuration.search : .none
    let request = InspectedRequest(
      received: pending.received.method, target: pending.received.target, headers: pending.received.headers,
      isSecure: pending.isSecure)
    guard let diagnosis = inspector.inspect(request) else { return refusal }
    return refusal.explained(by: diagnosis)
  }

  /// Explains the refusal of a form.
  private func explained(_ refusal: S3Refusal, _ fields: [Field], _ pending: PendingRequest) -> S3Refusal {
    var refusal = refusal
    switch refusal.check {
    case .formSizeMinimum, .formSizeMaximum: refusal.cause = .fileSize
    case let check? where check.concernsForm:
      let configuration = service.configuration
      var form = InspectedForm(fields: fields, bucket: pending.address?.bucket)
      form.method = pending.received.method
      form.headers = pending.received.headers
      let key = form.accessKeyID
      var inspector = Inspector(
        credentials: configuration.credentials.first { $0.accessKeyID == key }, region: configuration.region,
        now: pending.time)
      inspector.search = check == .formSignature ? configuration.search : .none
      refusal = refusal.explained(by: inspector.inspect(form))
    default: break
    }
    return refusal
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

extension PendingRequest {
  /// The access key that the request names, whoever signed it.
  fileprivate var claimedAccessKeyID: Text? {
    VerificationEvidence.claimedAccessKeyID(of: received)
  }
}
