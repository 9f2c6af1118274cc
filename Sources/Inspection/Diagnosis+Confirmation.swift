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
        "Paste the signer's canonical request and S3's response of the same request: the times of these two differ."
    }
    let isMismatch = known.code == "SignatureDoesNotMatch"
    if let code = known.code, !isMismatch {
      // Another answer of S3 says by itself what is wrong, or that the signature is not.
      guard findings.contains(where: { $0.certainty == .likely }), !code.isEmpty else { return nil }
      return known.hasRequest ? nil : Self.nextRequest
    }
    if has(.canonicalRequestsEqual) {
      if !known.hasOwnStringToSign {
        return "Paste the signer's own string to sign: it shows the time, the scope and the hash."
      }
      return known.hasSecret ? nil : "Give the secret: with it, the signature itself is checked."
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
      return "Paste the headers that were sent, with those that are signed: \(Self.listed(openHeaders))."
    }
    if isBodyOpen { return "Give the body that was sent: its hash is signed." }
    if known.code == nil { return isSignatureRight == true && hasFault ? nil : Self.nextResponse }
    if !known.hasOwnText {
      return "Paste the signer's own canonical request, from the SDK's debug log: it shows what was signed."
    }
    return known.hasSecret ? nil : "Give the secret: with it, the signature itself is checked."
  }

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
      "The Host that S3 received: its CanonicalRequest or the server's log shows it."
    case .headerChanged, .headerNotSent, .headerValueRewritten, .userAgentSigned:
      "The headers as S3 received them: its CanonicalRequest or the browser's network log shows them."
    case .regionWrong, .serviceWrong, .bucketRedirect, .formUrlRegion:
      "S3's response: it names the region that it expects."
    case .keyCachedWithoutSecret, .secretOfTheStoreOther, .accessKeyOther, .accessKeyUnknown:
      "Signing the same request with the secret that the server has for this access key."
    case .tokenMissing, .tokenHeaderMissing, .tokenOther, .tokenExpired:
      "The signer's credentials: an access key `ASIA…` has a session token, and both are from one response."
        .withoutCodeSpans
    case .weekYearDates, .buddhistYears, .twelveHourClock, .localTimestamps, .clockSkewed, .notYetValid:
      "The signer's clock, compared with the Date header of a response."
    case .notSigned: "The headers that were sent: a request may be signed in Authorization."
    case .pathPrefixStripped: "The path that the server received, from its log."
    case .rightButRejected: "The request as the server received it, from its log."
    case .bodyChanged, .contentSha256Missing, .emptyBodyUnhashed:
      "The body and x-amz-content-sha256 as they were sent."
    case .unexplained: "The signer's own canonical request, compared with S3's."
    default: "The complete request and S3's response to it."
    }
  }
}
