import VideoSpec

/// A bucket of Amazon S3, which several hosts lead to.
///
/// SDKs choose among them: where `s3.eu-west-1.amazonaws.com` was asked for they may use the dual-stack host, or the bucket's own host. The
/// global host is only accepted where it was asked for, because it redirects to buckets in other regions.
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
    let domain: Text = region.hasPrefix("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com"
    let global: [Text] = ["s3" + domain]
    var regional: [Text] = ["s3." + region + domain, "s3.dualstack." + region + domain]
    if Self.regionsWithDash.contains(region) { regional.append("s3-" + region + domain) }
    let host = endpoint.host.lowercased
    if global.contains(host) {
      hosts = global + regional
    } else if regional.contains(host) {
      hosts = region == "us-east-1" ? global + regional : regional
    } else {
      return nil
    }
    self.name = name
  }

  /// Returns the beginning of the bucket's paths at an endpoint: empty if the host names the bucket; nil if the endpoint does not lead to it.
  func root(at endpoint: Endpoint) -> Text? {
    guard endpoint.port == nil else { return nil }
    let host = endpoint.host.lowercased
    if hosts.contains(host) { return "/" + name }
    return hosts.contains { name.lowercased + "." + $0 == host } ? "" : nil
  }
}
