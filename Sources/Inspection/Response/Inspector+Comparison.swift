import ReferenceImpl
import VideoSpec

// For SignatureDoesNotMatch, S3 shows its canonical request. Differences from the intended request arose after signing; if there are
// none, the signer made a mistake.

extension Inspector {
  /// Compares S3's canonical request with the intended request and with the signer's own canonical request.
  func compare(
    _ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis,
    with requestDiagnosis: inout Diagnosis
  ) {
    if let text = error["StringToSign"]?.trimmed, !text.hasPrefix("AWS4-"), error["CanonicalRequest"] == nil {
      // S3 has computed a signature of version 2, so the version itself is not the fault.
      let isProven = compareVersion2(error, request, &diagnosis)
      for index in requestDiagnosis.findings.indices where requestDiagnosis.findings[index].cause.code == .sigv2 {
        requestDiagnosis.findings[index].certainty = isProven ? .remark : .likely
      }
      return
    }
    if let name = error.cutOff {
      diagnosis.hints.append(
        "S3's XML is incomplete\(name.isEmpty ? "" : ": it ends within \(name)"). Give the whole response.")
    }
    if let signature = error.signature {
      diagnosis.checkFormat(of: signature, in: "SignatureProvided", of: "signature")
    }
    guard let canonical = error.canonicalRequest, let theirs = CanonicalText(canonical),
      let received = InspectedRequest(
        canonicalRequest: canonical, signature: error.signature ?? "", credential: error.credential),
      let parts = RequestParts(received), let claim = SignatureClaim(parts)
    else {
      if let own = ownStringToSign, let text = error.stringToSign { compareTexts(own, text, nil, &diagnosis) }
      if request == nil, error["CanonicalRequest"] == nil {
        diagnosis.hints.append("S3's response has no CanonicalRequest to compare with the signer's.")
      }
      return
    }
    diagnosis.canonicalRequest = canonical
    var found = inspectReceived(received, claim, error)
    if let own = ownCanonicalRequest {
      compareOwn(own, with: canonical, theirs, parts, claim, error, &found)
    } else if let own = ownStringToSign, let text = error.stringToSign {
      if !found.isExplained { compareTexts(own, text, (parts, claim, canonical), &found) }
    }
    addHeadersNotSent(theirs, &found)
    diagnosis.isSignatureRight = found.isSignatureRight
    diagnosis.findings += found.findings.filter { !diagnosis.has($0.cause.code) }
    diagnosis.divergence = found.divergence
    diagnosis.mayBeTwoRequests = found.mayBeTwoRequests
    diagnosis.hints += found.hints.filter { $0 != Diagnosis.wantsSecret }
    guard let request, var sent = RequestParts(request) else {
      if credentials == nil, ownCanonicalRequest == nil, ownStringToSign == nil {
        diagnosis.hints.append(
          "Give the secret, or the signer's own canonical request (--own-canonical-request), to find the signer's mistake."
        )
      }
      return
    }
    sent.method = request.method ?? parts.method
    let sentClaim = SignatureClaim(sent)
    let intended = SignatureDraft(sent, sentClaim ?? claim, method: sent.method ?? "GET").canonicalRequest
    var changed = Diagnosis()
    addChanges(from: sent, to: parts, claim, &changed)
    let isSame =
      sentClaim.map { sent in error.signature.map { $0 == sent.signature } ?? (sent.date == claim.date) } ?? true
    if !isSame {
      diagnosis.hints.append(
        error.signature == nil
          ? "The given request is not the one that S3's response is about: their times differ."
          : "The given request is not the one that S3's response is about: their signatures differ.")
      for index in changed.findings.indices { changed.findings[index].certainty = .likely }
    }
    if !changed.findings.isEmpty {
      explain(changed, isSecretRight: proves(intended, sent, claim, error) == true, &diagnosis)
    }
    if diagnosis.divergence == nil {
      diagnosis.divergence = .init("canonicalRequest", received: canonical.bytes, signed: intended)
    }
    // Do not report a finding twice.
    requestDiagnosis.findings.removeAll { diagnosis.has($0.cause.code) }
  }

  /// Reports the signed headers that have no value in S3's canonical request, unless something explains the signature.
  private func addHeadersNotSent(_ theirs: CanonicalText, _ found: inout Diagnosis) {
    let names = theirs.fields.filter { $0.value.trimmed.isEmpty && $0.name != "host" }.map(\.name)
    guard !names.isEmpty, !found.has(.headerNotSent), !found.isExplained else { return }
    var other = Diagnosis()
    other.add(
      .headerNotSent, .likely,
      "S3's canonical request has no value for \(names.map(\.string).joined(separator: ", ")): it was not sent, or something on the way removed it",
      confirm: "The signer's canonical request, or its headers: they show the value that was signed.")
    found.findings.removeAll { $0.cause.code == .unexplained || $0.cause.code == .keyCachedWithoutSecret }
    found.findings = other.findings + found.findings
  }

  /// Inspects the request that S3's canonical request describes, by its signature.
  private func inspectReceived(
    _ received: InspectedRequest, _ claim: SignatureClaim, _ error: ErrorResponse
  ) -> Diagnosis {
    var found = Diagnosis()
    guard credentials != nil, error.signature != nil else { return found }
    var inspector = self
    inspector.intention = Intention()
    inspector.intention.clues = intention.clues
    (inspector.ownCanonicalRequest, inspector.ownStringToSign) = (nil, nil)
    guard let inspected = inspector.inspect(received) else { return found }
    guard inspected.isSignatureRight != nil else {
      found.findings = inspected.findings.filter { $0.cause.code == .accessKeyOther }
      return found
    }
    found = inspected
    found.findings.removeAll { $0.certainty == .remark }
    // The request that S3 received is signed correctly with this secret, but S3 says that it is not.
    if found.isSignatureRight == true, !found.hasFault { found.add(.secretOfTheStoreOther) }
    return found
  }

  // MARK: The signer's own texts

  /// Reports the differences between the signer's own canonical request and S3's.
  private func compareOwn(
    _ own: Text, with canonical: Text, _ theirs: CanonicalText, _ received: RequestParts, _ claim: SignatureClaim,
    _ error: ErrorResponse, _ found: inout Diagnosis
  ) {
    if found.has(.secretOfTheStoreOther) { return }
    guard own.bytes.count <= CanonicalText.limit else {
      found.hints.append(
        "The text given as the signer's own canonical request is too long to be one, and was not compared.")
      return
    }
    let lines = own.replacing("\r\n", with: "\n")
    let trimmed = Text(lines.bytes[..<(lines.bytes.lastIndex { $0 != 0x0A }.map { $0 + 1 } ?? 0)])
    // An empty last line is a missing hash, not a line break at the end.
    let text = canonical.bytes.count <= trimmed.bytes.count ? trimmed : lines
    if text == canonical || lines == canonical {
      return compareEqualLines(own, canonical, received, claim, error, &found)
    }
    guard let ours = CanonicalText(lines) else { return }
    if own.bytes.contains(0x0D) {
      found.hints.append(
        "The lines of the signer's own canonical request end with CR LF here; it was compared without CR. If the signer signs CR LF, that is the fault: SigV4 uses LF alone."
      )
    }
    let place = Diagnosis.Divergence("canonicalRequest", received: canonical.bytes, signed: lines.bytes)
    let comparison = CanonicalComparison(signed: ours, received: theirs)
    let isProven = [own, lines, trimmed].contains { proves($0.bytes, received, claim, error) == true }
    var changed = Diagnosis()
    var certainty = Diagnosis.Certainty.certain
    if found.isExplained, !isProven {
      // The signature proves another mistake than the signer's own text shows.
      found.hints.append(
        "The signature does not belong to the signer's own canonical request: the secret does not produce it from this text."
      )
      return
    }
    if ours.time != theirs.time, !isProven {
      certainty = .likely
      found.mayBeTwoRequests = true
    } else if !isProven, proves(lines.bytes, received, claim, error) == false {
      certainty = .likely
      found.hints.append(
        "The given secret does not produce the signature from the signer's own canonical request: the text belongs to another request, or the signer used another secret."
      )
    }
    if !comparison.isExplained, !found.isExplained, search != .none,
      let match = SignatureSearch(received, claim, target: .canonicalRequest(lines.bytes), intention: Intention())
        .run(search).match
    {
      for mistake in match.mistakes { changed.add(mistake.code, certainty, mistake.detail) }
    }
    if changed.findings.isEmpty, comparison.isExplained || !found.isExplained {
      for difference in comparison.differences {
        changed.add(
          difference.code, certainty, difference.detail,
          confirm: certainty == .certain ? nil : "The signer's canonical request and S3's for the same request.")
      }
    }
    found.divergence = place ?? found.divergence
    explain(changed, isSecretRight: isProven, &found)
    found.isExplained = certainty == .certain
  }

  /// Reports that the lines of both canonical requests are equal: then their line breaks, the string to sign or the key differ.
  private func compareEqualLines(
    _ own: Text, _ canonical: Text, _ received: RequestParts, _ claim: SignatureClaim, _ error: ErrorResponse,
    _ found: inout Diagnosis
  ) {
    let variants: [(text: Text, name: String)] = [
      (canonical.replacing("\n", with: "\r\n"), "its lines end with CR LF"),
      (canonical + "\n", "it ends with a line break"),
      (canonical.replacing("\n", with: "\r\n") + "\r\n", "its lines end with CR LF"),
    ]
    let hash = ownStringToSign?.replacing("\r\n", with: "\n").trimmed.split(at: 0x0A).last
    for (text, name) in variants {
      let isHashed = hash.map { Hexadecimal.encode(SHA256.digest(of: text.bytes)) == $0.bytes } ?? false
      if isHashed || proves(text.bytes, received, claim, error) == true {
        var changed = Diagnosis()
        changed.add(.canonicalRequestLayout, .certain, name)
        found.divergence = nil
        return explain(changed, isSecretRight: !isHashed, &found)
      }
    }
    reportEqualRequests(error, received, claim, canonical, &found)
    if own.bytes.contains(0x0D) {
      let confirm = "The bytes that the signer hashes: most logs write CR LF themselves."
      let detail = "apart from CR LF in the lines of the signer's text, both canonical requests are equal"
      found.add(.canonicalRequestLayout, .likely, detail, confirm: confirm)
      for index in found.findings.indices where found.findings[index].cause.code == .canonicalRequestsEqual {
        found.findings[index].certainty = .likely
      }
    }
  }

  /// Reports that both canonical requests are equal, so that the string to sign or the key must differ.
  private func reportEqualRequests(
    _ error: ErrorResponse, _ received: RequestParts, _ claim: SignatureClaim, _ canonical: Text,
    _ found: inout Diagnosis
  ) {
    if credentials == nil || !found.isExplained { found.isSignatureRight = false }
    found.findings.removeAll { $0.cause.code == .unexplained }
    if let index = found.findings.firstIndex(where: { $0.cause.code == .keyCachedWithoutSecret }) {
      found.findings[index].detail =
        "both canonical requests are equal, and the given secret does not produce the signature"
      return
    }
    guard !found.hasFault else { return }
    guard let own = ownStringToSign, let text = error.stringToSign else {
      return found.add(.canonicalRequestsEqual, .certain)
    }
    let lines = own.replacing("\r\n", with: "\n").trimmed
    if lines == text {
      found.add(
        .canonicalRequestsEqual, .certain,
        "the strings to sign are also equal: the secret or the access key is wrong")
    } else {
      compareTexts(own, text, (received, claim, canonical), &found)
    }
  }

  /// Reports the differences between the signer's own string to sign and S3's: algorithm, time, scope, hash.
  /// - Parameter received: The request in S3's canonical request, and this text; nil if the response has none.
  private func compareTexts(
    _ own: Text, _ theirs: Text, _ received: (parts: RequestParts, claim: SignatureClaim, canonical: Text)?,
    _ found: inout Diagnosis
  ) {
    guard own.bytes.count <= CanonicalText.limit else { return }
    let own = own.replacing("\r\n", with: "\n").trimmed
    found.isSignatureRight = found.isSignatureRight ?? false
    guard own != theirs else {
      found.findings.removeAll { $0.cause.code == .unexplained }
      return found.add(
        .canonicalRequestsEqual, .certain, "the strings to sign are equal, so the canonical requests are, too")
    }
    var changed = Diagnosis()
    let (ours, others) = (own.split(at: 0x0A), theirs.split(at: 0x0A))
    guard ours.count >= 4, others.count == 4 else { return }
    if ours[0] != others[0] {
      changed.add(.algorithmUnknown, .certain, "\"\(ours[0])\" was signed, S3 has \"\(others[0])\"")
    }
    let detail = { (name: String, index: Int) in
      "the \(name) was signed as \"\(ours[index])\", S3 has \"\(others[index])\""
    }
    if ours[1] != others[1] {
      let isExtended = Timestamp(iso8601: ours[1])?.basic == others[1]
      changed.add(isExtended ? .timeInExtendedFormat : .signedTimeOther, .certain, detail("time", 1))
    }
    if ours[2] != others[2] { changed.add(Self.causeOfScope(ours[2], others[2]), .certain, detail("scope", 2)) }
    let hash = Text(ours[3...].map(\.bytes).joined(separator: [0x0A]))
    if hash != others[3] { compareHashes(hash, others[3], received, &changed) }
    found.divergence = .init("stringToSign", received: theirs.bytes, signed: own.bytes)
    explain(changed, isSecretRight: false, &found)
  }

  /// The cause of a scope that differs from the credential's.
  private static func causeOfScope(_ own: Text, _ theirs: Text) -> CauseCode {
    let (ours, others) = (own.split(at: 0x2F), theirs.split(at: 0x2F))
    guard ours.count == 4, others.count == 4 else { return .scopeOther }
    if ours[1] == others[2], ours[2] == others[1] { return .scopeServiceBeforeRegion }
    return ours[0] != others[0] && ours[1...] == others[1...] ? .localScopeDate : .scopeOther
  }

  /// Reports why the last line of the signer's string to sign is not the hash of S3's canonical request.
  private func compareHashes(
    _ own: Text, _ theirs: Text, _ received: (parts: RequestParts, claim: SignatureClaim, canonical: Text)?,
    _ changed: inout Diagnosis
  ) {
    if own.lowercased == theirs {
      return changed.add(.requestHashOther, .certain, "the hash was signed in upper case")
    }
    if let received, own == received.canonical {
      return changed.add(.canonicalRequestUnhashed, .certain)
    }
    let ownHash = ownCanonicalRequest.map { Hexadecimal.encode(SHA256.digest(of: $0.bytes)) }
    if let ownHash, ownHash != own.bytes {
      return changed.add(
        .requestHashOther, .certain,
        "the hash is \(own), but that of the signer's own canonical request is \(Text(bytes: ownHash))")
    }
    if let received {
      let variants = [received.canonical + "\n", received.canonical.replacing("\n", with: "\r\n")]
      if variants.contains(where: { Hexadecimal.encode(SHA256.digest(of: $0.bytes)) == own.bytes }) {
        return changed.add(
          .canonicalRequestLayout, .certain, "the hash is that of S3's canonical request with other line breaks")
      }
      // The hash proves a mistake in the canonical request, whatever else differs in the string to sign.
      let target = SignatureSearch.Target.requestHash(own.bytes)
      let match =
        search == .none
        ? nil
        : SignatureSearch(received.parts, received.claim, target: target, intention: Intention()).run(search).match
      if let match, !match.mistakes.isEmpty {
        for mistake in match.mistakes { changed.add(mistake.code, .certain, mistake.detail) }
        return
      }
    }
    // The hashes differ, so the canonical requests do.
    changed.add(
      .unexplained, .likely, "the hash of the canonical request was signed as \(own), S3 has \(theirs)",
      confirm: "The signer's own canonical request shows what differs.")
  }

  // MARK: Explanations

  /// Replaces guesses by the changes that were found.
  /// - Parameter isSecretRight: Whether the secret produces the sent signature for the intended request.
  private func explain(_ changed: Diagnosis, isSecretRight: Bool, _ diagnosis: inout Diagnosis) {
    let isCertain = changed.findings.contains { $0.certainty == .certain }
    let guesses: Set<CauseCode> =
      isSecretRight || isCertain ? [.unexplained, .keyCachedWithoutSecret, .headerChanged] : [.unexplained]
    diagnosis.findings.removeAll {
      (guesses.contains($0.cause.code) && $0.certainty < .certain) || changed.has($0.cause.code)
    }
    diagnosis.findings = changed.findings + diagnosis.findings
    diagnosis.isSignatureRight = false
    // The hint about the endpoint is only for an unknown signed host.
    diagnosis.hints.removeAll { $0.hasSuffix(Diagnosis.wantsEndpoint) }
    if isSecretRight {
      diagnosis.hints.append(
        "The secret is right: it produces the sent signature from the text that the signer signed."
      )
      if diagnosis.findings.isEmpty { diagnosis.add(.requestChanged) }
    }
  }

  /// Whether the given secret produces the signature in S3's response from a canonical request; nil if that cannot be computed.
  private func proves(
    _ canonical: [UInt8], _ parts: RequestParts, _ received: SignatureClaim, _ error: ErrorResponse
  ) -> Bool? {
    guard let provided = error.signature, SignatureFormat(provided).isComparable,
      let signature = sign(canonical, parts, received)
    else { return nil }
    if SignatureFormat(provided).matches(signature) { return true }
    return isOfAnotherKey(received) ? nil : false
  }

  /// The signature of a canonical request; nil without a secret.
  private func sign(_ canonical: [UInt8], _ parts: RequestParts, _ received: SignatureClaim) -> [UInt8]? {
    guard let credentials else { return nil }
    let claim = SignatureClaim(parts) ?? received
    let text = SignatureDraft(parts, claim, method: parts.method ?? "GET").stringToSign(canonical)
    return Hexadecimal.encode(SigningKeyDraft(claim).derive(credentials.secretAccessKey).authenticate(text))
  }

  // MARK: Line by line

  private func addChanges(
    from sent: RequestParts, to received: RequestParts, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis
  ) {
    if sent.method != received.method {
      diagnosis.add(.methodOther, .certain, "intended as \(sent.method ?? "?"), received as \(received.method ?? "?")")
    }
    if Self.isMoved(sent, received) || Self.isMoved(received, sent) {
      let (signed, arrived) = (sent.host + Text(bytes: sent.path), received.host + Text(bytes: received.path))
      diagnosis.add(.bucketInSignedPath, .certain, "signed for \(signed), received as \(arrived)")
    } else {
      if sent.host != received.host {
        diagnosis.add(.hostChanged, .certain, "signed for \(sent.host), received as \(received.host)")
      }
      if PercentEncoding.decode(sent.path[...]) != PercentEncoding.decode(received.path[...]) {
        diagnosis.add(
          Self.change(from: sent.path, to: received.path, claim.place), .certain,
          "the path was signed as \(Text(bytes: sent.path)), received as \(Text(bytes: received.path))")
      }
    }
    addHeaderChanges(from: sent, to: received, claim, &diagnosis)
    addQueryChanges(from: sent, to: received, &diagnosis)
  }

  /// Whether the bucket moved from the host into the path.
  private static func isMoved(_ sent: RequestParts, _ received: RequestParts) -> Bool {
    guard sent.host != received.host, received.path.count > sent.path.count,
      received.path.suffix(sent.path.count).elementsEqual(sent.path)
    else { return false }
    let bucket = Text(received.path.dropLast(sent.path.count).dropFirst())
    return !bucket.isEmpty && sent.host.hasPrefix(bucket + ".")
  }

  private func addHeaderChanges(
    from sent: RequestParts, to received: RequestParts, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis
  ) {
    for name in claim.signedNames.sorted() where name != "host" {
      guard let value = sent.header(name) else { continue }
      let other = received.header(name)
      if other != value {
        // S3 writes a header that was not sent with an empty value, or not at all.
        let isMissing = (other ?? "").isEmpty
        diagnosis.add(
          isMissing ? .headerNotSent : .headerChanged, .certain,
          Self.changeOfHeader(name, value, other ?? ""))
      }
    }
  }

  /// Headers that proxies and CDNs rewrite or remove.
  static let rewrittenOnTheWay: Set<Text> = [
    "accept-encoding", "user-agent", "range", "expect", "connection", "te", "x-amzn-trace-id", "accept", "via",
  ]

  /// The detail of a header whose value changed on the way.
  static func changeOfHeader(_ name: Text, _ signed: Text, _ received: Text) -> String {
    let change = "\(name) was signed as \"\(signed)\", received as \"\(received)\""
    return rewrittenOnTheWay.contains(name.lowercased) ? change + ": proxies and CDNs change this header" : change
  }

  private func addQueryChanges(from sent: RequestParts, to received: RequestParts, _ diagnosis: inout Diagnosis) {
    let pairs = { (parts: RequestParts) in
      parts.query.map { ($0.decodedName, $0.decodedValue) }.filter { $0.0 != "X-Amz-Signature" }
    }
    let (signed, arrived) = (pairs(sent), pairs(received))
    let lost = signed.filter { pair in !arrived.contains { $0 == pair } }
    let added = arrived.filter { pair in !signed.contains { $0 == pair } }
    for (name, value) in lost {
      if let other = added.first(where: { $0.0 == name })?.1 {
        let isPlus = value.replacing("+", with: " ") == other
        diagnosis.add(
          isPlus ? .spaceInQueryAsPlus : .parameterChanged, .certain,
          "\(name) was signed as \"\(value)\", received as \"\(other)\"")
      } else {
        diagnosis.add(
          name.hasPrefix("X-Amz-") ? .parameterMissing : .parameterChanged, .certain,
          "\(name) was signed but not received")
      }
    }
    for (name, _) in added where !lost.contains(where: { $0.0 == name }) {
      let isToken = name == "X-Amz-Security-Token"
      diagnosis.add(
        isToken ? .tokenAddedAfterSigning : .requestParametersUnsigned, .certain,
        "\(name) was received but not signed")
    }
  }

  /// The cause of a difference between the signed and the received path.
  private static func change(
    from sent: [UInt8], to received: [UInt8], _ place: ClaimedSignature.Place
  ) -> CauseCode {
    let (signed, found) = (PercentEncoding.decode(sent[...]), PercentEncoding.decode(received[...]))
    if PercentEncoding.decode(found[...]) == signed { return .pathEncodedOnTheWay }
    if sent.contains(UInt8(ascii: "+")),
      PercentEncoding.decode(Text(bytes: sent).replacing("+", with: " ").bytes[...]) == found
    {
      return .spaceInPathAsPlus
    }
    let isSpace = Text(bytes: signed).replacing("+", with: " ").bytes == found
    if isSpace || PercentEncoding.decode(signed[...]) == found { return .pathDecodedOnTheWay }
    if sent.count > received.count, sent.suffix(received.count).elementsEqual(received) { return .pathPrefixStripped }
    return place == .query ? .parameterChanged : .requestChanged
  }
}
