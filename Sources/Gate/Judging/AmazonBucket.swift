import VideoSpec

/// A bucket of Amazon S3, which clients can reach through several hosts.
///
/// SDKs choose among them: if `s3.eu-west-1.amazonaws.com` was requested, they may use the dual-stack host, or the bucket's own host. The
/// global host is only accepted if it was requested, because it redirects to buckets in other regions.
struct AmazonBucket {
  private let name: Text
  /// Hosts without a bucket, in lower case.
  private let hosts: [Text]

  /// Regions that still have the old host `s3-REGION`.
  private static let regionsWithDash: Set<Text> = [
    "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
    "sa-east-1", "us-gov-west-1",
  ]

  /// Nil if the endpoint is not one of Amazon S3 for a region, or has a meaning of its own, such as FIPS or acceleration.
  init?(_ name: Text, at endpoint: Endpoint, region: Text) {
    guard !name.isEmpty, endpoint.port == nil else { return nil }
    let domain: Text = "." + (Partition(region: region) ?? .standard).domain
    let global: [Text] = ["s3" + domain]
    let regional = Self.hosts(of: region, domain)
    let host = endpoint.host.lowercased
    // A client may also correct the host of another region.
    let asked = Self.region(of: host, domain).map { Self.hosts(of: $0, domain) + regional }
    if global.contains(host) {
      hosts = global + regional
    } else if let asked {
      hosts = asked.contains("s3.us-east-1" + domain) ? global + asked : asked
    } else {
      return nil
    }
    self.name = name
  }

  private static func hosts(of region: Text, _ domain: Text) -> [Text] {
    ["s3." + region + domain, "s3.dualstack." + region + domain]
      + (regionsWithDash.contains(region) ? ["s3-" + region + domain] : [])
  }

  /// The region in the host `s3.REGION.DOMAIN`; nil for any other host.
  private static func region(of host: Text, _ domain: Text) -> Text? {
    guard host.hasPrefix("s3."), host.bytes.count > domain.bytes.count + 3,
      host.bytes.suffix(domain.bytes.count).elementsEqual(domain.bytes)
    else { return nil }
    let region = host.bytes.dropFirst(3).dropLast(domain.bytes.count)
    return region.contains(UInt8(ascii: ".")) ? nil : Text(region)
  }

  /// Returns the beginning of the bucket's paths at an endpoint: empty if the host names the bucket; nil if the endpoint does not lead to it.
  func root(at endpoint: Endpoint) -> Text? {
    guard endpoint.port == nil else { return nil }
    let host = endpoint.host.lowercased
    if hosts.contains(host) { return "/" + name }
    return hosts.contains { name.lowercased + "." + $0 == host } ? "" : nil
  }
}
