public import VideoSpec

/// A chunked upload that was verified.
public struct VerifiedChunks: Hashable, Sendable {
  /// The access key that signed the upload.
  public var accessKeyID: Text
  /// The data of all chunks.
  public var body: Text
}

extension Verifier {
  /// Verifies an upload whose body was sent in chunks, and returns its data (SIG-164, SIG-165).
  ///
  /// The whole body is verified before any of its bytes is returned. A server that does not want to hold it uses
  /// ``chunks(of:at:trace:)``.
  /// - Parameters:
  ///   - request: The request as received, with the chunks as its body.
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign` of the headers.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func verifyChunks(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> VerifiedChunks {
    var chunks = try chunks(of: request, at: now, trace: trace)
    let accessKeyID = chunks.accessKeyID
    let data = try chunks.append(request.body.bytes.span.bytes)
    try chunks.finish()
    return VerifiedChunks(accessKeyID: accessKeyID, body: Text(bytes: data))
  }

  /// Verifies the headers of an upload whose body will arrive in chunks.
  ///
  /// - Parameters:
  ///   - request: The request as received. Its body is not read.
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign` of the headers.
  /// - Returns: A value that verifies the body as it arrives.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func chunks(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> IncomingChunks {
    // Not tolerated: the signatures of the chunks depend on this one.
    if tolerated.contains(.signature("X-Amz-Signature")) { throw .signature("X-Amz-Signature") }
    return try chunks(of: request, after: verifyHead(of: request, at: now, trace: trace))
  }

  /// Creates the value that verifies the chunks of an upload whose head was verified.
  ///
  /// - Parameter hashesMD5: Whether the body is compared with `Content-MD5`. Otherwise the caller compares it with
  ///   ``IncomingChunks/expectedMD5``.
  /// - Throws: ``Rejection`` if the head does not announce chunks, or what they contain is not announced correctly.
  package func chunks(
    of request: ReceivedRequest, after head: VerifiedHead, hashesMD5: Bool = true
  ) throws(Rejection) -> IncomingChunks {
    let received = ReceivedParts(request)
    let claim = head.claim
    guard let mode = head.chunkMode, let known = credentials.first(where: { $0.accessKeyID == claim.accessKeyID })
    else {
      throw .invalidArgument("x-amz-content-sha256", "x-amz-content-sha256 does not announce a chunked body")
    }
    let trailing = mode == .signed ? nil : try announcedChecksum(received)
    return IncomingChunks(
      verifier: self, accessKeyID: claim.accessKeyID, mode: mode,
      signatures: ChunkSignatures(claim, credentials: known), length: try decodedLength(received), trailing: trailing,
      checksums: try StatedChecksums(
        trailing: trailing, hashesMD5: hashesMD5, value: received.header, reject: reject))
  }

  /// Returns the length of the data, or nil if its absence is tolerated (SIG-130).
  private func decodedLength(_ received: ReceivedParts) throws(Rejection) -> Int? {
    let text = received.header("x-amz-decoded-content-length") ?? ""
    // `Int()` would accept a sign.
    if !text.isEmpty, text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text.string) {
      return length
    }
    try reject(
      Rejection(
        .missingContentLength, status: 411, field: "x-amz-decoded-content-length",
        "x-amz-decoded-content-length is missing, or not a number of bytes"))
    return nil
  }

  /// Returns the algorithm of the checksum that `x-amz-trailer` announces (SIG-133).
  private func announcedChecksum(_ received: ReceivedParts) throws(Rejection) -> ChecksumAlgorithm? {
    guard let name = received.header("x-amz-trailer"), !name.isEmpty else { return nil }
    guard let algorithm = ChecksumAlgorithm.allCases.first(where: { $0.headerName.equalsIgnoringCase(name) }) else {
      throw .invalidRequest("x-amz-trailer", "x-amz-trailer does not name one of S3's checksums")
    }
    return algorithm
  }
}
