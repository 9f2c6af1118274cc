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
      return diagnosis.add(.sigv2, .certain, "S3's string to sign is one of Signature Version 2")
    }
    if let name = error.cutOff {
      diagnosis.hints.append(
        "S3's XML is incomplete\(name.isEmpty ? "" : ": it ends within \(name)"). Give the whole response.")
    }
    if let signature = error.signature {
      diagnosis.checkFormat(of: signature, in: "SignatureProvided", of: "signature")
    }
    guard let canonical = error.canonicalRequest, let received = error.received,
      let parts = RequestParts(received), let claim = SignatureClaim(parts)
    else {
      if request == nil, error["CanonicalRequest"] == nil {
        diagnosis.hints.append("S3's response has no CanonicalRequest. Give the request (--url, --method, --header).")
      }
      return
    }
    diagnosis.canonicalRequest = canonical
    var inspector = self
    inspector.intention = Intention()
    if var found = inspector.inspect(received), found.isSignatureRight != nil {
      found.findings.removeAll { $0.certainty == .remark }
      if credentials != nil, found.isSignatureRight == true {
        // The request that S3 received is signed correctly with this secret, but S3 says that it is not.
        if !found.hasFault { found.add(.secretOfTheStoreOther) }
      } else if let ownCanonicalRequest {
        compareOwn(ownCanonicalRequest, with: canonical, parts, claim, error, &found)
      } else if let ownStringToSign, let theirs = error.stringToSign {
        // Its last line is the hash of the canonical request.
        if ownStringToSign == theirs { reportEqualRequests(error, &found) }
        let place = Diagnosis.Divergence("stringToSign", received: theirs.bytes, signed: ownStringToSign.bytes)
        found.divergence = found.divergence ?? place
      }
      diagnosis.isSignatureRight = found.isSignatureRight
      diagnosis.findings += found.findings.filter { !diagnosis.has($0.cause.code) }
      diagnosis.divergence = found.divergence
      diagnosis.hints += found.hints.filter { $0 != Diagnosis.wantsSecret }
    }
    guard let request, var sent = RequestParts(request) else {
      if credentials == nil, ownCanonicalRequest == nil, ownStringToSign == nil {
        diagnosis.hints.append(
          "Give the secret or the signer's own canonical request (--own-canonical-request) to find out the signer's mistake."
        )
      }
      return
    }
    sent.method = request.method ?? parts.method
    let intended = SignatureDraft(sent, SignatureClaim(sent) ?? claim, method: sent.method ?? "GET").canonicalRequest
    var changed = Diagnosis()
    addChanges(from: sent, to: parts, claim, &changed)
    if let signature = SignatureClaim(sent)?.signature, let provided = error.signature, signature != provided {
      diagnosis.hints.append(
        "The given request has another signature than the one in S3's response: it is a different request.")
      for index in changed.findings.indices { changed.findings[index].certainty = .likely }
    }
    if !changed.findings.isEmpty {
      explain(changed, isSecretRight: sign(intended, sent, claim) == error.signature?.bytes, &diagnosis)
    }
    if diagnosis.divergence == nil {
      diagnosis.divergence = .init("canonicalRequest", received: canonical.bytes, signed: intended)
    }
    // Do not report a finding twice.
    requestDiagnosis.findings.removeAll { diagnosis.has($0.cause.code) }
  }

  /// Reports the differences between the signer's own canonical request and S3's, if no known mistake explains them.
  private func compareOwn(
    _ own: Text, with canonical: Text, _ received: RequestParts, _ claim: SignatureClaim, _ error: ErrorResponse,
    _ found: inout Diagnosis
  ) {
    if own == canonical { return reportEqualRequests(error, &found) }
    guard found.has(.unexplained) || !found.hasFault else { return }
    found.isSignatureRight = false
    found.divergence = .init("canonicalRequest", received: canonical.bytes, signed: own.bytes)
    let request = InspectedRequest(
      canonicalRequest: own, signature: error.signature ?? "", credential: error.credential)
    guard let request, let parts = RequestParts(request) else { return }
    var changed = Diagnosis()
    addChanges(from: parts, to: received, claim, &changed)
    if changed.findings.isEmpty { addPayloadChanges(own, canonical, claim, &changed) }
    let isSecretRight = sign(own.bytes, parts, claim) == error.signature?.bytes
    if !changed.findings.isEmpty || isSecretRight { explain(changed, isSecretRight: isSecretRight, &found) }
  }

  /// Reports that both canonical requests are equal, so that the string to sign or the key must differ.
  private func reportEqualRequests(_ error: ErrorResponse, _ found: inout Diagnosis) {
    found.isSignatureRight = false
    found.findings.removeAll { $0.cause.code == .unexplained }
    if let index = found.findings.firstIndex(where: { $0.cause.code == .keyCachedWithoutSecret }) {
      found.findings[index].detail =
        "both canonical requests are equal, and the given secret does not produce the signature"
    } else if !found.hasFault {
      let theirs = error.stringToSign
      let areTextsEqual = ownStringToSign.map { $0 == theirs }
      found.add(
        .canonicalRequestsEqual, .certain,
        areTextsEqual.map {
          $0
            ? "the strings to sign are also equal: the secret or the access key is wrong" : "the strings to sign differ"
        })
      if areTextsEqual == false, let theirs, let ownStringToSign {
        found.divergence = .init("stringToSign", received: theirs.bytes, signed: ownStringToSign.bytes)
      }
    }
  }

  /// Replaces guesses by the changes that were found.
  /// - Parameter isSecretRight: Whether the secret produces the sent signature for the intended request.
  private func explain(_ changed: Diagnosis, isSecretRight: Bool, _ diagnosis: inout Diagnosis) {
    let guesses: Set<CauseCode> = isSecretRight ? [.unexplained, .keyCachedWithoutSecret] : [.unexplained]
    diagnosis.findings.removeAll { guesses.contains($0.cause.code) || changed.has($0.cause.code) }
    diagnosis.findings = changed.findings + diagnosis.findings
    diagnosis.isSignatureRight = false
    // The hint about the endpoint is only for an unknown signed host.
    diagnosis.hints.removeAll { $0.hasSuffix(Diagnosis.wantsEndpoint) }
    if isSecretRight {
      diagnosis.hints.append(
        "The secret is right: it produces the sent signature for the intended request. The request was changed after signing."
      )
      if diagnosis.findings.isEmpty { diagnosis.add(.parameterChanged) }
    }
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
          Self.change(from: sent.path, to: received.path), .certain,
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
        diagnosis.add(
          other == nil ? .headerNotSent : .headerChanged, .certain,
          "\(name) was signed as \"\(value)\", received as \"\(other ?? "")\"")
      }
    }
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

  /// Reports differences in the last two lines: the list of signed headers and the payload hash.
  private func addPayloadChanges(_ own: Text, _ canonical: Text, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis)
  {
    let (ours, theirs) = (own.split(at: 0x0A), canonical.split(at: 0x0A))
    guard let signed = ours.last, let arrived = theirs.last, ours.count > 1, theirs.count > 1 else { return }
    if signed != arrived {
      let code: CauseCode =
        if arrived == "UNSIGNED-PAYLOAD" {
          claim.place == .query ? .presignedWithBodyHash : .unsignedPayloadHashed
        } else {
          signed == "UNSIGNED-PAYLOAD" ? .unsignedPayloadUnsaid : .bodyChanged
        }
      diagnosis.add(code, .certain, "the last line was signed as \"\(signed)\", computed as \"\(arrived)\"")
    }
    let (listed, found) = (ours[ours.count - 2], theirs[theirs.count - 2])
    if listed != found {
      diagnosis.add(.parameterChanged, .certain, "SignedHeaders was signed as \"\(listed)\", received as \"\(found)\"")
    }
  }

  /// The cause of a difference between the signed and the received path.
  private static func change(from sent: [UInt8], to received: [UInt8]) -> CauseCode {
    let (signed, found) = (PercentEncoding.decode(sent[...]), PercentEncoding.decode(received[...]))
    if PercentEncoding.decode(found[...]) == signed { return .pathEncodedOnTheWay }
    if sent.contains(UInt8(ascii: "+")) { return .spaceInPathAsPlus }
    let isSpace = Text(bytes: signed).replacing("+", with: " ").bytes == found
    return isSpace || PercentEncoding.decode(signed[...]) == found ? .pathDecodedOnTheWay : .parameterChanged
  }
}
