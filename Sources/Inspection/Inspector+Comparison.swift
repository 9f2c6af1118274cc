import ReferenceImpl
import VideoSpec

// SignatureDoesNotMatch: S3 says what it has computed. What differs from the request as it was meant was changed on its way; what
// does not is the signer's doing.

extension Inspector {
  func compare(
    _ error: ErrorDocument, _ request: InspectedRequest?, _ answer: inout Diagnosis, with own: inout Diagnosis
  ) {
    if let text = error["StringToSign"]?.trimmed, !text.hasPrefix("AWS4-"), error["CanonicalRequest"] == nil {
      return answer.add("sigv2", .certain, "S3's string to sign is of version 2")
    }
    if let name = error.cutOff {
      answer.hints.append("S3's XML ends in the middle\(name.isEmpty ? "" : ", in \(name)"): take the whole of it.")
    }
    if let signature = error.signature { answer.examine(signature, "SignatureProvided", of: "signature") }
    guard let canonical = error.canonicalRequest, let received = error.received,
      let parts = RequestParts(received), let claim = LooseClaim(parts)
    else {
      if request == nil, error["CanonicalRequest"] == nil {
        answer.hints.append("S3's answer has no CanonicalRequest; give the request (--url, --method, --header).")
      }
      return
    }
    answer.canonicalRequest = canonical
    var inspector = self
    inspector.intention = Intention()
    if var found = inspector.inspect(received), found.isSignatureRight != nil {
      found.findings.removeAll { $0.certainty == .remark }
      if credentials != nil, found.isSignatureRight == true {
        // What S3 has received is signed rightly with this secret, and S3 says that it is not.
        if !found.hasFault { found.add("secret-of-the-store-other") }
      } else if let ownCanonicalRequest {
        hold(ownCanonicalRequest, against: canonical, (parts, claim), error, &found)
      } else if let ownStringToSign, let theirs = error.stringToSign {
        // Its last line is the canonical request's hash.
        if ownStringToSign == theirs { agree(error, &found) }
        let place = Diagnosis.Divergence("stringToSign", received: theirs.bytes, signed: ownStringToSign.bytes)
        found.divergence = found.divergence ?? place
      }
      answer.isSignatureRight = found.isSignatureRight
      answer.findings += found.findings.filter { !answer.has($0.cause.code) }
      answer.divergence = found.divergence
      answer.hints += found.hints.filter { $0 != Diagnosis.wantsSecret }
    }
    guard let request, var sent = RequestParts(request) else {
      if credentials == nil, ownCanonicalRequest == nil, ownStringToSign == nil {
        answer.hints.append(
          "With the secret, or the signer's own canonical request (--own-canonical-request), the pitfall can be named.")
      }
      return
    }
    sent.method = request.method ?? parts.method
    let meant = SignatureDraft(sent, LooseClaim(sent) ?? claim, method: sent.method ?? "GET").canonicalRequest
    var changed = Diagnosis()
    changes(from: sent, to: parts, claim, &changed)
    if let signature = LooseClaim(sent)?.signature, let provided = error.signature, signature != provided {
      answer.hints.append("The request given has another signature than the one that S3 names: it is another one.")
      for index in changed.findings.indices { changed.findings[index].certainty = .likely }
    }
    if !changed.findings.isEmpty { explain(changed, by: sign(meant, sent, claim) == error.signature?.bytes, &answer) }
    if answer.divergence == nil {
      answer.divergence = .init("canonicalRequest", received: canonical.bytes, signed: meant)
    }
    // The same finding twice says nothing more.
    own.findings.removeAll { answer.has($0.cause.code) }
  }

  /// Names the cause of what differs between the signer's own canonical request and S3's, where no pitfall does.
  private func hold(
    _ own: Text, against canonical: Text, _ received: (parts: RequestParts, claim: LooseClaim), _ error: ErrorDocument,
    _ found: inout Diagnosis
  ) {
    if own == canonical { return agree(error, &found) }
    guard found.has("unexplained") || !found.hasFault else { return }
    found.isSignatureRight = false
    found.divergence = .init("canonicalRequest", received: canonical.bytes, signed: own.bytes)
    let place = error.credential
    guard let request = InspectedRequest(canonicalRequest: own, signature: error.signature ?? "", place: place),
      let parts = RequestParts(request)
    else { return }
    var changed = Diagnosis()
    changes(from: parts, to: received.parts, received.claim, &changed)
    if changed.findings.isEmpty { payload(own, canonical, received.claim, &changed) }
    let isSigned = sign(own.bytes, parts, received.claim) == error.signature?.bytes
    if !changed.findings.isEmpty || isSigned { explain(changed, by: isSigned, &found) }
  }

  /// Both canonical requests are one: what is left is the string to sign, and the key.
  private func agree(_ error: ErrorDocument, _ found: inout Diagnosis) {
    found.isSignatureRight = false
    found.findings.removeAll { $0.cause.code == "unexplained" }
    if let index = found.findings.firstIndex(where: { $0.cause.code == "key-cached-without-secret" }) {
      found.findings[index].detail = "both canonical requests are equal, and this secret does not give the signature"
    } else if !found.hasFault {
      let theirs = error.stringToSign
      let isKey = ownStringToSign.map { $0 == theirs }
      found.add(
        "canonical-requests-equal", .certain,
        isKey.map {
          $0 ? "the strings to sign are equal, too: it is the secret or the key" : "the strings to sign differ"
        })
      if isKey == false, let theirs, let ownStringToSign {
        found.divergence = .init("stringToSign", received: theirs.bytes, signed: ownStringToSign.bytes)
      }
    }
  }

  /// Puts what was changed into the place of guesses.
  /// - Parameter isSigned: Whether the secret gives the signature that was sent, over what was meant.
  private func explain(_ changed: Diagnosis, by isSigned: Bool, _ answer: inout Diagnosis) {
    let guesses: Set<String> = isSigned ? ["unexplained", "key-cached-without-secret"] : ["unexplained"]
    answer.findings.removeAll { guesses.contains($0.cause.code) || changed.has($0.cause.code) }
    answer.findings = changed.findings + answer.findings
    answer.isSignatureRight = false
    // Another endpoint is asked for where nothing is known of the host that was signed.
    answer.hints.removeAll { $0.hasSuffix(Diagnosis.wantsEndpoint) }
    if isSigned {
      answer.hints.append(
        "The secret is right: what was meant has the very signature that was sent. It was changed on its way.")
      if answer.findings.isEmpty { answer.add("parameter-changed") }
    }
  }

  /// The signature of a canonical request; nil without a secret.
  private func sign(_ canonical: [UInt8], _ parts: RequestParts, _ received: LooseClaim) -> [UInt8]? {
    guard let credentials else { return nil }
    let claim = LooseClaim(parts) ?? received
    let text = SignatureDraft(parts, claim, method: parts.method ?? "GET").stringToSign(canonical)
    return Hexadecimal.encode(DraftKey(claim).derive(credentials.secretAccessKey).authenticate(text))
  }

  // MARK: Line by line

  private func changes(
    from sent: RequestParts, to received: RequestParts, _ claim: LooseClaim, _ answer: inout Diagnosis
  ) {
    if sent.method != received.method {
      answer.add("method-other", .certain, "meant as \(sent.method ?? "?"), received as \(received.method ?? "?")")
    }
    if Self.isMoved(sent, received) || Self.isMoved(received, sent) {
      let (signed, arrived) = (sent.host + Text(bytes: sent.path), received.host + Text(bytes: received.path))
      answer.add("bucket-in-signed-path", .certain, "signed for \(signed), received as \(arrived)")
    } else {
      if sent.host != received.host {
        answer.add("host-changed", .certain, "signed for \(sent.host), received as \(received.host)")
      }
      if PercentEncoding.decode(sent.path[...]) != PercentEncoding.decode(received.path[...]) {
        answer.add(
          Self.change(from: sent.path, to: received.path), .certain,
          "the path was \(Text(bytes: sent.path)), and is \(Text(bytes: received.path))")
      }
    }
    headers(from: sent, to: received, claim, &answer)
    query(from: sent, to: received, &answer)
  }

  /// Whether a bucket went from the host into the path.
  private static func isMoved(_ sent: RequestParts, _ received: RequestParts) -> Bool {
    guard sent.host != received.host, received.path.count > sent.path.count,
      received.path.suffix(sent.path.count).elementsEqual(sent.path)
    else { return false }
    let bucket = Text(received.path.dropLast(sent.path.count).dropFirst())
    return !bucket.isEmpty && sent.host.hasPrefix(bucket + ".")
  }

  private func headers(
    from sent: RequestParts, to received: RequestParts, _ claim: LooseClaim, _ answer: inout Diagnosis
  ) {
    for name in claim.signedNames.sorted() where name != "host" {
      guard let value = sent.header(name) else { continue }
      let other = received.header(name)
      if other != value {
        answer.add(
          other == nil ? "header-not-sent" : "header-changed", .certain,
          "\(name) was \"\(value)\", and is \"\(other ?? "")\"")
      }
    }
  }

  private func query(from sent: RequestParts, to received: RequestParts, _ answer: inout Diagnosis) {
    let pairs = { (parts: RequestParts) in
      parts.query.map { ($0.decodedName, $0.decodedValue) }.filter { $0.0 != "X-Amz-Signature" }
    }
    let (meant, arrived) = (pairs(sent), pairs(received))
    let lost = meant.filter { pair in !arrived.contains { $0 == pair } }
    let added = arrived.filter { pair in !meant.contains { $0 == pair } }
    for (name, value) in lost {
      if let other = added.first(where: { $0.0 == name })?.1 {
        let isPlus = value.replacing("+", with: " ") == other
        answer.add(
          isPlus ? "space-in-query-as-plus" : "parameter-changed", .certain,
          "\(name) was \"\(value)\", and is \"\(other)\"")
      } else {
        answer.add(
          name.hasPrefix("X-Amz-") ? "parameter-missing" : "parameter-changed", .certain,
          "\(name) was signed, and has not arrived")
      }
    }
    for (name, _) in added where !lost.contains(where: { $0.0 == name }) {
      let isToken = name == "X-Amz-Security-Token"
      answer.add(
        isToken ? "token-added-after-signing" : "request-parameters-unsigned", .certain,
        "\(name) has arrived, and was not signed")
    }
  }

  /// Names the cause of another last line, and of another list of headers.
  private func payload(_ own: Text, _ canonical: Text, _ claim: LooseClaim, _ answer: inout Diagnosis) {
    let (ours, theirs) = (own.split(at: 0x0A), canonical.split(at: 0x0A))
    guard let meant = ours.last, let arrived = theirs.last, ours.count > 1, theirs.count > 1 else { return }
    if meant != arrived {
      let isUnsigned = (meant == "UNSIGNED-PAYLOAD", arrived == "UNSIGNED-PAYLOAD")
      let code =
        claim.place == .query && isUnsigned.1
        ? "presigned-with-body-hash"
        : isUnsigned.0 ? "unsigned-payload-unsaid" : isUnsigned.1 ? "unsigned-payload-hashed" : "body-changed"
      answer.add(code, .certain, "the last line was \"\(meant)\", and is \"\(arrived)\"")
    }
    let (listed, found) = (ours[ours.count - 2], theirs[theirs.count - 2])
    if listed != found {
      answer.add("parameter-changed", .certain, "SignedHeaders was \"\(listed)\", and is \"\(found)\"")
    }
  }

  /// What has become of a path on its way.
  private static func change(from sent: [UInt8], to received: [UInt8]) -> String {
    let (meant, found) = (PercentEncoding.decode(sent[...]), PercentEncoding.decode(received[...]))
    if PercentEncoding.decode(found[...]) == meant { return "path-encoded-on-the-way" }
    if sent.contains(UInt8(ascii: "+")) { return "space-in-path-as-plus" }
    let isSpace = Text(bytes: meant).replacing("+", with: " ").bytes == found
    return isSpace || PercentEncoding.decode(meant[...]) == found ? "path-decoded-on-the-way" : "parameter-changed"
  }
}
