import VideoSpec

extension UploadLocation {
  /// The URL that a bucket's forms are posted to (POL-020, POL-021, POL-022).
  func url(bucket: Text, region: Text) -> Text {
    switch self {
    case .endpoint(let endpoint): endpoint.origin + "/" + bucket
    case .style(let style):
      style.namesBucketInPath(bucket)
        ? "https://" + style.pathHost(region) + "/" + bucket : "https://" + bucket + "." + style.host(region) + "/"
    }
  }
}

extension UploadLocation.Style {
  fileprivate func namesBucketInPath(_ bucket: Text) -> Bool {
    switch self {
    case .path: true
    // S3's certificates cover one name before the host, so a bucket with a dot cannot be part of it.
    case .global, .regional: bucket.bytes.contains(UInt8(ascii: "."))
    case .dualstack, .accelerate, .accelerateDualstack: false
    }
  }

  fileprivate func host(_ region: Text) -> Text {
    switch self {
    case .global: region.isApart ? "s3." + region + region.domain : "s3.amazonaws.com"
    case .regional, .path: "s3." + region + region.domain
    case .dualstack: "s3.dualstack." + region + region.domain
    case .accelerate: "s3-accelerate.amazonaws.com"
    case .accelerateDualstack: "s3-accelerate.dualstack.amazonaws.com"
    }
  }

  /// The global host takes paths for us-east-1 only: elsewhere it would redirect the form.
  fileprivate func pathHost(_ region: Text) -> Text {
    self == .global && region == "us-east-1" ? "s3.amazonaws.com" : UploadLocation.Style.regional.host(region)
  }
}

extension Text {
  fileprivate var domain: Text { hasPrefix("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com" }

  /// Whether the region is a partition of its own, which the global host does not serve.
  fileprivate var isApart: Bool { hasPrefix("cn-") || hasPrefix("us-gov-") }
}
