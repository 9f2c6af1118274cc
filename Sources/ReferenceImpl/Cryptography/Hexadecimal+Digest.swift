package import VideoSpec

extension Hexadecimal {
  /// The 64 digits of a SHA-256.
  package static func encode(_ digest: Digest) -> [UInt8] { digest.withBytes { encode($0) } }
}
