import ReferenceImpl
import VideoSpec

// What a text says beside the request and the response: the best guess if neither the signature nor S3's canonical request explains
// SignatureDoesNotMatch.

extension Inspector {
  /// Adds what the text, the signer's own canonical request and the list of signed headers suggest.
  /// - Returns: Whether something was added.
  func addSuspicions(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) -> Bool {
    var found = Diagnosis()
    let clues = intention.clues
    for pair in clues.headerPairs {
      let isHost = pair.name == "host"
      found.add(
        isHost ? .hostChanged : .headerChanged, .likely,
        "the text has two values: "
          + (isHost
            ? "signed for \(pair.second), received as \(pair.first), or the other way round"
            : Self.changeOfHeader(pair.name, pair.second, pair.first) + ", or the other way round"),
        confirm: "Both canonical requests, whole: the signer's and S3's.")
    }
    addBuckets(error, request, &found)
    addPaths(&found)
    if error.canonicalRequest == nil { addOwnSteps(&found) }
    if credentials == nil { addHosts(request, &found) }
    addProxy(request, &found)
    if credentials == nil, let padded = clues.paddedSecret {
      found.add(
        .secretPadded, .likely, padded,
        confirm: "The length of the secret where it is read: it must not end with a line feed.")
    }
    if found.findings.isEmpty { addRewrittenHeaders(error, request, &found) }
    let new = found.findings.filter { !diagnosis.has($0.cause.code) }
    diagnosis.findings += new
    return !new.isEmpty
  }

  /// Codes of S3 that may come from a wrong access key.
  private static let codesOfCredentials: Set<Text> = [
    "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "InvalidAccessKeyId", "SignatureDoesNotMatch",
    "InvalidRequest", "AccessDenied",
  ]

  /// A credential in the text whose access key is a secret, or none.
  func addCredentials(_ error: ErrorResponse, _ diagnosis: inout Diagnosis) {
    guard Self.codesOfCredentials.contains(error.code) else { return }
    for key in intention.clues.accessKeys {
      switch AccessKeyName(key) {
      case .secret:
        diagnosis.add(
          .credentialsExchanged, .likely,
          "the access key in the credential has \(key.bytes.count) characters, as secrets have",
          confirm: AccessKeyName.confirmation)
      case .missing:
        diagnosis.add(.credentialsEmpty, .likely, "the access key in the credential is \"\(key)\"")
      case .other: break
      }
    }
  }

  /// A slash in the name of the bucket: code gives it, or the first segment of a path has it encoded.
  private func addBuckets(_ error: ErrorResponse, _ request: InspectedRequest?, _ found: inout Diagnosis) {
    if let name = intention.clues.bucketsWithSlash.first {
      found.add(
        .bucketNameInvalid, .likely, "the bucket is given as \"\(name)\": what follows the \"/\" belongs to the key",
        confirm: "The request that was sent: its path shows how the \"/\" was encoded.")
    }
    var places: [(host: Text, path: Text)] = []
    for text in [ownCanonicalRequest?.replacing("\r\n", with: "\n"), error.canonicalRequest] {
      guard let text = text.flatMap(CanonicalText.init) else { continue }
      places.append((text.value("host") ?? "", text.path))
    }
    if let parts = request.flatMap({ RequestParts($0.repaired) }) {
      places.append((parts.host, Text(bytes: parts.path)))
    }
    for (host, path) in places {
      let first = Text(path.bytes.dropFirst().prefix { $0 != 0x2F }).uppercased
      guard first.contains("%2F"), AddressedObject.bucketInHost(host.hostAndPort.host) == nil else { continue }
      found.add(
        .bucketNameInvalid, .likely, "the path is \(path): the name of the bucket contains an encoded \"/\"",
        confirm: "The name of the bucket that the client was given.")
      found.add(.slashInKeyEncoded, .likely, "the path is \(path)")
    }
  }

  /// Two beginnings of canonical requests whose paths differ by a step.
  private func addPaths(_ found: inout Diagnosis) {
    let paths = intention.clues.canonicalPaths
    for (index, one) in paths.enumerated() {
      for other in paths[(index + 1)...] where other.method == one.method && other.path != one.path {
        let (signed, received) =
          CanonicalStep.smallest(one.path, other.path, CanonicalStep.path) == nil ? (other, one) : (one, other)
        let steps = CanonicalStep.smallest(signed.path, received.path, CanonicalStep.path) ?? []
        for step in steps {
          found.add(
            step.code, .likely,
            "the text has two canonical requests: the path is \"\(signed.path)\" in one and \"\(received.path)\" in the other",
            confirm: "Both canonical requests, whole: the signer's and S3's.")
        }
        if !steps.isEmpty { return }
      }
    }
  }

  /// What is not canonical in the signer's own canonical request, whatever S3 received.
  private func addOwnSteps(_ found: inout Diagnosis) {
    guard let text = ownCanonicalRequest?.replacing("\r\n", with: "\n"), let own = CanonicalText(text) else { return }
    for difference in CanonicalComparison(signed: own, received: own.canonicalized).differences where difference.isStep
    {
      found.add(
        difference.code, .likely, "the signer's own canonical request is not canonical: \(difference.detail)",
        confirm: "S3's CanonicalRequest, in the XML of its response.")
    }
  }

  /// A host of the signer's own network, while the request goes to another one.
  private func addHosts(_ request: InspectedRequest?, _ found: inout Diagnosis) {
    guard let parts = request.flatMap({ RequestParts($0.repaired) }), SignatureClaim(parts) != nil else { return }
    let own = intention.clues.internalHosts.filter { $0 != parts.host && $0 != parts.authority }
    guard let host = own.first, !intention.clues.internalHosts.contains(parts.host) else { return }
    found.add(
      .hostChanged, .likely, "the request goes to \(parts.host), and the text also names \(host): the host is signed",
      confirm: "The endpoint that the signer was given (--endpoint), with the secret.")
  }

  /// A proxy of the text that sends another host than the one in the URL.
  func addProxy(_ request: InspectedRequest?, _ found: inout Diagnosis) {
    guard let rewrite = intention.clues.hostRewrite, let parts = request.flatMap({ RequestParts($0.repaired) }),
      AmazonHost(parts.host) == nil
    else { return }
    let hasPort = parts.authority.hostAndPort.port != nil
    guard !rewrite.dropsPort || hasPort else { return }
    found.add(
      rewrite.dropsPort ? .portDropped : .hostChanged, .likely,
      "the proxy changes the Host: \(rewrite.setting)",
      confirm: "The Host that the store received: its log or its CanonicalRequest shows it.")
  }

  /// Signed headers that proxies and CDNs change, or that SDKs write anew.
  private func addRewrittenHeaders(_ error: ErrorResponse, _ request: InspectedRequest?, _ found: inout Diagnosis) {
    let parts = (request?.repaired ?? error.received).flatMap { RequestParts($0) }
    guard let names = parts.flatMap(SignatureClaim.init)?.signedNames else { return }
    let suspects = names.filter { Self.rewrittenOnTheWay.contains($0) || RequestChecks.addedBySDKs.contains($0) }
    guard !suspects.isEmpty else { return }
    found.add(
      .headerChanged, .likely,
      "proxies and CDNs change or remove what was signed: \(suspects.sorted().map(\.string).joined(separator: ", "))",
      confirm: "These headers as the client sent them, and as S3 received them.")
  }

  /// Adds the signed headers that differ in the log of another party.
  func addChanges(_ received: InspectedRequest, of request: InspectedRequest, _ diagnosis: inout Diagnosis) {
    guard let sent = RequestParts(request.repaired), let other = RequestParts(received.repaired),
      let claim = SignatureClaim(sent)
    else { return }
    var found = Diagnosis()
    for name in claim.signedNames.sorted() {
      let (ours, theirs) = name == "host" ? (sent.host, other.host) : (sent.header(name), other.header(name))
      guard let ours, let theirs, ours != theirs else { continue }
      found.add(
        name == "host" ? .hostChanged : .headerChanged, .likely,
        name == "host" ? "sent for \(ours), received as \(theirs)" : Self.changeOfHeader(name, ours, theirs),
        confirm: "The canonical request that the server computed.")
    }
    guard !found.findings.isEmpty else { return }
    let guesses: Set<CauseCode> = [.unexplained, .keyCachedWithoutSecret, .notSigned]
    diagnosis.findings.removeAll {
      guesses.contains($0.cause.code) && $0.certainty < .certain || found.has($0.cause.code)
    }
    diagnosis.findings = found.findings + diagnosis.findings
    diagnosis.order()
  }
}

extension CanonicalText {
  /// The text with path, query and names of headers as S3 writes them.
  fileprivate var canonicalized: CanonicalText {
    var text = self
    text.path = path.isEmpty ? "/" : PercentEncoding.encodePath(Text(bytes: PercentEncoding.decode(path.bytes[...])))
    let pairs = RawParameter.pairs(query.bytes[...]).map {
      (PercentEncoding.encode($0.decodedName), PercentEncoding.encode($0.decodedValue))
    }.sorted { $0 < $1 }
    text.query = Text(pairs.map { ($0.0 + "=" + $0.1).bytes }.joined(separator: [UInt8(ascii: "&")]))
    text.method = method.uppercased
    text.layout = nil
    return text
  }
}
