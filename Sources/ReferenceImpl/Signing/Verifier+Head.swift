package import VideoSpec

/// A request whose head was verified, and whose body is still to come.
package struct VerifiedHead {
  package var claim: ClaimedSignature
  /// The value of `x-amz-content-sha256`, or nil if a presigned URL does not sign it.
  package var payloadHash: [UInt8]?

  package init(claim: ClaimedSignature, payloadHash: [UInt8]?) {
    self.claim = claim
    self.payloadHash = payloadHash
  }

  /// The SHA-256 that the body has to have, as 64 hexadecimal digits; nil if its hash is not signed.
  package var bodyHash: [UInt8]? {
    payloadHash.flatMap { $0.count == 64 && Hexadecimal.isLowercase(Text(bytes: $0)) ? $0 : nil }
  }

  /// The way in which the body's chunks are signed; nil if it does not consist of chunks.
  package var chunkMode: ChunkMode? {
    guard claim.place == .header, let payloadHash else { return nil }
    switch claim.algorithm {
    case .v4: return ChunkMode(payloadHash: Text(bytes: payloadHash))
    case .v4a:
      switch Text(bytes: payloadHash) {
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD": return .signed
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER": return .signedTrailer
      case Text(bytes: PayloadHash.streamingUnsignedTrailer): return .unsignedTrailer
      default: return nil
      }
    }
  }
}

extension Verifier {
  /// Verifies the head of a request, which is signed by its `Authorization` header or by its URL. Its body is not read.
  ///
  /// A receiver calls this before it reads the body, so that nobody sends a body in vain. Afterwards it verifies what the head says about the
  /// body: ``VerifiedHead/bodyHash``, or with ``chunks(of:after:)``, and the checksums with ``StatedChecksums``.
  ///
  /// - Parameters:
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign`.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  package func verifyHead(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> VerifiedHead {
    try verifyHead(of: ReceivedParts(request), at: now, trace: trace)
  }

  /// Verifies the head of a request whose target was split already.
  package func verifyHead(
    of received: ReceivedParts, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> VerifiedHead {
    if received.isPresigned, received.header("authorization") == nil {
      let (claim, payloadHash) = try presigned(received, at: now, trace: trace)
      return VerifiedHead(claim: claim, payloadHash: payloadHash)
    }
    let (claim, payloadHash) = try seed(received, at: now, trace: trace)
    let head = VerifiedHead(claim: claim, payloadHash: payloadHash)
    // The other algorithm's chunks: nobody would look at their signatures, and their framing would become data.
    if isS3, Text(bytes: payloadHash).hasPrefix("STREAMING-"), head.chunkMode == nil {
      try reject(
        .invalidArgument("x-amz-content-sha256", "the value is a constant of another signing algorithm"))
    }
    return head
  }
}

extension ReceivedParts {
  /// Whether the URL has one of the parameters of Signature Version 4.
  package var isPresigned: Bool { query.contains { Self.signingParameters.contains($0.name) } }

  private static let signingParameters: [Text] = ["X-Amz-Algorithm", "X-Amz-Signature", "X-Amz-Credential"]
}
