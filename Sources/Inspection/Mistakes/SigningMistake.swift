import ReferenceImpl
import VideoSpec

/// A known mistake of signers, as a change to a draft of the signature.
///
/// ``SignatureSearch`` applies mistakes to drafts until one produces the signature that was sent.
struct SigningMistake {
  /// The part of the calculation that a mistake changes. Two mistakes of the same stage are not combined.
  enum Stage: Int {
    case method, path, query, headers, payload, stringToSign, key
  }

  let code: CauseCode
  let stage: Stage
  /// What was signed instead, such as the method or the region, if the cause does not say so already.
  var detail: String?
  /// Whether the search also combines it with a second mistake.
  var isPaired = true
  let apply: (inout SignatureDraft, inout SigningKeyDraft) -> Void

  init(
    _ code: CauseCode, _ stage: Stage, detail: String? = nil, isPaired: Bool = true,
    _ apply: @escaping (inout SignatureDraft, inout SigningKeyDraft) -> Void
  ) {
    self.code = code
    self.stage = stage
    self.detail = detail
    self.isPaired = isPaired
    self.apply = apply
  }

  /// All mistakes that are possible for a request, the likelier ones first.
  static func all(
    for parts: RequestParts, _ claim: SignatureClaim, credentials: Credentials?, intention: Intention
  ) -> [SigningMistake] {
    methods(parts) + hosts(parts, claim, intention) + addressingStyles(parts, claim, intention)
      + pathsChangedAfterSigning(parts, key: intention.key) + paths(parts, key: intention.key)
      + queries(parts, claim, credentials, intention) + textEncodings(parts) + headers(parts, claim)
      + headersNotSent(parts, claim, intention.clues)
      + payloads(parts, claim)
      + stringsToSign + keys(claim) + earlierDates(parts, claim)
  }

  private static func methods(_ parts: RequestParts) -> [SigningMistake] {
    let others = ["GET", "PUT", "POST", "HEAD", "DELETE"] as [Text]
    return others.filter { $0 != parts.method }.map { method in
      SigningMistake(.methodOther, .method, detail: "signed for \(method), sent as \(parts.method ?? "?")") {
        draft, _ in
        draft.method = method
      }
    }
  }
}
