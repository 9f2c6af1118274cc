public import VideoSpec

/// A bucket, and where it is asked for.
public struct S3Location: Hashable, Sendable {
  public var bucket: Text
  public var endpoint: Endpoint
  public var region: Text
  public var addressing: Addressing

  /// A bucket of S3 itself, or of a store that speaks like it.
  ///
  /// - Parameters:
  ///   - endpoint: Nil: the region's own of S3.
  ///   - addressing: Nil: by path where a host cannot name the bucket, which is below an IP address, and over HTTPS with a dot in the
  ///     bucket's name, which no certificate covers; else by host.
  public init(bucket: Text, region: Text, endpoint: Endpoint? = nil, addressing: Addressing? = nil) {
    self.bucket = bucket
    self.region = region
    self.endpoint = endpoint ?? Endpoint(host: "s3." + region + ".amazonaws.com")
    self.addressing = addressing ?? (Self.canBeHost(bucket, below: self.endpoint) ? .virtual : .path)
  }

  private static func canBeHost(_ bucket: Text, below endpoint: Endpoint) -> Bool {
    let dot = UInt8(ascii: ".")
    let isAddress =
      endpoint.host.bytes.first == UInt8(ascii: "[")
      || endpoint.host.bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == dot }
    return !isAddress && !(endpoint.scheme == .https && bucket.bytes.contains(dot))
  }
}
