import VideoSpec

/// What is known of a rejection: it decides what would confirm a likely finding, and what to paste next.
struct KnownOfRejection {
  var hasSecret: Bool
  var hasOwnText: Bool
  var hasOwnStringToSign: Bool
  var hasRequest: Bool
  var isForm: Bool
  /// The code of S3's response; nil without a response.
  var code: Text?
  var hasCanonicalRequest: Bool

  init(_ inspector: Inspector, hasRequest: Bool, isForm: Bool = false, error: ErrorResponse? = nil) {
    self.isForm = isForm
    hasSecret = inspector.credentials != nil
    hasOwnText = inspector.ownCanonicalRequest != nil
    hasOwnStringToSign = inspector.ownStringToSign != nil
    self.hasRequest = hasRequest
    code = error?.code
    hasCanonicalRequest = error?.canonicalRequest != nil
  }
}

extension Diagnosis {
  /// Says what would confirm each likely finding, and what to paste next.
  mutating func conclude(_ known: KnownOfRejection) {
    for index in findings.indices {
      if findings[index].certainty == .likely {
        findings[index].confirm = findings[index].confirm ?? findings[index].cause.code.confirmation
      } else {
        findings[index].confirm = nil
      }
    }
    next = nextThing(known)
  }

  private func nextThing(_ known: KnownOfRejection) -> String? {
    if let first = findings.first, first.certainty == .certain, first.cause.code != .canonicalRequestsEqual {
      return nil
    }
    if known.isForm { return Self.nextResponseToForm }
    if mayBeTwoRequests {
      return
        "Paste the signer's canonical request and S3's response for the same request: these two have different times."
    }
    let isMismatch = known.code == "SignatureDoesNotMatch"
    if let code = known.code, !isMismatch {
      // Any other response of S3 says what is wrong, or shows that the signature is right.
      guard findings.contains(where: { $0.certainty == .likely }), !code.isEmpty else { return nil }
      return known.hasRequest ? nil : Self.nextRequest
    }
    if has(.canonicalRequestsEqual) {
      if !known.hasOwnStringToSign {
        return "Paste the signer's own string to sign: it shows the time, the scope and the hash."
      }
      return known.hasSecret ? nil : Self.nextSecret
    }
    if isUnsigned, known.hasRequest, !known.hasCanonicalRequest, isMismatch || has(.notSigned) {
      return "Paste the Authorization header that was sent. You may shorten the signature in it."
    }
    if isMismatch, !known.hasRequest, !known.hasCanonicalRequest { return Self.nextRequest }
    if has(.rightButRejected) {
      return "Paste the request as the server received it, from its access log: method, path, Host and headers."
    }
    if has(.accessKeyOther), isSignatureRight == nil {
      return "Give the secret of the access key that the request names."
    }
    if findings.contains(where: { $0.cause.code == .headerNotSent && $0.certainty < .certain }), !openHeaders.isEmpty {
      return
        "Paste the headers that were sent. These are signed, but their values are not known: \(Self.listed(openHeaders))."
    }
    if isBodyOpen { return "Give the body that was sent, with --body: its hash is part of the signature." }
    if known.code == nil { return isSignatureRight == true && hasFault ? nil : Self.nextResponse }
    if !known.hasOwnText {
      return "Paste the signer's own canonical request, from the SDK's debug log: it shows what was signed."
    }
    return known.hasSecret ? nil : Self.nextSecret
  }

  private static let nextSecret =
    "Give the secret (AWS_SECRET_ACCESS_KEY or --aws-profile): only with it can the signature be checked."
  private static let nextRequest = "Paste the request that S3 rejected: its URL, method and headers."
  private static let nextResponse =
    "If S3 rejects this request, paste the XML of its response: it says why, and often shows what S3 computed."

  private static let nextResponseToForm =
    "If S3 rejects this form, paste the XML of its response: it names the condition or the field."

  private static func listed(_ names: [Text]) -> String {
    Redaction.shortened(Text(names.prefix(16).map(\.string).joined(separator: ", ")), limit: 300).string
  }
}

extension CauseCode {
  /// What would confirm this cause if it is only likely.
  fileprivate var confirmation: String {
    switch self {
    case .hostChanged, .defaultPortKept, .portDropped:
      "Look up the Host that S3 received: its CanonicalRequest or the server's log shows it."
    case .headerChanged, .headerNotSent, .headerValueRewritten, .userAgentSigned:
      "Compare the signed headers with those that S3 received: its CanonicalRequest or the browser's network log shows them."
    case .regionWrong, .serviceWrong, .bucketRedirect, .formUrlRegion:
      "Read S3's complete response: it usually names the expected region or service."
    case .keyCachedWithoutSecret, .secretOfTheStoreOther, .accessKeyOther, .accessKeyUnknown:
      "Sign the same request with the secret that the server has for this access key, and compare the signatures."
    case .tokenMissing, .tokenHeaderMissing, .tokenOther, .tokenExpired:
      "Check the signer's credentials: an access key ASIA… needs the session token that was issued with it."
    case .weekYearDates, .buddhistYears, .twelveHourClock, .localTimestamps, .clockSkewed, .notYetValid:
      "Compare the signer's clock with the Date header of a response."
    case .expired: "Compare X-Amz-Date plus X-Amz-Expires with the time at which the request was sent."
    case .notSigned: "Look at the headers that were sent: the signature may be in Authorization."
    case .pathPrefixStripped: "Look up the path that the server received, in its log."
    case .rightButRejected: "Look up the request as the server received it, in its log."
    case .bodyChanged, .contentSha256Missing, .emptyBodyUnhashed:
      "Compare the SHA-256 of the sent body with the x-amz-content-sha256 that was sent."
    case .unexplained: "Compare the signer's own canonical request with S3's."
    default: "Inspect the complete request together with S3's response to it."
    }
  }
}
