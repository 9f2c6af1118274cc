import ReferenceImpl
import VideoSpec

/// Looks for what a signer did, by doing what signers do wrong until the result is the one at hand.
struct SignatureSearch {
  /// What is known of the signer's own.
  enum Target {
    case signature(SignatureShape, Credentials)
    /// The signer's canonical request, of its log.
    case canonicalRequest([UInt8])
    /// The signer's string to sign.
    case stringToSign([UInt8])
  }

  struct Match {
    /// None: the signature is right.
    var pitfalls: [Pitfall]
    var method: Text
    var draft: SignatureDraft
    var key: DraftKey
  }

  struct Outcome {
    /// Nil where nothing explains it.
    var match: Match?
    /// Whether all that is known was tried, or too much for it was given.
    var isWhole: Bool
  }

  let parts: RequestParts
  let claim: LooseClaim
  let target: Target
  private let pitfalls: [Pitfall]
  private let methods: [Text]

  init(_ parts: RequestParts, _ claim: LooseClaim, target: Target, meant: Intention = Intention()) {
    self.parts = parts
    self.claim = claim
    self.target = target
    var credentials: Credentials?
    if case .signature(_, let known) = target { credentials = known }
    // Without a secret no key can be tried.
    pitfalls = Pitfall.all(for: parts, claim, knowing: credentials, meant: meant).filter {
      credentials != nil || $0.stage != .key
    }
    methods = parts.method.map { [$0] } ?? ["PUT", "GET", "POST", "HEAD", "DELETE"]
  }

  /// Looks for the pitfalls that explain what is at hand: none, one or two of them.
  func run() -> Outcome {
    var work = Work(budget: Self.budget, query: draft().canonicalQuery)
    return Outcome(match: find(&work), isWhole: work.budget > 0)
  }

  private func find(_ work: inout Work) -> Match? {
    for method in methods {
      if let match = attempt([], method, &work) { return match }
    }
    for method in methods {
      for index in pitfalls.indices {
        if parts.method == nil, pitfalls[index].stage == .method { continue }
        if let match = attempt([index], method, &work) { return match }
        if work.budget <= 0 { return nil }
      }
    }
    // Two mistakes at once: of the common ones, as there are many pairs.
    let common = pitfalls.indices.filter { pitfalls[$0].isPaired && Self.common.contains(pitfalls[$0].code) }
    for method in methods.prefix(2) {
      for (place, first) in common.enumerated() {
        for second in common[(place + 1)...] where pitfalls[second].stage != pitfalls[first].stage {
          if parts.method == nil, pitfalls[first].stage == .method || pitfalls[second].stage == .method { continue }
          if let match = attempt([first, second], method, &work) { return match }
          if work.budget <= 0 { return nil }
        }
      }
    }
    return nil
  }

  private static let common: Set<String> = [
    "method-other", "host-changed", "default-port-kept", "port-dropped", "path-encoded-twice", "path-as-sent",
    "path-encoded-on-the-way", "path-unencoded", "marks-raw", "path-delimiters-raw", "space-in-path-as-plus",
    "bucket-in-signed-path",
    "query-unsorted", "slash-in-query-raw", "credential-slash-raw", "request-parameters-unsigned", "token-missing",
    "token-added-after-signing", "presigned-with-body-hash", "secret-padded", "secret-url-encoded",
    "secret-url-decoded", "secret-json-escaped",
    "header-changed", "header-not-sent",
  ]

  /// What the receiver computes.
  func draft(method: Text? = nil) -> SignatureDraft { SignatureDraft(parts, claim, method: method ?? methods[0]) }

  private func attempt(_ indices: [Int], _ method: Text, _ work: inout Work) -> Match? {
    // A mistake with the key leaves what is signed as it is.
    let drafting = indices.filter { pitfalls[$0].stage != .key }
    if work.drafting != drafting || work.method != method { draft(drafting, method, &work) }
    guard let draft = work.draft else { return nil }
    var key = DraftKey(claim)
    var copy = draft
    for index in indices where pitfalls[index].stage == .key { pitfalls[index].apply(&copy, &key) }
    let isIt: Bool
    switch target {
    case .canonicalRequest(let own), .stringToSign(let own): isIt = work.text == own
    case .signature(let signature, let credentials):
      let hash = work.key(key, credentials.secretAccessKey)
      isIt = signature.fits(Hexadecimal.encode(hash.authenticate(work.text, using: work.digests)))
      work.budget -= Self.costOfKey
    }
    return isIt ? Match(pitfalls: indices.map { pitfalls[$0] }, method: method, draft: draft, key: key) : nil
  }

  /// Makes what is signed.
  private func draft(_ indices: [Int], _ method: Text, _ work: inout Work) {
    var draft = SignatureDraft(parts, claim, method: method)
    var key = DraftKey(claim)
    for index in indices { pitfalls[index].apply(&draft, &key) }
    let isMade = draft.hasReceiversQuery
    let request = draft.canonicalRequest(query: isMade ? work.query : draft.canonicalQuery)
    if case .canonicalRequest = target { work.text = request } else { work.text = draft.stringToSign(request) }
    (work.drafting, work.method, work.draft) = (indices, method, draft)
    work.budget -= Self.costOfDraft + Self.costOfPair * claim.signedHeaders.count + request.count
    if !isMade { work.budget -= Self.costOfEncoding * request.count + Self.costOfPair * draft.query.count }
  }

  // MARK: Bounds

  // In bytes hashed, so that it ends alike on every machine: about half a second.
  private static let budget = 150_000_000
  private static let costOfDraft = 2000
  private static let costOfKey = 500
  private static let costOfEncoding = 2
  private static let costOfPair = 550
}

/// What a search has at hand.
private struct Work {
  var budget: Int
  /// The receiver's.
  let query: [UInt8]
  let digests = DigestContext()
  var keys: [DraftKey: HMACKey] = [:]
  /// The draft made last, and what is signed of it.
  var drafting: [Int] = []
  var method: Text?
  var draft: SignatureDraft?
  var text: [UInt8] = []

  init(budget: Int, query: [UInt8]) {
    self.budget = budget
    self.query = query
  }

  /// Derived keys, each derived once.
  mutating func key(_ key: DraftKey, _ secret: Secret) -> HMACKey {
    if let known = keys[key] { return known }
    let derived = key.derive(secret)
    keys[key] = derived
    return derived
  }
}
