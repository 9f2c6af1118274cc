import ReferenceImpl
public import VideoSpec

/// Says why S3 rejects a request or a form, or would, from what somebody has in hand: no adapter, the secret optional.
public struct Inspector: Sendable {
  /// Those that should have signed; nil where nobody says.
  public var credentials: Credentials?
  /// The bucket's region, where it is known.
  public var region: Text?
  /// When the request is, or was, received; nil: the clock is not looked at.
  public var now: Timestamp?
  public var intention: Intention
  /// The signer's own canonical request or string to sign, of its log.
  public var ownCanonicalRequest: Text?
  public var ownStringToSign: Text?

  public init(
    credentials: Credentials? = nil, region: Text? = nil, now: Timestamp? = nil, intention: Intention = Intention()
  ) {
    self.credentials = credentials
    self.region = region
    self.now = now
    self.intention = intention
  }

  /// Why a signed request is rejected, its URL taken as it is.
  func inspectAsIs(_ request: InspectedRequest) -> Diagnosis? {
    guard let parts = RequestParts(request) else { return nil }
    var diagnosis = Diagnosis()
    diagnosis.subject = Shortened.url(request.url)
    guard let claim = LooseClaim(parts) else {
      if parts.hasFragment, request.url.contains("X-Amz-") {
        diagnosis.add("key-separators-raw", .certain, "what follows the '#' is never sent")
        diagnosis.fill(Self.requestRules) { _ in (.cannotTell, "the URL is cut off") }
        return diagnosis
      }
      diagnosis.add(Self.unclaimed(parts))
      diagnosis.fill(Self.requestRules) { _ in (.cannotTell, "it is not signed with version 4") }
      return diagnosis
    }
    var structure = Structure(parts, claim, inspector: self, diagnosis: diagnosis)
    structure.examine()
    diagnosis = structure.diagnosis
    search(parts, claim, &diagnosis)
    diagnosis.order()
    let isRight = diagnosis.isSignatureRight
    let isExplained = diagnosis.isExplained
    diagnosis.fill(claim.place == .query ? Self.urlRules : Self.headerRules) { id in
      if let reason = structure.untold[id] ?? untold(id, parts) { return (.cannotTell, reason) }
      if Self.structuralRules.contains(id) { return (.holds, nil) }
      if isExplained { return (.holds, nil) }
      return (.cannotTell, isRight == nil ? "the secret was not given" : "the signature is not explained")
    }
    return diagnosis
  }

  /// The cause where there is no signature of version 4.
  private static func unclaimed(_ parts: RequestParts) -> String {
    let names = Set(parts.query.map(\.decodedName))
    if names.contains("Key-Pair-Id") { return "cloudfront-url" }
    if names.contains("GoogleAccessId") || names.contains(where: { $0.hasPrefix("X-Goog-") }) { return "google-url" }
    if names.contains("sig"), names.contains("sv") || names.contains("se") { return "azure-url" }
    if names.contains("AWSAccessKeyId") || names.contains("Signature")
      || parts.header("authorization")?.hasPrefix("AWS ") == true
    {
      return "sigv2"
    }
    return names.contains("X-Amz-Credential") ? "parameter-missing" : "not-signed"
  }

  /// Holds the signature against what the receiver computes, and looks for a pitfall where it is another.
  private func search(_ parts: RequestParts, _ claim: LooseClaim, _ diagnosis: inout Diagnosis) {
    let target: SignatureSearch.Target
    let shape = SignatureShape(claim.signature)
    if let credentials, shape.isTelling {
      target = .signature(shape, credentials)
    } else if let own = ownCanonicalRequest {
      target = .canonicalRequest(own.bytes)
    } else if let own = ownStringToSign {
      target = .stringToSign(own.bytes)
    } else if credentials != nil {
      // Too little is left of the signature to hold it against anything.
      diagnosis.isSignatureRight = false
      return
    } else {
      // With the secret it shows which of the two was signed.
      if claim.signedNames.contains("host"), parts.host.lowercased != parts.sentHost.lowercased {
        diagnosis.add("host-changed", .likely, "the URL names \(parts.sentHost), received as \(parts.host)")
      }
      diagnosis.hints.append(Diagnosis.wantsSecret)
      return
    }
    let search = SignatureSearch(parts, claim, target: target, meant: intention)
    let right = search.draft()
    diagnosis.canonicalRequest = Text(bytes: right.canonicalRequest)
    let outcome = search.run()
    guard let match = outcome.match else {
      if !outcome.isWhole {
        diagnosis.hints.append("What was given is so long that not every known mistake was tried.")
      }
      diagnosis.isSignatureRight = false
      if let own = ownCanonicalRequest {
        diagnosis.divergence = .init("canonicalRequest", received: right.canonicalRequest, signed: own.bytes)
      }
      // A fault that shows without the signature explains it, too.
      if credentials != nil, !Self.isAmazon(parts.host) {
        diagnosis.hints.append("\(parts.host) is no host of AWS: \(Diagnosis.wantsEndpoint)")
      }
      let explained = [
        "header-not-sent", "parameter-missing", "credential-malformed", "date-malformed", "text-not-utf-8",
        "signed-url-encoded-again",
      ]
      if !explained.contains(where: diagnosis.has) {
        // Nobody should change keys at night because a URL was cut: the secret is the second guess.
        diagnosis.add("unexplained", .likely, unexplained(claim, isWhole: outcome.isWhole))
        if credentials != nil { diagnosis.add("key-cached-without-secret", .likely) }
      }
      return
    }
    diagnosis.method = match.method
    diagnosis.isSignatureRight = match.pitfalls.isEmpty && !diagnosis.hasBrokenSignature
    diagnosis.isExplained = true
    if match.pitfalls.isEmpty { diagnosis.noteThatDigitsFit() }
    var found = Diagnosis()
    for pitfall in match.pitfalls { found.add(pitfall.code, .certain, pitfall.detail) }
    // What shows by itself and spoils the signature comes before how it spoils it.
    let first = diagnosis.findings.filter { Self.spoiling.contains($0.cause.code) }
    let rest = diagnosis.findings.filter {
      !Self.spoiling.contains($0.cause.code) && !found.has($0.cause.code)
        && !(found.has("host-changed") && $0.cause.code == "url-of-another-host")
    }
    diagnosis.findings =
      first + found.findings.filter { pitfall in !first.contains { $0.cause.code == pitfall.cause.code } } + rest
    if !match.pitfalls.isEmpty {
      let received = search.draft(method: parts.method ?? match.method)
      diagnosis.canonicalRequest = Text(bytes: received.canonicalRequest)
      let (ours, theirs) = (received.canonicalRequest, match.draft.canonicalRequest)
      diagnosis.divergence =
        Diagnosis.Divergence("canonicalRequest", received: ours, signed: theirs)
        ?? Diagnosis.Divergence(
          "stringToSign", received: received.stringToSign(ours), signed: match.draft.stringToSign(theirs))
    }
  }

  private static func isAmazon(_ host: Text) -> Bool { host.hostAndPort.host.contains(".amazonaws.com") }

  private static let spoiling: Set<String> = [
    "signature-cut-off", "signature-malformed", "signature-upper-case",
    "line-break-in-header", "line-break-in-request", "content-sha256-missing", "credentials-empty",
    "empty-body-unhashed",
    "payload-hash-upper-case", "presigned-headers-unsigned",
  ]

  private func unexplained(_ claim: LooseClaim, isWhole: Bool) -> String? {
    guard let credentials else { return nil }
    return credentials.accessKeyID == claim.accessKeyID
      ? "neither this secret nor any mistake \(isWhole ? "known" : "tried") here gives the signature"
      : "the access key is \(Shortened.key(claim.accessKeyID)), the one given \(Shortened.key(credentials.accessKeyID))"
  }

  /// Why a rule about what was meant cannot be told of.
  private func untold(_ id: RequirementID, _ parts: RequestParts) -> String? {
    switch id {
    case "SIG-011" where intention.key == nil, "SIG-097" where intention.key == nil:
      "the key that was meant was not given"
    case "SIG-097" where intention.bucket == nil: "the bucket that was meant was not given"
    case "SIG-097" where intention.endpoint == nil && !Self.isAmazon(parts.host):
      "the endpoint that was meant was not given"
    case "SIG-091", "SIG-092": intention.expires == nil ? "the expiry that was asked for was not given" : nil
    case "SIG-154", "SIG-155": now == nil ? "the time was not given" : nil
    default: nil
    }
  }

  // MARK: Rules

  /// What shows without a secret.
  static let structuralRules: Set<RequirementID> = [
    "SIG-036", "SIG-037", "SIG-039", "SIG-040", "SIG-041", "SIG-044", "SIG-051", "SIG-064", "SIG-065", "SIG-066",
    "SIG-081", "SIG-080", "SIG-090", "SIG-091", "SIG-092", "SIG-093", "SIG-097", "SIG-151", "SIG-153", "SIG-154",
    "SIG-155", "SIG-156", "SIG-158", "SIG-159", "SIG-161", "SIG-192", "SIG-193", "SIG-194",
  ]

  private static let requestRules: [RequirementID] = [
    "SIG-001", "SIG-002", "SIG-003", "SIG-004", "SIG-005", "SIG-006", "SIG-007", "SIG-010", "SIG-011", "SIG-020",
    "SIG-021", "SIG-022", "SIG-023", "SIG-024", "SIG-025", "SIG-026", "SIG-027", "SIG-028", "SIG-030", "SIG-031",
    "SIG-032", "SIG-033", "SIG-034", "SIG-035", "SIG-036", "SIG-037", "SIG-038", "SIG-039", "SIG-040", "SIG-041",
    "SIG-042", "SIG-043", "SIG-044", "SIG-060", "SIG-061", "SIG-062", "SIG-063", "SIG-064", "SIG-066", "SIG-067",
    "SIG-070", "SIG-153", "SIG-154", "SIG-158", "SIG-159", "SIG-161", "SIG-193", "SIG-194",
  ]
  private static let urlRules: [RequirementID] =
    requestRules + [
      "SIG-052", "SIG-081", "SIG-090", "SIG-091", "SIG-092", "SIG-093", "SIG-094", "SIG-095", "SIG-097", "SIG-155",
      "SIG-156",
    ]
  private static let headerRules: [RequirementID] =
    requestRules + ["SIG-050", "SIG-051", "SIG-054", "SIG-065", "SIG-080", "SIG-160"]
}
