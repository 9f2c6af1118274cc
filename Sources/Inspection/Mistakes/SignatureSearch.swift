import ReferenceImpl
import VideoSpec

/// How long an ``Inspector`` searches for the mistake that explains a wrong signature.
///
/// The signature as it is is always checked. The bounds are counted in hashed bytes, so every machine finds the same.
public enum SearchEffort: Sendable {
  /// No search: the signature is only checked, and everything that is visible in the request.
  case none
  /// Each known mistake alone, for at most about 20 milliseconds.
  case brief
  /// Each known mistake and pairs of common ones, for at most about half a second.
  case full

  /// The part of the whole budget.
  fileprivate var divisor: Int { self == .full ? 1 : 30 }
}

/// Searches known signing mistakes for one, or a pair, that reproduces a signature.
///
/// Each attempt applies mistakes to a ``SignatureDraft`` and a ``SigningKeyDraft`` and compares the result with what the signer produced.
struct SignatureSearch {
  /// What is known of the signer's output.
  enum Target {
    case signature(SignatureFormat, Credentials)
    /// The signer's canonical request, from its log.
    case canonicalRequest([UInt8])
    /// The signer's string to sign, from its log.
    case stringToSign([UInt8])
    /// The hash of the signer's canonical request, in hexadecimal.
    case requestHash([UInt8])
  }

  struct Match {
    /// Empty if the signature is right.
    var mistakes: [SigningMistake]
    var method: Text
    var draft: SignatureDraft
    var key: SigningKeyDraft
  }

  struct Outcome {
    /// Nil if no known mistake explains the signature.
    var match: Match?
    /// Whether every known mistake was tried. Long inputs use up the budget before that.
    var isComplete: Bool
  }

  let parts: RequestParts
  let claim: SignatureClaim
  let target: Target
  private let mistakes: [SigningMistake]
  private let methods: [Text]

  init(
    _ parts: RequestParts, _ claim: SignatureClaim, target: Target, intention: Intention,
    suspecting suspect: RequirementID? = nil, effort: SearchEffort = .full
  ) {
    self.parts = parts
    self.claim = claim
    self.target = target
    var credentials: Credentials?
    if case .signature(_, let known) = target { credentials = known }
    // Without the secret, mistakes with the key cannot be tried.
    let mistakes =
      effort == .none
      ? []
      : SigningMistake.all(for: parts, claim, credentials: credentials, intention: intention).filter {
        credentials != nil || $0.stage != .key
      }
    // Different mistakes can lead to the same signature.
    self.mistakes =
      mistakes.filter { $0.code.cause.requirement == suspect }
      + mistakes.filter { $0.code.cause.requirement != suspect }
    methods = parts.method.map { [$0] } ?? ["PUT", "GET", "POST", "HEAD", "DELETE"]
  }

  /// Checks the signature as it is, and searches for mistakes as long as the effort allows.
  func run(_ effort: SearchEffort) -> Outcome {
    var state = SearchState(budget: Self.budget / effort.divisor, query: draft().canonicalQuery)
    let match: Match? =
      switch effort {
      case .none: findNone(&state)
      case .brief: findOne(&state)
      case .full: find(&state)
      }
    return Outcome(match: match, isComplete: effort == .full && state.budget > 0)
  }

  private func find(_ state: inout SearchState) -> Match? {
    if let match = findOne(&state) { return match }
    return state.budget <= 0 ? nil : findTwo(&state)
  }

  private func findNone(_ state: inout SearchState) -> Match? {
    for method in methods {
      if let match = attempt([], method, &state) { return match }
    }
    return nil
  }

  private func findOne(_ state: inout SearchState) -> Match? {
    if let match = findNone(&state) { return match }
    for method in methods {
      for index in mistakes.indices {
        if parts.method == nil, mistakes[index].stage == .method { continue }
        if let match = attempt([index], method, &state) { return match }
        if state.budget <= 0 { return nil }
      }
    }
    return nil
  }

  /// Tries two mistakes at once, but only common ones, because there are many pairs.
  private func findTwo(_ state: inout SearchState) -> Match? {
    let common = mistakes.indices.filter { mistakes[$0].isPaired && Self.common.contains(mistakes[$0].code) }
    for method in methods.prefix(2) {
      for (place, first) in common.enumerated() {
        for second in common[(place + 1)...] where mistakes[second].stage != mistakes[first].stage {
          if parts.method == nil, mistakes[first].stage == .method || mistakes[second].stage == .method { continue }
          if let match = attempt([first, second], method, &state) { return match }
          if state.budget <= 0 { return nil }
        }
      }
    }
    return nil
  }

  private static let common: Set<CauseCode> = [
    .methodOther, .hostChanged, .defaultPortKept, .portDropped, .pathEncodedTwice, .pathAsSent,
    .pathEncodedOnTheWay, .pathUnencoded, .marksRaw, .pathDelimitersRaw, .spaceInPathAsPlus,
    .bucketInSignedPath,
    .queryUnsorted, .slashInQueryRaw, .credentialSlashRaw, .signedHeadersSeparatorRaw, .requestParametersUnsigned,
    .tokenMissing,
    .tokenAddedAfterSigning, .presignedWithBodyHash, .secretPadded, .secretUrlEncoded,
    .secretUrlDecoded, .secretJsonEscaped,
    .headerChanged, .headerNotSent,
  ]

  /// What the receiver computes.
  func draft(method: Text? = nil) -> SignatureDraft { SignatureDraft(parts, claim, method: method ?? methods[0]) }

  private func attempt(_ indices: [Int], _ method: Text, _ state: inout SearchState) -> Match? {
    // Mistakes with the key do not change what is signed.
    let drafting = indices.filter { mistakes[$0].stage != .key }
    if state.drafting != drafting || state.method != method { draft(drafting, method, &state) }
    guard let draft = state.draft else { return nil }
    var key = SigningKeyDraft(claim)
    var copy = draft
    for index in indices where mistakes[index].stage == .key { mistakes[index].apply(&copy, &key) }
    let isMatch: Bool
    switch target {
    case .canonicalRequest(let own), .stringToSign(let own): isMatch = state.text == own
    case .requestHash(let hash): isMatch = Hexadecimal.encode(SHA256.digest(of: state.text)) == hash
    case .signature(let signature, let credentials):
      let hash = state.key(key, credentials.secretAccessKey)
      isMatch = signature.matches(Hexadecimal.encode(hash.authenticate(state.text, using: state.digests)))
      state.budget -= Self.costOfKey
    }
    return isMatch ? Match(mistakes: indices.map { mistakes[$0] }, method: method, draft: draft, key: key) : nil
  }

  /// Computes what is signed.
  private func draft(_ indices: [Int], _ method: Text, _ state: inout SearchState) {
    var draft = SignatureDraft(parts, claim, method: method)
    var key = SigningKeyDraft(claim)
    for index in indices { mistakes[index].apply(&draft, &key) }
    let isQueryKnown = draft.hasReceiversQuery
    let request = draft.canonicalRequest(query: isQueryKnown ? state.query : draft.canonicalQuery)
    switch target {
    case .canonicalRequest, .requestHash: state.text = request
    case .signature, .stringToSign: state.text = draft.stringToSign(request)
    }
    (state.drafting, state.method, state.draft) = (indices, method, draft)
    state.budget -= Self.costOfDraft + Self.costOfPair * claim.signedHeaders.count + request.count
    if !isQueryKnown { state.budget -= Self.costOfEncoding * request.count + Self.costOfPair * draft.query.count }
  }

  // MARK: Bounds

  // In hashed bytes, so that the search ends at the same point on every machine: after about half a second.
  private static let budget = 150_000_000
  private static let costOfDraft = 2000
  private static let costOfKey = 500
  private static let costOfEncoding = 2
  private static let costOfPair = 550
}

/// The state of a search: the remaining budget, and results to reuse.
private struct SearchState {
  var budget: Int
  /// The receiver's canonical query.
  let query: [UInt8]
  let digests = DigestContext()
  var keys: [SigningKeyDraft: HMACKey] = [:]
  /// The mistakes, the method, the draft and the signed text of the latest draft.
  var drafting: [Int] = []
  var method: Text?
  var draft: SignatureDraft?
  var text: [UInt8] = []

  init(budget: Int, query: [UInt8]) {
    self.budget = budget
    self.query = query
  }

  /// The derived key, cached.
  mutating func key(_ key: SigningKeyDraft, _ secret: Secret) -> HMACKey {
    if let known = keys[key] { return known }
    let derived = key.derive(secret)
    keys[key] = derived
    return derived
  }
}
