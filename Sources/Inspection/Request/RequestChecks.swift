import ReferenceImpl
import VideoSpec

/// Checks everything about a signed request that can be checked without the secret.
struct RequestChecks {
  let parts: RequestParts
  let claim: SignatureClaim
  let inspector: Inspector
  /// The received host, if it is one of Amazon S3.
  let amazon: AmazonHost?
  var diagnosis: Diagnosis
  /// Why a rule cannot be judged.
  var undecidable: [RequirementID: String] = [:]

  init(_ parts: RequestParts, _ claim: SignatureClaim, inspector: Inspector, diagnosis: Diagnosis) {
    self.parts = parts
    self.claim = claim
    self.inspector = inspector
    amazon = AmazonHost(parts.host)
    self.diagnosis = diagnosis
  }

  /// The certainty of a fault that S3 rejects whatever the rest of the request is. Other stores may accept it.
  var ifAmazon: Diagnosis.Certainty { amazon == nil ? .likely : .certain }

  mutating func run() {
    checkSignature()
    checkBucketName()
    checkParameters()
    checkMechanisms()
    checkCredential()
    checkDate()
    if claim.place == .query { checkExpiry() }
    checkSignedHeaders()
    checkSentHeaders()
    checkToken()
    checkChecksums()
    checkTarget()
    checkIntention()
    // Last, because the comparison with the intended key gives a more precise detail.
    if !Text(bytes: PercentEncoding.decode(parts.path[...])).isUTF8 { diagnosis.add(.textNotUtf8, ifAmazon) }
  }

  /// Whether a value was masked or shortened before it was pasted, so that it says nothing of what was sent.
  func isHidden(_ text: Text) -> Bool {
    SignatureFormat.isMasked(text) || !inspector.intention.clues.isEmpty && SignatureFormat.isShortened(text)
  }

  private mutating func checkSignature() {
    if isHidden(claim.signature) {
      return diagnosis.hints.append(
        "The signature is masked or shortened in the text, so it cannot be checked. Paste the whole signature to check it."
      )
    }
    guard SigningAlgorithm(rawValue: claim.algorithm.string) != .v4a else { return }
    if claim.place == .query {
      let isLast = parts.query.last?.decodedName == "X-Amz-Signature"
      diagnosis.checkFormat(of: claim.signature, in: "X-Amz-Signature", of: isLast ? "URL" : "signature")
    } else {
      diagnosis.checkFormat(of: claim.signature, in: "the Signature in Authorization", of: "header")
    }
  }

  private mutating func checkParameters() {
    guard claim.place == .query else {
      if parts.header("authorization")?.contains(",") == false {
        diagnosis.add(.authorizationWithoutCommas, ifAmazon)
      }
      // A signed header was sent: only the pasted text lacks it.
      if parts.header("x-amz-content-sha256") == nil, !claim.signedNames.contains("x-amz-content-sha256") {
        diagnosis.add(.contentSha256Missing, parts.isComplete ? ifAmazon : .likely)
      }
      return checkPayloadHash()
    }
    // If the credential contains %252F or the list %253B, the URL was encoded again.
    if (claim.accessKeyID + claim.scope).lowercased.contains("%2f")
      || claim.signedHeaders.contains(where: { $0.lowercased.contains("%3b") })
    {
      return diagnosis.add(.signedUrlEncodedAgain)
    }
    for name in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"] as [Text]
    {
      switch parts.count(name) {
      case 0: diagnosis.add(.parameterMissing, .certain, "\(name) is missing")
      case 1: break
      default: diagnosis.add(.parameterDuplicated, .likely, "the URL contains \(name) twice")
      }
    }
    if parts.count("X-Amz-Security-Token") > 1 { diagnosis.add(.tokenDuplicated, .likely) }
    if parts.count("X-Amz-Signature") > 1 {
      diagnosis.add(.parameterDuplicated, .likely, "the URL contains X-Amz-Signature twice")
    }
    if !claim.algorithm.isEmpty, SigningAlgorithm(rawValue: claim.algorithm.string) == nil {
      diagnosis.add(.algorithmUnknown)
    }
  }

  private mutating func checkPayloadHash() {
    guard let stated = parts.header("x-amz-content-sha256"), stated != "UNSIGNED-PAYLOAD",
      !stated.hasPrefix("STREAMING-")
    else { return }
    if stated.isEmpty { return diagnosis.add(.emptyBodyUnhashed, .certain, "x-amz-content-sha256 is empty") }
    if stated.bytes.count != 64 || Hexadecimal.decode(stated.lowercased.bytes) == nil {
      let shown = Redaction.shortened(stated, limit: 100)
      return diagnosis.add(.contentSha256Invalid, ifAmazon, "x-amz-content-sha256 is \"\(shown)\"")
    }
    if stated != stated.lowercased { return diagnosis.add(.payloadHashUpperCase) }
    if let hash = parts.bodyHash, hash != stated.bytes { diagnosis.add(.bodyChanged) }
  }

  private mutating func checkCredential() {
    let hasControls = { (text: Text) in text.bytes.contains { $0 < 0x20 || $0 == 0x7F } }
    let method = parts.method ?? ""
    if method.bytes.contains(where: { $0 <= 0x20 }) || hasControls(claim.accessKeyID) || hasControls(claim.token ?? "")
    {
      diagnosis.add(.lineBreakInRequest)
    }
    if inspector.credentials?.secretAccessKey.isEmpty == true {
      diagnosis.add(.credentialsEmpty, .certain, "the secret is empty")
    }
    if claim.accessKeyID.isEmpty { diagnosis.add(.credentialsEmpty) }
    if AccessKeyName(claim.accessKeyID) == .missing {
      diagnosis.add(
        .credentialsEmpty, .certain, "the access key is \"\(claim.accessKeyID)\": the variable has no value")
    }
    if AccessKeyName(claim.accessKeyID) == .secret {
      diagnosis.add(
        .credentialsExchanged, .likely,
        "the access key has \(claim.accessKeyID.bytes.count) characters, as secrets have",
        confirm: AccessKeyName.confirmation)
    }
    guard !diagnosis.has(.signedUrlEncodedAgain), parts.count("X-Amz-Credential") > 0 || claim.place == .header
    else { return }
    let credential = claim.accessKeyID + "/" + claim.scope
    if claim.region == "s3", claim.service != "s3" {
      return diagnosis.add(.scopeServiceBeforeRegion, .certain, "the scope is \(claim.scope)")
    }
    guard CredentialScope.parse(credential: credential, algorithm: claim.isAsymmetric ? .v4a : .v4) != nil else {
      // An empty access key is reported above, and a day that does not exist with the date.
      if claim.accessKeyID.isEmpty, !claim.day.isEmpty { return }
      if Timestamp(basic: claim.date) == nil, claim.date.hasPrefix(claim.day), claim.day.bytes.count == 8 { return }
      return diagnosis.add(.credentialMalformed, .certain, claim.scope.isEmpty ? nil : "the scope is \(claim.scope)")
    }
    checkService()
    if claim.isAsymmetric { checkRegionSet() } else { checkRegion() }
  }

  // MARK: The scope and the host

  /// The services of S3. Behind a host of one's own, each of them may be right.
  private static let services: Set<Text> = ["s3", "s3express", "s3-object-lambda", "s3-outposts"]

  private mutating func checkService() {
    if let amazon {
      guard !amazon.services.contains(claim.service) else { return }
      diagnosis.add(
        .serviceWrong, .certain,
        "the service is \(claim.service), but the host \(parts.host) needs \(amazon.services[0])")
    } else if !Self.services.contains(claim.service) {
      diagnosis.add(.serviceWrong, .likely, "the service is \(claim.service)")
    }
  }

  private mutating func checkRegion() {
    if amazon?.needsSigV4a == true {
      return diagnosis.add(.sigv4aNeeded, .certain, "\(parts.host) is a multi-Region access point")
    }
    if let amazon, amazon.kind == .regional || amazon.kind == .global {
      let bucket = amazon.bucket ?? firstSegment
      if bucket.hasSuffix("--x-s3") {
        diagnosis.add(.directoryBucketHost, .likely, "the bucket is \(bucket), the host is \(parts.host)")
      }
    }
    if let domain = amazon?.domainOfRegion {
      diagnosis.add(
        .domainOfAnotherPartition, .likely, "the host is \(parts.host), the domain of its region is \(domain)")
    }
    let given = inspector.region.flatMap { $0.isEmpty ? nil : $0 }
    guard let expected = given ?? amazon?.region, expected != claim.region else { return }
    diagnosis.add(
      .regionWrong, given == nil ? .likely : .certain,
      "signed for \(claim.region), but the \(given == nil ? "host belongs to" : "bucket's region is") \(expected)")
  }

  /// The first segment of the path.
  private var firstSegment: Text {
    Text(bytes: PercentEncoding.decode(parts.path.dropFirst().prefix { $0 != UInt8(ascii: "/") }))
  }

  /// Checks the regions that a signature of SigV4a is valid for (SIG-141).
  private mutating func checkRegionSet() {
    let set = claim.place == .query ? parts.value("X-Amz-Region-Set") : parts.header("x-amz-region-set")
    guard let set else {
      let isSigned = claim.signedNames.contains("x-amz-region-set")
      if !isSigned {
        diagnosis.add(.regionSetMissing, parts.isComplete || claim.place == .query ? .certain : .likely)
      }
      return
    }
    let given = inspector.region.flatMap { $0.isEmpty ? nil : $0 }
    guard let expected = given ?? amazon?.region, !RegionSet(set).contains(expected) else { return }
    diagnosis.add(
      .regionWrong, given == nil ? .likely : .certain,
      "signed for \(set), but the \(given == nil ? "host belongs to" : "bucket's region is") \(expected)")
  }

  // MARK: Headers

  private mutating func checkSignedHeaders() {
    let names = claim.signedHeaders
    // What the list names is unknown as long as it is encoded.
    guard !diagnosis.has(.signedUrlEncodedAgain) else { return }
    guard !names.isEmpty else {
      if parts.count("X-Amz-SignedHeaders") > 0 || claim.place == .header { diagnosis.add(.hostUnsigned) }
      return
    }
    if names.contains(where: { $0 != $0.lowercased }) {
      diagnosis.add(.headerNamesAsWritten, .likely, "SignedHeaders contains capital letters")
    }
    if !claim.signedNames.contains("host") { diagnosis.add(.hostUnsigned) }
    if Set(names).count < names.count {
      diagnosis.add(.signedHeadersRepeated, .likely)
    } else if names.map(\.lowercased) != names.map(\.lowercased).sorted() {
      diagnosis.add(.signedHeadersUnsorted, .likely)
    }
    if claim.signedNames.contains("authorization") { diagnosis.add(.earlierAuthorizationSigned) }
    let changed = names.filter { SigningHeaders.changedByProxies.contains($0.lowercased) }
    if !changed.isEmpty {
      diagnosis.add(.userAgentSigned, .likely, "signed headers: \(changed.map(\.string).joined(separator: ", "))")
    }
    let missing = names.filter { !isKnown($0.lowercased) || isEmptyAtServer($0.lowercased) }
    guard !missing.isEmpty else { return }
    let listed = missing.map(\.string).joined(separator: ", ")
    if parts.headers.isEmpty {
      diagnosis.hints.append(
        "Send these headers with the URL, because they are signed: \(listed). To check their values, give them with --header."
      )
    }
    // Whoever opens a URL does not send what only an SDK adds.
    let isUsual = missing.allSatisfy { !Self.addedBySDKs.contains($0.lowercased) }
    let isUnsaid = parts.method == nil && parts.headers.isEmpty && isUsual
    let isProven =
      parts.isComplete && !parts.isCanonical && !missing.allSatisfy { Self.addedByClients.contains($0.lowercased) }
    diagnosis.add(
      .headerNotSent, isUnsaid ? .remark : isProven ? .certain : .likely,
      "not \(parts.isComplete ? "sent" : "among the given headers"): \(listed)")
  }

  /// Whether the value of a signed header is known: it is given, or follows from the rest of the request.
  private func isKnown(_ name: Text) -> Bool {
    // SDKs move `x-amz-*` headers into the URL (SIG-172).
    name == "host" || parts.headerValues[name] != nil || (claim.place == .query && parts.amzParameters[name] != nil)
  }

  /// Whether S3's canonical request shows that it did not receive a signed header, or an empty one.
  private func isEmptyAtServer(_ name: Text) -> Bool { parts.isCanonical && parts.header(name)?.isEmpty == true }

  /// Headers that only an SDK adds.
  static let addedBySDKs: Set<Text> = [
    "amz-sdk-request", "amz-sdk-invocation-id", "amz-sdk-retry", "x-amz-user-agent", "x-amz-expires",
  ]

  /// Headers that HTTP clients add by themselves, often after a log or a debugger has shown the request.
  private static let addedByClients: Set<Text> = [
    "content-length", "connection", "accept", "accept-encoding", "accept-language", "user-agent", "expect",
    "transfer-encoding", "te",
  ]

  /// Headers that the caller chooses, and should therefore have given to the signer.
  private static let chosen: Set<Text> = [
    "content-type", "content-length", "content-md5", "content-disposition", "content-encoding", "content-language",
    "cache-control", "expires", "range", "if-match", "if-none-match",
  ]

  private mutating func checkSentHeaders() {
    let isSigning: Set<Text> = ["authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]
    let unsigned = parts.headers.map(\.name.lowercased).filter { !claim.signedNames.contains($0) }
    // The value of x-amz-content-sha256 is signed as the last line of the canonical request (SIG-159).
    let amz = unsigned.filter {
      $0.hasPrefix("x-amz-") && $0 != "x-amz-content-sha256" && (claim.place == .query || !isSigning.contains($0))
    }
    let given = Set(inspector.intention.headers.map(\.lowercased))
    let forgotten = parts.headers.map(\.name.lowercased).filter { name in
      given.contains(name) && !claim.signedNames.contains(name) && !SigningHeaders.changedByProxies.contains(name)
    }
    if claim.place == .query, forgotten.count > 1, given.intersection(claim.signedNames).isEmpty {
      diagnosis.add(.presignedHeadersUnsigned, .certain, forgotten.map(\.string).joined(separator: ", "))
    } else if !amz.isEmpty {
      let names = amz.map(\.string).joined(separator: ", ")
      let isParameter = amz.contains { name in parts.query.contains { $0.decodedName.lowercased == name } }
      // If the signer was given the header, the signer forgot it; otherwise the sender added it.
      let isForgotten = claim.place == .header || amz.contains(where: given.contains)
      diagnosis.add(
        isForgotten ? .amzHeadersUnsigned : .unsignedAmzHeader, ifAmazon,
        isParameter ? "\(names) is already a parameter of the URL" : "\(names) was not signed")
    }
    for name in unsigned.filter(Self.chosen.contains) where !diagnosis.has(.presignedHeadersUnsigned) {
      let code: CauseCode =
        switch name {
        case "content-type": .contentTypeUnsigned
        case "content-length": .contentLengthUnsigned
        default: .presignedHeadersUnsigned
        }
      diagnosis.add(code, .remark, "\(name) is sent but was not signed")
    }
    if parts.headers.contains(where: \.hasStrayBreak) { diagnosis.add(.lineBreakInHeader) }
  }

  private mutating func checkToken() {
    let isHeader = claim.place == .header
    checkSpelling()
    if claim.token == nil, claim.isOfUser, inspector.credentials?.sessionToken != nil {
      diagnosis.add(.tokenOfAnotherKey, .remark, "the access key is \(Redaction.accessKey(claim.accessKeyID))")
    } else if claim.token == nil, !claim.signedNames.contains(claim.tokenName),
      claim.isTemporary || (areOwnCredentials && inspector.credentials?.sessionToken != nil)
    {
      diagnosis.add(isHeader ? .tokenHeaderMissing : .tokenMissing, claim.isTemporary ? ifAmazon : .likely)
    }
    if isHeader, claim.token != nil, !claim.signedNames.contains(claim.tokenName) {
      diagnosis.add(.tokenHeaderUnsigned)
    }
    if let token = claim.token, areOwnCredentials, !diagnosis.hasMisspeltToken,
      let known = inspector.credentials?.sessionToken,
      !known.withBytes({ ConstantTime.equal($0, token.bytes) })
    {
      diagnosis.add(known.withBytes { Self.change(of: token, from: $0) })
    }
    if claim.token != nil, areOwnCredentials, let end = inspector.credentials?.expiration, let now = inspector.now,
      end < now
    {
      diagnosis.add(.tokenExpired, .likely, "the credentials expired at \(end), the current time is \(now)")
    }
  }

  /// Whether the given credentials are those that the request names.
  private var areOwnCredentials: Bool { inspector.credentials?.accessKeyID == claim.accessKeyID }
  /// The cause of a difference between the token in the request and the given one.
  private static func change(of token: Text, from known: [UInt8]) -> CauseCode {
    if !token.isEmpty, known.starts(with: token.bytes) { return .tokenCutOff }
    return PercentEncoding.decode(known[...]) == token.bytes ? .tokenPercentDecoded : .tokenOther
  }

  private mutating func checkTarget() {
    // A `#` of the key is reported with the key.
    if parts.hasFragment, inspector.intention.key?.contains("#") != true {
      diagnosis.add(.targetMalformed, .certain, "clients do not send what follows the \"#\"")
    }
    let query = parts.query.flatMap { $0.name + ($0.value ?? []) }
    if !PercentEncoding.isWellFormed(parts.path[...]) || !PercentEncoding.isWellFormed(query[...]) {
      diagnosis.add(.targetMalformed, .certain, "a \"%\" is not followed by two hexadecimal digits")
    }
  }
}

extension HeaderField {
  /// Whether the header contains a NUL byte or a line break that is not a fold.
  fileprivate var hasStrayBreak: Bool {
    let text = value.replacing("\r\n ", with: " ").replacing("\n ", with: " ").replacing("\r\n\t", with: " ")
      .replacing("\n\t", with: " ")
    return (name.bytes + text.bytes).contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
  }
}
