import VideoSpec

/// The values of `x-amz-content-sha256`, and of the canonical request's last line, that are not a hash.
package enum PayloadHash {
  package static let unsigned = Array("UNSIGNED-PAYLOAD".utf8)
  package static let streaming = Array("STREAMING-AWS4-HMAC-SHA256-PAYLOAD".utf8)
  package static let streamingTrailer = Array("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER".utf8)
  package static let streamingUnsignedTrailer = Array("STREAMING-UNSIGNED-PAYLOAD-TRAILER".utf8)

  /// Returns whether a value of `x-amz-content-sha256` is a hash or a constant that S3 knows (SIG-171).
  static func isValid(_ value: [UInt8]) -> Bool {
    let isHash = value.count == 64 && Hexadecimal.isLowercase(Text(bytes: value))
    let constants = [
      unsigned, streaming, streamingTrailer, streamingUnsignedTrailer,
      Array("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD".utf8),
      Array("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER".utf8),
    ]
    return isHash || constants.contains(value)
  }
}

extension ChunkMode {
  /// The value of `x-amz-content-sha256` for this mode.
  var payloadHash: [UInt8] {
    switch self {
    case .signed: PayloadHash.streaming
    case .signedTrailer: PayloadHash.streamingTrailer
    case .unsignedTrailer: PayloadHash.streamingUnsignedTrailer
    }
  }

  /// Creates the mode that a value of `x-amz-content-sha256` names, or nil for any other value.
  init?(payloadHash: Text) {
    guard
      let mode = [ChunkMode.signed, .signedTrailer, .unsignedTrailer].first(where: {
        $0.payloadHash == payloadHash.bytes
      })
    else { return nil }
    self = mode
  }
}
