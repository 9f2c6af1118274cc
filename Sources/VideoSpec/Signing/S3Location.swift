/// A bucket, and where it is reached.
public struct S3Location: Hashable, Sendable {
  public var bucket: Text
  public var endpoint: Endpoint
  public var region: Text
  public var addressing: Addressing

  /// Creates the location of a bucket in S3, or in a store that is compatible with S3.
  ///
  /// - Parameters:
  ///   - region: The bucket's region, such as `eu-west-1`.
  ///   - endpoint: The server.
  ///   - addressing: Whether the host or the path names the bucket. Nil chooses the host, except where it cannot name the bucket: below an
  ///     IP address, and over HTTPS for a bucket with a dot in its name, which S3's certificates do not cover.
  public init(bucket: Text, region: Text, endpoint: Endpoint, addressing: Addressing? = nil) {
    self.bucket = bucket
    self.region = region
    self.endpoint = endpoint
    self.addressing = addressing ?? (Self.canBeHost(bucket, of: self.endpoint) ? .virtual : .path)
  }

  /// Creates the location of a bucket in S3, at the region's own endpoint.
  ///
  /// - Throws: ``Rejection`` if the region belongs to no partition that this version knows (SIG-101), so the domain is unknown.
  public init(bucket: Text, region: Text, addressing: Addressing? = nil) throws(Rejection) {
    guard let partition = Partition(region: region) else { throw Partition.unknown(region) }
    self.init(
      bucket: bucket, region: region, endpoint: Endpoint(host: "s3." + region + "." + partition.domain),
      addressing: addressing)
  }

  private static func canBeHost(_ bucket: Text, of endpoint: Endpoint) -> Bool {
    let dot = UInt8(ascii: ".")
    let isAddress =
      endpoint.host.bytes.first == UInt8(ascii: "[")
      || endpoint.host.bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == dot }
    return !isAddress && !(endpoint.scheme == .https && bucket.bytes.contains(dot))
  }
}
