import ReferenceImpl
package import VideoSpec

/// The two identifiers of a response: `x-amz-request-id` and `x-amz-id-2`.
package struct RequestIDs: Hashable, Sendable {
  /// 16 capital letters and digits, as S3's.
  package let request: Text
  /// Base64 of 56 bytes, as S3's.
  package let host: Text

  package init() {
    let random = SystemRandom.bytes(72)
    request = Text(bytes: random[..<16].map { Self.alphabet[Int($0 & 31)] })
    host = Text(bytes: Base64.encode(Array(random[16...])))
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
