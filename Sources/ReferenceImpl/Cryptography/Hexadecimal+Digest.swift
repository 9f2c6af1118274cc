package import VideoSpec

extension Hexadecimal {
  /// Returns the 64 hexadecimal digits of a digest.
  package static func encode(_ digest: Digest) -> [UInt8] { digest.withBytes { encode($0) } }
}
