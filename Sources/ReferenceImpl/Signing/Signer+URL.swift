import Synchronization
public import VideoSpec

/// A signed URL, with warnings about it.
public struct PresignedURL: Hashable, Sendable {
  public enum Warning: Hashable, Sendable {
    /// The credentials expire before the URL does (SIG-084).
    case outlivesCredentials(until: Timestamp)
  }

  public var url: Text
  public var warnings: [Warning]
}

extension Signer {
  /// Returns a presigned URL: a URL with which anybody can send this request until it expires.
  ///
  /// All headers of the request are signed, except those that proxies change (SIG-041); whoever uses the URL has to send them. The body is not
  /// signed for S3 (SIG-052), and signed by its hash for other services (SIG-053). The signing parameters follow the request's own parameters,
  /// in botocore's order.
  ///
  /// ```swift
  /// let url = try signer.presignedURL(for: .put("cat.webm", in: bucket), expires: 300, at: now).url
  /// ```
  /// - Parameters:
  ///   - request: The request; its `host` header follows from the endpoint.
  ///   - expires: How long the URL is valid, in seconds from `time`: 1 to 604800, which is seven days (SIG-092).
  ///   - time: The time of signing.
  ///   - trace: Records `canonicalRequest`, `stringToSign` and `signature`.
  /// - Throws: ``Rejection`` if the request, the expiry, the credentials or the region cannot be signed. Its `field` names what is wrong.
  public func presignedURL(
    for request: SigningRequest, expires: Int, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> PresignedURL {
    try SigningRules.check(expires: expires)
    let url = try workspace.withLock { workspace throws(Rejection) in
      try sign(url: request, expires: expires, at: time, in: &workspace, trace: trace)
    }
    var warnings: [PresignedURL.Warning] = []
    if let end = credentials.expiration, end.seconds < time.seconds + expires {
      warnings.append(.outlivesCredentials(until: end))
    }
    return PresignedURL(url: url, warnings: warnings)
  }

  private func sign(
    url signed: SigningRequest, expires: Int, at time: Timestamp, in workspace: inout SigningWorkspace,
    trace: TraceRecorder?
  ) throws(Rejection) -> Text {
    let key = try dailyKey(at: time, in: &workspace)
    let stamp = time.basic
    try begin(signed, in: &workspace)
    if workspace.request.query.pairs.contains(where: { workspace.request.query.name($0).elementsEqual(credentialName) })
    {
      throw Rejection(.invalidTarget, field: "target", "the target is already signed: it contains X-Amz-Credential")
    }
    workspace.request.headers.sortByName()
    // The URL already contains a target on the wire, including its query.
    var firstToWrite = 0
    var separator = UInt8(ascii: "?")
    if case .wire(let target) = signed.target {
      firstToWrite = workspace.request.query.pairs.count
      if target.bytes.contains(separator) { separator = UInt8(ascii: "&") }
    }
    appendSigningParameters(expires: expires, at: stamp, with: key, to: &workspace)
    for pair in workspace.request.query.pairs[firstToWrite...] {
      workspace.url.append(separator)
      separator = UInt8(ascii: "&")
      workspace.request.query.append(pair.name, to: &workspace.url)
      guard pair.hasValue else { continue }
      workspace.url.append(UInt8(ascii: "="))
      workspace.request.query.append(pair.value, to: &workspace.url)
    }

    let signature = workspace.sign(
      payloadHash: payloadHash(of: signed.payload), algorithm: algorithm, at: stamp, with: key, trace: trace)
    workspace.url.append(contentsOf: "&X-Amz-Signature=".utf8)
    workspace.url.append(contentsOf: signature)
    if let token, !token.isSigned {
      workspace.url.append(contentsOf: "&X-Amz-Security-Token=".utf8)
      PercentEncoding.append(token.text.bytes[...], keeping: .unreserved, to: &workspace.url)
    }
    return Text(bytes: workspace.url)
  }

  private var credentialName: String.UTF8View { "X-Amz-Credential".utf8 }

  private func appendSigningParameters(
    expires: Int, at stamp: Text, with key: DailyKey, to workspace: inout SigningWorkspace
  ) {
    func append(_ name: StaticString, _ value: (inout [UInt8]) -> Void) {
      workspace.request.query.append(
        name: { $0.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)) },
        value: value)
    }
    func encode(_ text: Text, to output: inout [UInt8]) {
      PercentEncoding.append(text.bytes[...], keeping: .unreserved, to: &output)
    }
    append("X-Amz-Algorithm") { $0.append(contentsOf: algorithm.bytes) }
    append("X-Amz-Credential") { $0.append(contentsOf: key.encodedCredential.bytes) }
    append("X-Amz-Date") { $0.append(contentsOf: stamp.bytes) }
    append("X-Amz-Expires") { $0.append(contentsOf: String(expires).utf8) }
    if options.algorithm == .v4a { append("X-Amz-Region-Set") { encode(region, to: &$0) } }
    let headers = workspace.request.signedHeaders
    append("X-Amz-SignedHeaders") { encode(headers, to: &$0) }
    if let token, token.isSigned { append("X-Amz-Security-Token") { encode(token.text, to: &$0) } }
  }

  private func payloadHash(of payload: Payload) -> [UInt8] {
    switch payload {
    case .body(let body) where !isS3: Hexadecimal.encode(SHA256.digest(of: body.bytes))
    default: PayloadHash.unsigned
    }
  }
}
