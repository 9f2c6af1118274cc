import ReferenceImpl
package import VideoSpec

/// Signs with the reference's canonical request and keys.
///
/// Scenarios contain requests that a signer has to refuse, such as a URL that is valid for eight days. So this signer checks nothing.
package struct OwnSigner: RequestSigner {
  package init() {}

  package var name: String { "VideoSpec" }

  package func headers(for job: SigningJob) throws(SigningGap) -> SignedJob {
    let hash = payloadHash(of: job)
    var added = [HeaderField("X-Amz-Date", job.time.basic)]
    if let token = job.credentials.sessionToken {
      added.append(HeaderField("X-Amz-Security-Token", token.withBytes { Text(bytes: $0) }))
    }
    if SigningService.isS3(job.service) { added.append(HeaderField("X-Amz-Content-Sha256", hash)) }
    if job.algorithm == .v4a { added.append(HeaderField("X-Amz-Region-Set", job.region)) }
    // A header that the scenario gives stands for the signer's.
    let given = Set(job.headers.map(\.name.lowercased))
    added.removeAll { given.contains($0.name.lowercased) }
    let canonical = canonicalRequest(of: job, target: job.target, headers: job.headers + added)
    let signature = sign(canonical, payloadHash: hash, job: job)
    let value =
      "\(job.algorithm.rawValue) Credential=\(credential(of: job)), SignedHeaders=\(canonical.signedHeaders), "
      + "Signature=\(signature)"
    added.append(HeaderField("Authorization", Text(value)))
    return SignedJob(headers: added, signature: signature)
  }

  package func target(for job: SigningJob, expires: Text) throws(SigningGap) -> Text {
    var canonical = canonicalRequest(of: job, target: job.target, headers: job.headers)
    var parameters: [(Text, Text)] = [
      ("X-Amz-Algorithm", Text(job.algorithm.rawValue)), ("X-Amz-Credential", credential(of: job)),
      ("X-Amz-Date", job.time.basic), ("X-Amz-Expires", expires),
      ("X-Amz-SignedHeaders", canonical.signedHeaders),
    ]
    if let token = job.credentials.sessionToken {
      parameters.append(("X-Amz-Security-Token", token.withBytes { Text(bytes: $0) }))
    }
    if job.algorithm == .v4a { parameters.append(("X-Amz-Region-Set", job.region)) }
    // A parameter that the scenario gives stands for the signer's.
    let query = job.target.bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first ?? []
    let given = Set(query.split(separator: UInt8(ascii: "&")).map { Text($0.prefix { $0 != UInt8(ascii: "=") }) })
    parameters.removeAll { given.contains($0.0) }
    var target = job.target
    for (name, value) in parameters {
      target = target + (target.bytes.contains(UInt8(ascii: "?")) ? "&" : "?") + name + "="
      target = target + PercentEncoding.encode(value)
    }
    canonical = canonicalRequest(of: job, target: target, headers: job.headers)
    let hash: Text
    switch job.payload {
    case .stated(let text): hash = text
    case .body where SigningService.isS3(job.service): hash = Text(bytes: PayloadHash.unsigned)
    case .body: hash = payloadHash(of: job)
    }
    return target + "&X-Amz-Signature=" + sign(canonical, payloadHash: hash, job: job)
  }

  package func fields(forPolicy document: Text, job: SigningJob) throws(SigningGap) -> [HeaderField] {
    let policy = Text(bytes: Base64.encode(document.bytes))
    return fields(ofCredentialsOf: job) + [
      HeaderField("policy", policy), HeaderField("x-amz-signature", signature(of: policy.bytes, job: job)),
    ]
  }

  /// The fields that a policy has to have conditions for.
  func fields(ofCredentialsOf job: SigningJob) -> [HeaderField] {
    var fields = [
      HeaderField("x-amz-algorithm", Text(job.algorithm.rawValue)),
      HeaderField("x-amz-credential", credential(of: job)), HeaderField("x-amz-date", job.time.basic),
    ]
    if let token = job.credentials.sessionToken {
      fields.append(HeaderField("x-amz-security-token", token.withBytes { Text(bytes: $0) }))
    }
    return fields
  }

  package func chunks(of body: [UInt8], _ plan: ChunkPlan, job: SigningJob) throws(SigningGap) -> SignedChunks {
    guard job.algorithm == .v4 || plan.mode == .unsignedTrailer else {
      throw SigningGap("the gate does not sign chunks with \(job.algorithm.rawValue)")
    }
    let words = [
      ChunkMode.signed: PayloadHash.streaming, .signedTrailer: PayloadHash.streamingTrailer,
      .unsignedTrailer: PayloadHash.streamingUnsignedTrailer,
    ]
    var job = job
    if case .body = job.payload { job.payload = .stated(Text(bytes: words[plan.mode] ?? [])) }
    let given = Set(job.headers.map(\.name.lowercased))
    let announced = plan.headers(bodySize: body.count).filter { !given.contains($0.name.lowercased) }
    job.headers += announced
    let signed = try headers(for: job)
    var chain = ChunkChain(previous: signed.signature, job: job, signer: self)
    var wire: [UInt8] = []
    for part in plan.parts(of: body) + [[]] {
      wire += String(part.count, radix: 16).utf8
      if plan.mode != .unsignedTrailer { wire += ";chunk-signature=".utf8 + chain.sign(chunk: Array(part)).bytes }
      wire += "\r\n".utf8
      // The last, empty chunk has no line end of its own.
      if !part.isEmpty { wire += part + [0x0D, 0x0A] }
    }
    for field in plan.trailer { wire += "\(field.name):\(field.value)\r\n".utf8 }
    if plan.mode == .signedTrailer {
      wire += "x-amz-trailer-signature:".utf8 + chain.sign(trailer: plan.trailer).bytes + [0x0D, 0x0A]
    }
    wire += "\r\n".utf8
    return SignedChunks(headers: announced + signed.headers, body: wire)
  }

  // MARK: - The steps

  private func canonicalRequest(of job: SigningJob, target: Text, headers: [HeaderField]) -> CanonicalRequest {
    var request = CanonicalRequest()
    request.method = job.method
    let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) ?? target.bytes.count
    CanonicalPath.append(
      wire: target.bytes[..<mark], rule: CanonicalPath.Rule(service: job.service, normalizesPath: true),
      to: &request.path)
    request.appendQuery(wire: target.bytes[mark...].dropFirst())
    request.query.sortByNameThenValue()
    for header in [HeaderField("host", job.host)] + headers where !job.unsigned.contains(header.name.lowercased) {
      request.appendHeader(header.name, header.value)
    }
    request.headers.sortByName()
    return request
  }

  private func sign(_ request: CanonicalRequest, payloadHash: Text, job: SigningJob) -> Text {
    var canonical: [UInt8] = []
    request.append(payloadHash: payloadHash.bytes, to: &canonical)
    var text: [UInt8] = []
    StringToSign.append(
      algorithm: Text(job.algorithm.rawValue), time: job.time.basic, scope: scope(of: job), to: &text)
    text += Hexadecimal.encode(SHA256.digest(of: canonical))
    return signature(of: text, job: job)
  }

  private func signature(of text: [UInt8], job: SigningJob) -> Text {
    let key: SignatureKey =
      switch job.algorithm {
      case .v4: .symmetric(OwnSigner.key(of: job))
      case .v4a: .asymmetric(ECDSAKey(deriving: job.credentials))
      }
    return Text(bytes: key.sign(text, using: DigestContext()))
  }

  /// The signing key for the day, the region and the service (SIG-062).
  fileprivate static func key(of job: SigningJob) -> HMACKey {
    let start = job.credentials.secretAccessKey.withBytes { HMACKey(Array("AWS4".utf8) + $0) }
    let parts = [job.time.day, job.region, job.service, CredentialScope.terminator]
    return parts.reduce(start) { key, part in HMACKey(key.authenticate(part.bytes)) }
  }

  fileprivate func scope(of job: SigningJob) -> Text {
    CredentialScope(day: job.time.day, region: job.algorithm == .v4 ? job.region : nil, service: job.service).text
  }

  private func credential(of job: SigningJob) -> Text { job.credentials.accessKeyID + "/" + scope(of: job) }

  private func payloadHash(of job: SigningJob) -> Text {
    switch job.payload {
    case .body(let bytes): Text(bytes: Hexadecimal.encode(SHA256.digest(of: bytes)))
    case .stated(let text): text
    }
  }
}

/// Signs the chunks of a body one after the other, each together with the signature before it (SIG-121, SIG-126).
private struct ChunkChain {
  var previous: Text
  let job: SigningJob
  private let key: HMACKey
  private let scope: Text

  init(previous: Text, job: SigningJob, signer: OwnSigner) {
    self.previous = previous
    self.job = job
    key = OwnSigner.key(of: job)
    scope = signer.scope(of: job)
  }

  mutating func sign(chunk: [UInt8]) -> Text {
    sign(
      "AWS4-HMAC-SHA256-PAYLOAD",
      Hexadecimal.encode(SHA256.digest(of: [])) + [0x0A] + Hexadecimal.encode(SHA256.digest(of: chunk)))
  }

  mutating func sign(trailer: [HeaderField]) -> Text {
    let lines = trailer.flatMap { "\($0.name.lowercased):\($0.value)\n".utf8 }
    return sign("AWS4-HMAC-SHA256-TRAILER", Hexadecimal.encode(SHA256.digest(of: lines)))
  }

  private mutating func sign(_ algorithm: Text, _ hashes: [UInt8]) -> Text {
    var text: [UInt8] = []
    StringToSign.append(algorithm: algorithm, time: job.time.basic, scope: scope, to: &text)
    text += previous.bytes + [0x0A] + hashes
    previous = Text(bytes: Hexadecimal.encode(key.authenticate(text)))
    return previous
  }
}
