import Synchronization
public import VideoSpec

/// The URL and the headers that sign a request.
public struct SignedHeaders: Hashable, Sendable {
  /// The URL to send the request to.
  public var url: Text
  /// The headers to add to the request. They replace headers of the same name.
  public var headers: [HeaderField]
  /// The signature in lower-case hexadecimal. It is the seed of a chunked body.
  public var signature: Text
}

extension Signer {
  /// Returns the headers that sign a request: `X-Amz-Date`, `X-Amz-Security-Token`, `X-Amz-Content-Sha256`, `X-Amz-Region-Set` (SigV4a) and
  /// `Authorization`.
  ///
  /// All headers of the request are signed, except those that proxies change (SIG-039, SIG-040, SIG-041).
  /// - Parameters:
  ///   - request: The request, with its body; its `host` header follows from the endpoint.
  ///   - time: The time of signing. S3 accepts the request for 15 minutes.
  ///   - trace: Records `canonicalRequest`, `stringToSign` and `signature`.
  /// - Throws: ``Rejection`` if the request, the credentials or the region cannot be signed. Its `field` names what is wrong.
  public func signedHeaders(
    for request: SigningRequest, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> SignedHeaders {
    let payloadHash =
      switch request.payload {
      case .body(let body): Hexadecimal.encode(SHA256.digest(of: body.bytes))
      case .unsigned: PayloadHash.unsigned
      }
    return try signedHeaders(
      for: request, payloadHash: payloadHash, addsHash: options.addsContentSHA256 ?? isS3, at: time, trace: trace)
  }

  func signedHeaders(
    for request: SigningRequest, payloadHash: [UInt8], addsHash: Bool, at time: Timestamp, trace: TraceRecorder?
  ) throws(Rejection) -> SignedHeaders {
    return try workspace.withLock { workspace throws(Rejection) in
      try sign(
        headersOf: request, payloadHash: payloadHash, addsHash: addsHash, at: time, in: &workspace, trace: trace)
    }
  }

  private func sign(
    headersOf signed: SigningRequest, payloadHash: [UInt8], addsHash: Bool, at time: Timestamp,
    in workspace: inout SigningWorkspace, trace: TraceRecorder?
  ) throws(Rejection) -> SignedHeaders {
    let key = try dailyKey(at: time, in: &workspace)
    let stamp = time.basic
    try begin(signed, in: &workspace)
    var added = [HeaderField("X-Amz-Date", stamp)]
    if let token { added.append(HeaderField("X-Amz-Security-Token", token.text)) }
    if addsHash {
      added.append(HeaderField("X-Amz-Content-Sha256", Text(bytes: payloadHash)))
    }
    if options.algorithm == .v4a { added.append(HeaderField("X-Amz-Region-Set", region)) }

    let names = added.map(\.name.lowercased.bytes)
    workspace.request.headers.removeAll { name in
      names.contains { $0[...] == name } || name.elementsEqual(authorization)
    }
    for header in added where token?.isSigned != false || header.name != "X-Amz-Security-Token" {
      workspace.request.appendHeader(header.name, header.value)
    }
    workspace.request.headers.sortByName()

    if case .object = signed.target { appendQuery(of: workspace.request.query, to: &workspace.url) }
    let signature = workspace.sign(payloadHash: payloadHash, algorithm: algorithm, at: stamp, with: key, trace: trace)

    var value = Array("\(options.algorithm.rawValue) Credential=".utf8)
    value += key.credential.bytes
    value += ", SignedHeaders=".utf8
    workspace.request.appendSignedHeaders(to: &value)
    value += ", Signature=".utf8
    value += signature
    added.append(HeaderField("Authorization", Text(bytes: value)))
    return SignedHeaders(url: Text(bytes: workspace.url), headers: added, signature: Text(bytes: signature))
  }

  private var authorization: String.UTF8View { "authorization".utf8 }

  private func appendQuery(of query: PairTable, to url: inout [UInt8]) {
    for (index, pair) in query.pairs.enumerated() {
      url.append(UInt8(ascii: index == 0 ? "?" : "&"))
      query.append(pair.name, to: &url)
      guard pair.hasValue else { continue }
      url.append(UInt8(ascii: "="))
      query.append(pair.value, to: &url)
    }
  }
}
