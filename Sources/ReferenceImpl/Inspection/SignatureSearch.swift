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

  /// The pitfalls that explain what is at hand: none, one or two of them. Nil where nothing does.
  func run() -> Match? {
    var cache = KeyCache()
    for method in methods {
      if let match = attempt([], method, &cache) { return match }
    }
    for method in methods {
      for pitfall in pitfalls {
        if parts.method == nil, pitfall.stage == .method { continue }
        if let match = attempt([pitfall], method, &cache) { return match }
      }
    }
    // Two mistakes at once: of the common ones, as there are many pairs.
    let common = pitfalls.filter { $0.isPaired && Self.common.contains($0.code) }
    for method in methods.prefix(2) {
      for (index, first) in common.enumerated() {
        for second in common[(index + 1)...] where second.stage != first.stage {
          if parts.method == nil, first.stage == .method || second.stage == .method { continue }
          if let match = attempt([first, second], method, &cache) { return match }
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
    "secret-url-decoded",
    "header-changed", "header-not-sent",
  ]

  /// What the receiver computes.
  func draft(method: Text? = nil) -> SignatureDraft { SignatureDraft(parts, claim, method: method ?? methods[0]) }

  private func attempt(_ pitfalls: [Pitfall], _ method: Text, _ cache: inout KeyCache) -> Match? {
    var draft = SignatureDraft(parts, claim, method: method)
    var key = DraftKey(claim)
    for pitfall in pitfalls { pitfall.apply(&draft, &key) }
    let request = draft.canonicalRequest
    let isIt: Bool
    switch target {
    case .canonicalRequest(let own): isIt = request == own
    case .stringToSign(let own): isIt = draft.stringToSign(request) == own
    case .signature(let signature, let credentials):
      let hash = cache.key(key, credentials.secretAccessKey)
      let computed = Hexadecimal.encode(hash.authenticate(draft.stringToSign(request), using: cache.digests))
      isIt = signature.fits(computed)
    }
    return isIt ? Match(pitfalls: pitfalls, method: method, draft: draft, key: key) : nil
  }
}

/// Derived keys, each derived once.
private struct KeyCache {
  var keys: [DraftKey: HMACKey] = [:]
  let digests = DigestContext()

  mutating func key(_ key: DraftKey, _ secret: Secret) -> HMACKey {
    if let known = keys[key] { return known }
    let derived = key.derive(secret)
    keys[key] = derived
    return derived
  }
}
