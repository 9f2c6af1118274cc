import ReferenceImpl
import VideoSpec

/// What shows of a signed request without any secret.
struct Structure {
  let parts: RequestParts
  let claim: LooseClaim
  let inspector: Inspector
  var diagnosis: Diagnosis
  /// Why a rule that could have been told of cannot.
  var untold: [RequirementID: String] = [:]

  init(_ parts: RequestParts, _ claim: LooseClaim, inspector: Inspector, diagnosis: Diagnosis) {
    self.parts = parts
    self.claim = claim
    self.inspector = inspector
    self.diagnosis = diagnosis
  }

  mutating func examine() {
    examineSignature()
    examineParameters()
    examineCredential()
    examineDate()
    if claim.place == .query { examineExpiry() }
    examineSignedHeaders()
    examineSentHeaders()
    examineToken()
    examineTarget()
    examineIntention()
    // Later: the intention may tell more of it.
    if !Text(bytes: PercentEncoding.decode(parts.path[...])).isUTF8 { diagnosis.add("text-not-utf-8", .certain) }
  }

  private mutating func examineSignature() {
    guard SigningAlgorithm(rawValue: claim.algorithm.string) != .v4a else { return }
    if claim.place == .query {
      let isLast = parts.query.last?.decodedName == "X-Amz-Signature"
      diagnosis.examine(claim.signature, "X-Amz-Signature", of: isLast ? "URL" : "signature")
    } else {
      diagnosis.examine(claim.signature, "the Signature in Authorization", of: "header")
    }
  }

  private mutating func examineParameters() {
    guard claim.place == .query else {
      if parts.header("authorization")?.contains(",") == false { diagnosis.add("authorization-without-commas") }
      if parts.header("x-amz-content-sha256") == nil {
        diagnosis.add("content-sha256-missing")
      } else if !claim.signedNames.contains("x-amz-content-sha256") {
        diagnosis.add("content-sha256-unsigned")
      }
      return examinePayloadHash()
    }
    // %252F in the credential: the whole URL was encoded once more.
    if (claim.accessKeyID + claim.scope).lowercased.contains("%2f") {
      return diagnosis.add("signed-url-encoded-again")
    }
    for name in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"] as [Text]
    {
      switch parts.count(name) {
      case 0: diagnosis.add("parameter-missing", .certain, "there is no \(name)")
      case 1: break
      default: diagnosis.add("parameter-duplicated", .certain, "\(name) stands twice")
      }
    }
    if parts.count("X-Amz-Security-Token") > 1 { diagnosis.add("token-duplicated") }
    if parts.count("X-Amz-Signature") > 1 {
      diagnosis.add("parameter-duplicated", .certain, "X-Amz-Signature stands twice")
    }
    if !claim.algorithm.isEmpty, SigningAlgorithm(rawValue: claim.algorithm.string) == nil {
      diagnosis.add("algorithm-unknown")
    }
  }

  private mutating func examinePayloadHash() {
    guard let stated = parts.header("x-amz-content-sha256"), stated != "UNSIGNED-PAYLOAD",
      !stated.hasPrefix("STREAMING-")
    else {
      return
    }
    if stated.isEmpty { return diagnosis.add("empty-body-unhashed", .certain, "x-amz-content-sha256 is empty") }
    if stated != stated.lowercased { return diagnosis.add("payload-hash-upper-case") }
    guard let body = parts.body else { return }
    if Hexadecimal.encode(SHA256.digest(of: body.bytes)) != stated.bytes { diagnosis.add("body-changed") }
  }

  private mutating func examineCredential() {
    let hasControls = { (text: Text) in text.bytes.contains { $0 < 0x20 || $0 == 0x7F } }
    let method = parts.method ?? ""
    if method.bytes.contains(where: { $0 <= 0x20 }) || hasControls(claim.accessKeyID) || hasControls(claim.token ?? "")
    {
      diagnosis.add("line-break-in-request")
    }
    if inspector.credentials?.secretAccessKey.isEmpty == true {
      diagnosis.add("credentials-empty", .certain, "the secret is empty")
    }
    if claim.accessKeyID.isEmpty { diagnosis.add("credentials-empty") }
    let algorithm = SigningAlgorithm(rawValue: claim.algorithm.string) ?? .v4
    guard algorithm == .v4, !diagnosis.has("signed-url-encoded-again"),
      parts.count("X-Amz-Credential") > 0 || claim.place == .header
    else { return }
    let credential = claim.accessKeyID + "/" + claim.scope
    if claim.region == "s3", claim.service != "s3" {
      return diagnosis.add("scope-service-before-region", .certain, "the scope is \(claim.scope)")
    }
    if CredentialScope.parse(credential: credential, algorithm: .v4) == nil {
      return diagnosis.add("credential-malformed", .certain, claim.scope.isEmpty ? nil : "the scope is \(claim.scope)")
    }
    if claim.service != "s3" { diagnosis.add("service-wrong", .certain, "the service is \(claim.service)") }
    let expected = inspector.region ?? Self.region(of: parts.host.hostAndPort.host)
    if let expected, expected != claim.region {
      diagnosis.add(
        "region-wrong", inspector.region == nil ? .likely : .certain,
        "signed for \(claim.region), the \(inspector.region == nil ? "host is of" : "bucket's region is") \(expected)")
    }
    if let known = inspector.credentials, known.accessKeyID != claim.accessKeyID, !claim.accessKeyID.isEmpty {
      diagnosis.hints.append(
        "The access key is \(Shortened.key(claim.accessKeyID)), that of the credentials given \(Shortened.key(known.accessKeyID))."
      )
    }
  }

  /// What stands after "s3-" in hosts that name their region elsewhere.
  private static let kinds: Set<Text> = [
    "accesspoint", "accesspoint-fips", "object-lambda", "fips", "outposts", "website", "control",
  ]

  /// The region that S3's own hosts name; the global host may serve any.
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

  private mutating func examineSignedHeaders() {
    let names = claim.signedHeaders
    guard !names.isEmpty else {
      if parts.count("X-Amz-SignedHeaders") > 0 || claim.place == .header { diagnosis.add("host-unsigned") }
      return
    }
    if names.contains(where: { $0 != $0.lowercased }) {
      diagnosis.add("header-names-as-written", .certain, "SignedHeaders has capitals")
    }
    if !claim.signedNames.contains("host") { diagnosis.add("host-unsigned") }
    if Set(names).count < names.count {
      diagnosis.add("signed-headers-repeated")
    } else if names.map(\.lowercased) != names.map(\.lowercased).sorted() {
      diagnosis.add("signed-headers-unsorted")
    }
    let changed = names.filter { SigningHeaders.changedByProxies.contains($0.lowercased) }
    if !changed.isEmpty {
      diagnosis.add("user-agent-signed", .likely, "signed: \(changed.map(\.string).joined(separator: ", "))")
    }
    let missing = names.filter { name in
      name.lowercased != "host" && parts.headerValues[name.lowercased] == nil
    }
    guard !missing.isEmpty else { return }
    let listed = missing.map(\.string).joined(separator: ", ")
    if parts.headers.isEmpty {
      diagnosis.hints.append(
        "The URL was signed with the headers \(listed): they have to be sent. Give them with --header.")
    }
    diagnosis.add(
      "header-not-sent", parts.method == nil && parts.headers.isEmpty ? .remark : .certain, "not sent: \(listed)")
  }

  /// Headers that are somebody's choice, so that a signer should have been given them.
  private static let chosen: Set<Text> = [
    "content-type", "content-length", "content-md5", "content-disposition", "content-encoding", "content-language",
    "cache-control", "expires", "range", "if-match", "if-none-match",
  ]

  private mutating func examineSentHeaders() {
    let isSigning: Set<Text> = ["authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]
    let unsigned = parts.headers.map(\.name.lowercased).filter { !claim.signedNames.contains($0) }
    let amz = unsigned.filter { $0.hasPrefix("x-amz-") && (claim.place == .query || !isSigning.contains($0)) }
    let given = Set(inspector.intention.headers.map(\.lowercased))
    let forgotten = parts.headers.map(\.name.lowercased).filter { name in
      given.contains(name) && !claim.signedNames.contains(name) && !SigningHeaders.changedByProxies.contains(name)
    }
    if claim.place == .query, forgotten.count > 1, given.intersection(claim.signedNames).isEmpty {
      diagnosis.add("presigned-headers-unsigned", .certain, forgotten.map(\.string).joined(separator: ", "))
    } else if !amz.isEmpty {
      let names = amz.map(\.string).joined(separator: ", ")
      let isParameter = amz.contains { name in parts.query.contains { $0.decodedName.lowercased == name } }
      // Given to the signer it was forgotten there; else the sender adds it.
      let isForgotten = claim.place == .header || amz.contains(where: given.contains)
      diagnosis.add(
        isForgotten ? "amz-headers-unsigned" : "unsigned-amz-header", .certain,
        isParameter ? "\(names) is a parameter of the URL already" : "\(names) was not signed")
    }
    for name in unsigned.filter(Self.chosen.contains) where !diagnosis.has("presigned-headers-unsigned") {
      let code =
        switch name {
        case "content-type": "content-type-unsigned"
        case "content-length": "content-length-unsigned"
        default: "presigned-headers-unsigned"
        }
      diagnosis.add(code, .remark, "\(name) is sent, and not signed")
    }
    if parts.headers.contains(where: { HeaderShape.isBroken($0) }) { diagnosis.add("line-break-in-header") }
  }

  private mutating func examineToken() {
    let isHeader = claim.place == .header
    if claim.token == nil, claim.isLasting, inspector.credentials?.sessionToken != nil {
      diagnosis.add("token-of-another-key", .remark, "the access key is \(Shortened.key(claim.accessKeyID))")
    } else if claim.token == nil, claim.isTemporary || inspector.credentials?.sessionToken != nil {
      diagnosis.add(isHeader ? "token-header-missing" : "token-missing")
    }
    if isHeader, claim.token != nil, !claim.signedNames.contains("x-amz-security-token") {
      diagnosis.add("token-header-unsigned")
    }
    if let token = claim.token, let known = inspector.credentials?.sessionToken,
      !known.withBytes({ ConstantTime.equal($0, token.bytes) })
    {
      diagnosis.add("token-other")
    }
    if claim.token != nil, let end = inspector.credentials?.expiration, let now = inspector.now, end < now {
      diagnosis.add("token-expired", .certain, "they ended at \(end)")
    }
  }

  private mutating func examineTarget() {
    if parts.hasFragment { diagnosis.add("target-malformed", .certain, "what follows the '#' is not sent") }
    let query = parts.query.flatMap { $0.name + ($0.value ?? []) }
    if !PercentEncoding.isWellFormed(parts.path[...]) || !PercentEncoding.isWellFormed(query[...]) {
      diagnosis.add("target-malformed", .certain, "a '%' is not followed by two digits")
    }
  }
}

enum HeaderShape {
  /// Whether a line break ends the header, or a NUL byte stands in it.
  static func isBroken(_ header: HeaderField) -> Bool {
    let text = header.value.replacing("\r\n ", with: " ").replacing("\n ", with: " ").replacing("\r\n\t", with: " ")
      .replacing("\n\t", with: " ")
    return (header.name.bytes + text.bytes).contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
  }
}
