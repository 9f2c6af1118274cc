import ReferenceImpl
import VideoSpec

/// Checks everything about a signed request that can be checked without the secret.
struct RequestChecks {
  let parts: RequestParts
  let claim: SignatureClaim
  let inspector: Inspector
  var diagnosis: Diagnosis
  /// Why a rule cannot be judged.
  var undecidable: [RequirementID: String] = [:]

  init(_ parts: RequestParts, _ claim: SignatureClaim, inspector: Inspector, diagnosis: Diagnosis) {
    self.parts = parts
    self.claim = claim
    self.inspector = inspector
    self.diagnosis = diagnosis
  }

  mutating func run() {
    checkSignature()
    checkParameters()
    checkCredential()
    checkDate()
    if claim.place == .query { checkExpiry() }
    checkSignedHeaders()
    checkSentHeaders()
    checkToken()
    checkTarget()
    checkIntention()
    // Last, because the comparison with the intended key gives a more precise detail.
    if !Text(bytes: PercentEncoding.decode(parts.path[...])).isUTF8 { diagnosis.add(.textNotUtf8, .certain) }
  }

  private mutating func checkSignature() {
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
      if parts.header("authorization")?.contains(",") == false { diagnosis.add(.authorizationWithoutCommas) }
      if parts.header("x-amz-content-sha256") == nil {
        diagnosis.add(.contentSha256Missing)
      }
      return checkPayloadHash()
    }
    // If the credential contains %252F, the whole URL was encoded again.
    if (claim.accessKeyID + claim.scope).lowercased.contains("%2f") {
      return diagnosis.add(.signedUrlEncodedAgain)
    }
    for name in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"] as [Text]
    {
      switch parts.count(name) {
      case 0: diagnosis.add(.parameterMissing, .certain, "\(name) is missing")
      case 1: break
      default: diagnosis.add(.parameterDuplicated, .certain, "the URL contains \(name) twice")
      }
    }
    if parts.count("X-Amz-Security-Token") > 1 { diagnosis.add(.tokenDuplicated) }
    if parts.count("X-Amz-Signature") > 1 {
      diagnosis.add(.parameterDuplicated, .certain, "the URL contains X-Amz-Signature twice")
    }
    if !claim.algorithm.isEmpty, SigningAlgorithm(rawValue: claim.algorithm.string) == nil {
      diagnosis.add(.algorithmUnknown)
    }
  }

  private mutating func checkPayloadHash() {
    guard let stated = parts.header("x-amz-content-sha256"), stated != "UNSIGNED-PAYLOAD",
      !stated.hasPrefix("STREAMING-")
    else {
      return
    }
    if stated.isEmpty { return diagnosis.add(.emptyBodyUnhashed, .certain, "x-amz-content-sha256 is empty") }
    if stated != stated.lowercased { return diagnosis.add(.payloadHashUpperCase) }
    guard let body = parts.body else { return }
    if Hexadecimal.encode(SHA256.digest(of: body.bytes)) != stated.bytes { diagnosis.add(.bodyChanged) }
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
    let algorithm = SigningAlgorithm(rawValue: claim.algorithm.string) ?? .v4
    guard algorithm == .v4, !diagnosis.has(.signedUrlEncodedAgain),
      parts.count("X-Amz-Credential") > 0 || claim.place == .header
    else { return }
    let credential = claim.accessKeyID + "/" + claim.scope
    if claim.region == "s3", claim.service != "s3" {
      return diagnosis.add(.scopeServiceBeforeRegion, .certain, "the scope is \(claim.scope)")
    }
    if CredentialScope.parse(credential: credential, algorithm: .v4) == nil {
      return diagnosis.add(.credentialMalformed, .certain, claim.scope.isEmpty ? nil : "the scope is \(claim.scope)")
    }
    if claim.service != "s3" { diagnosis.add(.serviceWrong, .certain, "the service is \(claim.service)") }
    let expected = inspector.region ?? Self.region(of: parts.host.hostAndPort.host)
    if let expected, expected != claim.region {
      diagnosis.add(
        .regionWrong, inspector.region == nil ? .likely : .certain,
        "signed for \(claim.region), but the \(inspector.region == nil ? "host belongs to" : "bucket's region is") \(expected)"
      )
    }
    if let known = inspector.credentials, known.accessKeyID != claim.accessKeyID, !claim.accessKeyID.isEmpty {
      diagnosis.hints.append(
        "The access key is \(Redaction.accessKey(claim.accessKeyID)), but that of the given credentials is \(Redaction.accessKey(known.accessKeyID))."
      )
    }
  }

  /// The words after `s3-` in hosts that name their region elsewhere.
  private static let kinds: Set<Text> = [
    "accesspoint", "accesspoint-fips", "object-lambda", "fips", "outposts", "website", "control",
  ]

  /// The region in the name of a host of S3; nil if it names none, as the global host.
  static func region(of host: Text) -> Text? {
    let labels = host.split(at: UInt8(ascii: "."))
    guard host.contains(".amazonaws.com"),
      let index = labels.lastIndex(of: "s3") ?? labels.lastIndex(where: { $0.hasPrefix("s3-") })
    else { return nil }
    let kind = Text(labels[index].bytes.dropFirst(3))
    if labels[index] != "s3", !kinds.contains(kind) {
      if kind == "accelerate" || kind == "external-1" { return nil }
      return kind.hasPrefix("website-") ? Text(kind.bytes.dropFirst(8)) : kind
    }
    let rest = labels[(index + 1)...].drop { $0 == "dualstack" }
    guard let next = rest.first, next != "amazonaws" else { return nil }
    return next
  }

  // MARK: Headers

  private mutating func checkSignedHeaders() {
    let names = claim.signedHeaders
    guard !names.isEmpty else {
      if parts.count("X-Amz-SignedHeaders") > 0 || claim.place == .header { diagnosis.add(.hostUnsigned) }
      return
    }
    if names.contains(where: { $0 != $0.lowercased }) {
      diagnosis.add(.headerNamesAsWritten, .certain, "SignedHeaders contains capital letters")
    }
    if !claim.signedNames.contains("host") { diagnosis.add(.hostUnsigned) }
    if Set(names).count < names.count {
      diagnosis.add(.signedHeadersRepeated)
    } else if names.map(\.lowercased) != names.map(\.lowercased).sorted() {
      diagnosis.add(.signedHeadersUnsorted)
    }
    let changed = names.filter { SigningHeaders.changedByProxies.contains($0.lowercased) }
    if !changed.isEmpty {
      diagnosis.add(.userAgentSigned, .likely, "signed headers: \(changed.map(\.string).joined(separator: ", "))")
    }
    let missing = names.filter { name in
      name.lowercased != "host" && parts.headerValues[name.lowercased] == nil
    }
    guard !missing.isEmpty else { return }
    let listed = missing.map(\.string).joined(separator: ", ")
    if parts.headers.isEmpty {
      diagnosis.hints.append(
        "The URL was signed with these headers, which have to be sent: \(listed). Give them with --header.")
    }
    diagnosis.add(
      .headerNotSent, parts.method == nil && parts.headers.isEmpty ? .remark : .certain, "not sent: \(listed)")
  }

  /// Headers that the caller chooses, and should therefore have given to the signer.
  private static let chosen: Set<Text> = [
    "content-type", "content-length", "content-md5", "content-disposition", "content-encoding", "content-language",
    "cache-control", "expires", "range", "if-match", "if-none-match",
  ]

  private mutating func checkSentHeaders() {
    let isSigning: Set<Text> = ["authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]
    let unsigned = parts.headers.map(\.name.lowercased).filter { !claim.signedNames.contains($0) }
    let amz = unsigned.filter { $0.hasPrefix("x-amz-") && (claim.place == .query || !isSigning.contains($0)) }
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
        isForgotten ? .amzHeadersUnsigned : .unsignedAmzHeader, .certain,
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
    if claim.token == nil, claim.isOfUser, inspector.credentials?.sessionToken != nil {
      diagnosis.add(.tokenOfAnotherKey, .remark, "the access key is \(Redaction.accessKey(claim.accessKeyID))")
    } else if claim.token == nil, claim.isTemporary || inspector.credentials?.sessionToken != nil {
      diagnosis.add(isHeader ? .tokenHeaderMissing : .tokenMissing)
    }
    if isHeader, claim.token != nil, !claim.signedNames.contains("x-amz-security-token") {
      diagnosis.add(.tokenHeaderUnsigned)
    }
    if let token = claim.token, let known = inspector.credentials?.sessionToken,
      !known.withBytes({ ConstantTime.equal($0, token.bytes) })
    {
      diagnosis.add(.tokenOther)
    }
    if claim.token != nil, let end = inspector.credentials?.expiration, let now = inspector.now, end < now {
      diagnosis.add(.tokenExpired, .certain, "the credentials expired at \(end)")
    }
  }

  private mutating func checkTarget() {
    if parts.hasFragment { diagnosis.add(.targetMalformed, .certain, "clients do not send what follows the \"#\"") }
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
