import ReferenceImpl
package import VideoSpec

extension Inspector {
  /// Diagnoses why S3 rejects a signed request, or would reject it.
  ///
  /// Damage from copying the URL (a line break, `&amp;`, quotation marks) is reported first. The other findings are about the
  /// repaired URL. The URL of a request as received is not repaired.
  /// - Returns: Nil if the URL is not absolute.
  public func inspect(_ request: InspectedRequest) -> Diagnosis? {
    var diagnosis = request.isAsReceived ? inspectUnchanged(request) : inspectRepaired(request)
    diagnosis?.conclude(KnownOfRejection(self, hasRequest: true))
    return diagnosis
  }

  private func inspectRepaired(_ request: InspectedRequest) -> Diagnosis? {
    let pasted = PastedURL(request.url)
    guard !pasted.faults.isEmpty else { return inspectUnchanged(request) }
    // A key with a space may have been signed with the space.
    if pasted.isBroken, pasted.mayBeSigned, let unchanged = inspectUnchanged(request),
      unchanged.isExplained || (pasted.isBreakUncertain && namesKey(request))
    {
      return unchanged
    }
    guard var diagnosis = inspectUnchanged(request.repaired) else { return nil }
    let isRight = !diagnosis.hasFault
    for fault in pasted.faults.reversed() {
      // White space within the signature's own parameters is never intended; elsewhere it may be.
      let mayBeIntended = pasted.isBreakUncertain && pasted.mayBeSigned && fault.code == .urlBrokenInCopying
      let isCertain = !mayBeIntended || diagnosis.isExplained
      diagnosis.putFirst(
        fault.code, isCertain ? fault.certainty : .likely,
        fault.detail + (isCertain ? "" : "; if the key or a value contains it, it has to be percent-encoded"))
    }
    diagnosis.order()
    if isRight {
      diagnosis.hints.append(
        diagnosis.isSignatureRight == true
          ? "Apart from that, nothing is wrong with the URL: the signature is right."
          : "Apart from that, no fault was found. The signature was not checked.")
    }
    return diagnosis
  }

  /// Whether the URL, unchanged, names the intended key.
  private func namesKey(_ request: InspectedRequest) -> Bool {
    guard let key = intention.key, let parts = RequestParts(request) else { return false }
    return AddressedObject.all(parts, intention: intention).contains { $0.key == key }
  }

  /// Diagnoses a signed request without repairing its URL.
  private func inspectUnchanged(_ request: InspectedRequest) -> Diagnosis? {
    guard var parts = RequestParts(request) else { return nil }
    var diagnosis = Diagnosis()
    diagnosis.subject = Redaction.url(request.url)
    if let method = parts.method, method != "GET", method != "HEAD", AmazonHost(parts.host)?.kind == .website {
      diagnosis.add(.formUrlWebsite, .certain, "the host is \(parts.host)")
    }
    guard let claim = SignatureClaim(parts) else {
      diagnosis.isUnsigned = true
      if parts.hasFragment, request.url.contains("X-Amz-") {
        let isBucketValid = intention.bucket.map { (try? SigningRules.check(bucket: $0)) != nil } ?? true
        if !isBucketValid { diagnosis.add(.bucketNameInvalid) }
        diagnosis.add(
          isBucketValid ? .keySeparatorsRaw : .targetMalformed, .certain, "clients do not send what follows the \"#\"")
        diagnosis.fill(Self.requestRules) { _ in (.cannotTell, "the URL is cut off") }
        return diagnosis
      }
      if parts.method == "OPTIONS" {
        diagnosis.add(.corsRejected, .remark, "browsers send OPTIONS without a signature, before the request itself")
        diagnosis.fill(Self.requestRules) { _ in (.cannotTell, "a preflight request is not signed") }
        return diagnosis
      }
      let code = Self.causeOfMissingSignature(parts)
      // The signature may be in a header that was not given.
      let authorization = parts.header("authorization")
      let isMasked = authorization.map { SignatureFormat.isMasked($0) || $0 == "…" } ?? false
      // Of another server than a store it is not known what it asks the store for.
      let isOpen =
        code == .notSigned
        && (isMasked || !parts.isComplete && authorization == nil
          || !request.isAsReceived && !S3Likeness.concernsS3(request))
      diagnosis.add(code, isOpen ? .likely : .certain)
      diagnosis.fill(Self.requestRules) { _ in (.cannotTell, "it is not signed with Signature Version 4") }
      return diagnosis
    }
    parts = RequestParts(request.deriving(claim)) ?? parts
    // Without a method, the one that the signer signed is better than a guess.
    if parts.method == nil, let own = ownCanonicalRequest.flatMap(CanonicalText.init) {
      parts.method = own.method.uppercased
    }
    if claim.scope.contains("//"), claim.day.bytes.count == 8, claim.service.isEmpty || claim.region.isEmpty {
      let name = claim.service.isEmpty ? "service" : "region"
      diagnosis.add(.credentialMalformed, .certain, "the \(name) is empty: the scope is \(claim.scope)")
    }
    var checks = RequestChecks(parts, claim, inspector: self, diagnosis: diagnosis)
    checks.run()
    diagnosis = checks.diagnosis
    checkSignature(parts, claim, &diagnosis)
    checkMethod(parts, claim, &diagnosis)
    diagnosis.order()
    let isRight = diagnosis.isSignatureRight
    let isExplained = diagnosis.isExplained
    diagnosis.fill(claim.place == .query ? Self.urlRules : Self.headerRules) { id in
      if let reason = checks.undecidable[id] ?? missingInput(for: id, parts) { return (.cannotTell, reason) }
      if Self.rulesWithoutSecret.contains(id) { return (.holds, nil) }
      if isExplained { return (.holds, nil) }
      return (.cannotTell, isRight == nil ? "the secret was not given" : "the signature is not explained")
    }
    return diagnosis
  }

  private static func causeOfMissingSignature(_ parts: RequestParts) -> CauseCode {
    let names = Set(parts.query.map(\.decodedName))
    if names.contains("Key-Pair-Id") { return .cloudfrontUrl }
    if names.contains("GoogleAccessId") || names.contains(where: { $0.hasPrefix("X-Goog-") }) { return .googleUrl }
    if names.contains("sig"), names.contains("sv") || names.contains("se") { return .azureUrl }
    if names.contains("AWSAccessKeyId") || names.contains("Signature")
      || parts.header("authorization")?.hasPrefix("AWS ") == true
    {
      return .sigv2
    }
    return names.contains("X-Amz-Credential") ? .parameterMissing : .notSigned
  }

  // MARK: Signature

  /// Compares the signature with what the receiver computes, and searches for mistakes that explain a difference.
  private func checkSignature(_ parts: RequestParts, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis) {
    if claim.isAsymmetric, let credentials {
      return checkAsymmetricSignature(parts, claim, credentials, &diagnosis)
    }
    let target: SignatureSearch.Target
    let signature = SignatureFormat(claim.signature)
    diagnosis.openHeaders = openHeaders(parts, claim)
    diagnosis.isBodyOpen = Self.isBodyOpen(parts, claim)
    if let credentials, signature.isComparable {
      target = .signature(signature, credentials)
    } else if let own = ownCanonicalRequest {
      target = .canonicalRequest(own.replacing("\r\n", with: "\n").bytes)
    } else if let own = ownStringToSign {
      target = .stringToSign(own.replacing("\r\n", with: "\n").trimmed.bytes)
    } else if credentials != nil {
      // Too few digits of the signature are left to compare it with anything.
      if !SignatureFormat.isMasked(claim.signature) { diagnosis.isSignatureRight = false }
      return
    } else {
      // Only with the secret it is known which of the two hosts was signed.
      if claim.signedNames.contains("host"), parts.host.lowercased != parts.sentHost.lowercased {
        diagnosis.add(
          .hostChanged, .likely, "the host in the URL is \(parts.sentHost), the received Host is \(parts.host)")
      }
      if !SignatureFormat.isMasked(claim.signature) { diagnosis.hints.append(Diagnosis.wantsSecret) }
      return
    }
    let search = SignatureSearch(parts, claim, target: target, intention: intention, effort: self.search)
    diagnosis.canonicalRequest = Text(bytes: search.draft().canonicalRequest)
    let outcome = search.run(self.search)
    if let match = outcome.match {
      report(match, of: search, parts, claim, &diagnosis)
    } else {
      reportUnexplained(parts, claim, isComplete: outcome.isComplete, &diagnosis)
    }
  }

  /// Returns the known mistake that reproduces the signature of a request, with details; nil if no single mistake does.
  ///
  /// The search is short, for callers with many requests. It needs ``credentials``.
  /// - Parameter suspect: The rule whose mistakes are tried first.
  package func mistake(
    in request: InspectedRequest, suspecting suspect: RequirementID
  ) -> (cause: Cause, detail: String?)? {
    guard let credentials, let parts = RequestParts(request), let claim = SignatureClaim(parts) else { return nil }
    let signature = SignatureFormat(claim.signature)
    guard signature.isComparable else { return nil }
    let search = SignatureSearch(
      parts, claim, target: .signature(signature, credentials), intention: intention, suspecting: suspect)
    guard let mistake = search.run(.brief).match?.mistakes.first else { return nil }
    return (mistake.code.cause, mistake.detail)
  }

  private func report(
    _ match: SignatureSearch.Match, of search: SignatureSearch, _ parts: RequestParts, _ claim: SignatureClaim,
    _ diagnosis: inout Diagnosis
  ) {
    diagnosis.method = match.method
    if case .signature = search.target {
      diagnosis.isSignatureRight = match.mistakes.isEmpty && !diagnosis.hasBrokenSignature
      if match.mistakes.isEmpty { diagnosis.noteThatDigitsMatch() }
      if isOfAnotherKey(claim) { addAccessKey(claim, "the given secret belongs to the signature", &diagnosis) }
    } else if match.mistakes.isEmpty {
      // Only the text was compared. The signature and the key were not.
      diagnosis.hints.append(
        "The signer's own text equals the one that S3 computes from this request. The signature itself was not checked."
      )
    } else {
      diagnosis.isSignatureRight = false
    }
    diagnosis.isExplained = true
    var found = Diagnosis()
    let isGiven = { (code: CauseCode) in code != .headerNotSent || parts.isComplete }
    for mistake in match.mistakes {
      // A header that was not given may have been sent with the value that was signed.
      let certainty: Diagnosis.Certainty =
        isGiven(mistake.code)
        ? .certain
        : parts.headers.isEmpty && match.mistakes.count == 1
          && claim.signedNames.isDisjoint(with: RequestChecks.addedBySDKs) ? .remark : .likely
      found.add(mistake.code, certainty, mistake.detail)
    }
    if match.mistakes.count == 1, found.findings.contains(where: { !isGiven($0.cause.code) }) {
      diagnosis.isSignatureRight = nil
      diagnosis.hints.append("If the header is sent with the value that was signed, the signature is right.")
    }
    // A visible fault that makes the signature wrong comes before the mistake that follows from it.
    let first = diagnosis.findings.filter { Self.visibleFaults.contains($0.cause.code) }
    let rest = diagnosis.findings.filter {
      !Self.visibleFaults.contains($0.cause.code) && !found.has($0.cause.code)
        && !(found.has(.hostChanged) && $0.cause.code == .urlOfAnotherHost)
    }
    diagnosis.findings =
      first + found.findings.filter { mistake in !first.contains { $0.cause.code == mistake.cause.code } } + rest
    guard !match.mistakes.isEmpty, match.mistakes.contains(where: { isGiven($0.code) }) else { return }
    let received = search.draft(method: parts.method ?? match.method)
    diagnosis.canonicalRequest = Text(bytes: received.canonicalRequest)
    let (ours, theirs) = (received.canonicalRequest, match.draft.canonicalRequest)
    diagnosis.divergence =
      Diagnosis.Divergence("canonicalRequest", received: ours, signed: theirs)
      ?? Diagnosis.Divergence(
        "stringToSign", received: received.stringToSign(ours), signed: match.draft.stringToSign(theirs))
  }

  private func reportUnexplained(
    _ parts: RequestParts, _ claim: SignatureClaim, isComplete: Bool, _ diagnosis: inout Diagnosis
  ) {
    if !isComplete, search == .full {
      diagnosis.hints.append("Not every known mistake was tried, because the input is too long.")
    }
    let isTried = isComplete || search == .full
    if isOfAnotherKey(claim) {
      // The given secret is not the one that the signature needs, so it proves nothing.
      diagnosis.isSignatureRight = nil
      addAccessKey(claim, nil, &diagnosis)
      if ownCanonicalRequest == nil { return }
    } else {
      // A signature over values that are not known may be right.
      let isOpen = diagnosis.has(.headerNotSent) && !parts.isComplete || diagnosis.isBodyOpen
      diagnosis.isSignatureRight = isOpen ? nil : false
    }
    if compareOwn(parts, claim, &diagnosis) { return }
    if credentials != nil, !Self.isAmazon(parts.host) {
      diagnosis.hints.append("\(parts.host) is not a host of AWS: \(Diagnosis.wantsEndpoint)")
    }
    // Faults that are visible without the signature explain it, too.
    let explanations: [CauseCode] = [
      .headerNotSent, .parameterMissing, .credentialMalformed, .dateMalformed, .textNotUtf8, .signedUrlEncodedAgain,
      .keySeparatorsRaw, .earlierAuthorizationSigned,
    ]
    guard !explanations.contains(where: diagnosis.has), !diagnosis.hasMisspeltToken else { return }
    diagnosis.suspect(diagnosis.openHeaders, of: parts)
    if diagnosis.isBodyOpen {
      diagnosis.add(
        .bodyChanged, .likely, "the hash of the body was signed, and the body is not known",
        confirm: "The body that was sent (--body).")
    }
    // A wrong secret is only the last guess: nobody should rotate keys because a URL was cut off or a header was changed.
    diagnosis.add(.unexplained, .likely, whyUnexplained(isTried ? isComplete : nil))
    if credentials != nil, search == .full, diagnosis.openHeaders.isEmpty, !diagnosis.isBodyOpen {
      diagnosis.add(.keyCachedWithoutSecret, .likely)
    }
  }

  /// Compares the signer's own canonical request with the one that S3 computes from this request.
  /// - Returns: Whether that explains the signature.
  private func compareOwn(_ parts: RequestParts, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis) -> Bool {
    guard let text = ownCanonicalRequest?.replacing("\r\n", with: "\n"), let received = diagnosis.canonicalRequest,
      let own = CanonicalText(text), let theirs = CanonicalText(received)
    else { return false }
    diagnosis.divergence = .init("canonicalRequest", received: received.bytes, signed: text.bytes)
    let comparison = CanonicalComparison(signed: own, received: theirs)
    if comparison.differences.isEmpty { return false }
    // The values that were not given are not known to differ.
    let isWhole = !diagnosis.has(.headerNotSent) && !diagnosis.isBodyOpen
    let isSame = own.time == theirs.time
    let isCertain = isWhole && isSame && (comparison.isExplained || parts.isComplete)
    if !isSame {
      diagnosis.mayBeTwoRequests = true
    }
    var found = Diagnosis()
    for difference in comparison.differences {
      found.add(
        difference.code, isCertain ? .certain : .likely, difference.detail,
        confirm: isCertain ? nil : "S3's CanonicalRequest, in the XML of its response.")
    }
    diagnosis.findings = found.findings + diagnosis.findings.filter { !found.has($0.cause.code) }
    if diagnosis.isSignatureRight != nil || isCertain { diagnosis.isSignatureRight = false }
    diagnosis.isExplained = isCertain
    return true
  }

  /// The signed headers whose signed value is not known: all that a client or a proxy may have changed.
  func openHeaders(_ parts: RequestParts, _ claim: SignatureClaim) -> [Text] {
    if ownCanonicalRequest != nil { return [] }
    let fixed: Set<Text> = ["host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]
    return claim.signedNames.subtracting(fixed).sorted()
  }

  /// Whether the hash of a body was signed that is not known.
  private static func isBodyOpen(_ parts: RequestParts, _ claim: SignatureClaim) -> Bool {
    claim.place == .header && parts.header("x-amz-content-sha256") == nil && parts.bodyHash == nil
      && !["GET", "HEAD", "DELETE"].contains(parts.method ?? "")
  }

  /// Whether the given credentials have another access key than the request.
  func isOfAnotherKey(_ claim: SignatureClaim) -> Bool {
    guard let known = credentials?.accessKeyID, !known.isEmpty else { return false }
    return !claim.accessKeyID.isEmpty && claim.accessKeyID != "?" && known != claim.accessKeyID
  }

  private func addAccessKey(_ claim: SignatureClaim, _ more: String?, _ diagnosis: inout Diagnosis) {
    guard let known = credentials?.accessKeyID else { return }
    let detail =
      "the request's access key is \(Redaction.accessKey(claim.accessKeyID)), the given one is \(Redaction.accessKey(known))"
    diagnosis.add(
      .accessKeyOther, .likely, detail + (more.map { ", but \($0)" } ?? ": its secret cannot check this signature"),
      confirm: "The secret of \(Redaction.accessKey(claim.accessKeyID)) checks the signature.")
  }

  static func isAmazon(_ host: Text) -> Bool { AmazonHost(host) != nil }

  private static let visibleFaults: Set<CauseCode> = [
    .signatureCutOff, .signatureMalformed, .signatureUpperCase, .lineBreakInHeader, .lineBreakInRequest,
    .contentSha256Missing, .credentialMalformed, .credentialsEmpty, .emptyBodyUnhashed, .serviceWrong,
    .payloadHashUpperCase, .presignedHeadersUnsigned,
  ]

  /// - Parameter isComplete: Whether every known mistake was tried; nil if there was no full search.
  private func whyUnexplained(_ isComplete: Bool?) -> String? {
    guard credentials != nil else { return nil }
    guard let isComplete else { return "the given secret does not produce the signature; no mistakes were searched" }
    return "neither the given secret nor any \(isComplete ? "known" : "tried") mistake produces the signature"
  }

  // MARK: Rules

  /// Which input is missing to judge a rule about the intention or the clock; nil if nothing is.
  private func missingInput(for id: RequirementID, _ parts: RequestParts) -> String? {
    switch id {
    case "SIG-011" where intention.key == nil, "SIG-097" where intention.key == nil:
      "the intended key was not given"
    case "SIG-097" where intention.bucket == nil: "the intended bucket was not given"
    case "SIG-097" where intention.endpoint == nil && !Self.isAmazon(parts.host):
      "the intended endpoint was not given"
    case "SIG-091", "SIG-092": intention.expires == nil ? "the requested expiry was not given" : nil
    case "SIG-154", "SIG-155": now == nil ? "the time was not given" : nil
    default: nil
    }
  }

  /// Rules that can be judged without a secret.
  private static let rulesWithoutSecret: Set<RequirementID> = [
    "SIG-036", "SIG-037", "SIG-039", "SIG-040", "SIG-041", "SIG-044", "SIG-051", "SIG-064", "SIG-065", "SIG-066",
    "SIG-081", "SIG-080", "SIG-090", "SIG-091", "SIG-092", "SIG-093", "SIG-097", "SIG-151", "SIG-153", "SIG-154",
    "SIG-155", "SIG-156", "SIG-158", "SIG-159", "SIG-161", "SIG-192", "SIG-193", "SIG-194",
  ]

  private static let requestRules: [RequirementID] = [
    "SIG-001", "SIG-002", "SIG-003", "SIG-004", "SIG-005", "SIG-006", "SIG-007", "SIG-010", "SIG-011", "SIG-020",
    "SIG-021", "SIG-022", "SIG-023", "SIG-024", "SIG-025", "SIG-026", "SIG-027", "SIG-028", "SIG-030", "SIG-031",
    "SIG-032", "SIG-033", "SIG-034", "SIG-035", "SIG-036", "SIG-037", "SIG-038", "SIG-039", "SIG-040", "SIG-041",
    "SIG-042", "SIG-043", "SIG-044", "SIG-045", "SIG-060", "SIG-061", "SIG-062", "SIG-063", "SIG-064", "SIG-066",
    "SIG-067",
    "SIG-070", "SIG-153", "SIG-154", "SIG-158", "SIG-159", "SIG-161", "SIG-193", "SIG-194",
  ]
  private static let urlRules: [RequirementID] =
    requestRules + [
      "SIG-052", "SIG-081", "SIG-090", "SIG-091", "SIG-092", "SIG-093", "SIG-094", "SIG-095", "SIG-097", "SIG-098",
      "SIG-155", "SIG-156",
    ]
  private static let headerRules: [RequirementID] =
    requestRules + ["SIG-050", "SIG-051", "SIG-054", "SIG-065", "SIG-080", "SIG-160"]
}

extension Diagnosis {
  /// Adds a finding about the whole URL before those about its parts.
  fileprivate mutating func putFirst(_ code: CauseCode, _ certainty: Certainty, _ detail: String) {
    add(code, certainty, detail)
    findings.insert(findings.removeLast(), at: 0)
    let id = findings[0].cause.requirement
    guard certainty > .remark, !rows.contains(where: { $0.requirement == id && $0.verdict == .broken }) else { return }
    rows.removeAll { $0.requirement == id }
    rows.append(Row(requirement: id, verdict: .broken, reason: detail))
    rows.sort { $0.requirement < $1.requirement }
  }
}

extension Diagnosis {
  /// Adds a likely change of signed headers whose signed values are not known. Nothing if there are none.
  mutating func suspect(_ headers: [Text], of parts: RequestParts) {
    guard !headers.isEmpty else { return }
    let listed = headers.prefix(16).map { name in
      "\(name) (sent as \"\(Redaction.shortened(parts.header(name) ?? "", limit: 100))\")"
    }
    add(
      .headerChanged, .likely, "the signed value is not known: \(listed.joined(separator: ", "))",
      confirm: "The signer's canonical request shows the values that were signed.")
  }
}
