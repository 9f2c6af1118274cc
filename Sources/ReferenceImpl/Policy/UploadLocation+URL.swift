import VideoSpec

extension UploadLocation {
  /// Returns the URL that a bucket's forms are posted to (POL-020, POL-021, POL-022).
  ///
  /// - Throws: ``Rejection`` for a region of an unknown partition (SIG-101), and for an accelerated URL of a bucket whose name has a dot, or
  ///   outside the standard partition.
  func url(bucket: Text, region: Text) throws(Rejection) -> Text {
    switch self {
    case .endpoint(let endpoint): return endpoint.origin + "/" + bucket
    case .style(let style):
      guard let partition = Partition(region: region) else { throw Partition.unknown(region) }
      if style == .accelerate || style == .accelerateDualstack {
        guard partition == .standard, !bucket.bytes.contains(UInt8(ascii: ".")) else {
          throw Rejection(
            .invalidStyle, field: "style",
            "a bucket with a dot in its name, or in another partition, cannot be accelerated")
        }
      }
      var url = Array("https://".utf8)
      url.reserveCapacity(96)
      if style.namesBucketInPath(bucket) {
        style.appendPathHost(region, to: &url)
        url.append(UInt8(ascii: "/"))
        url.append(contentsOf: bucket.bytes)
      } else {
        url.append(contentsOf: bucket.bytes)
        url.append(UInt8(ascii: "."))
        style.appendHost(region, to: &url)
        url.append(UInt8(ascii: "/"))
      }
      return Text(bytes: url)
    }
  }
}

extension UploadLocation.Style {
  fileprivate func namesBucketInPath(_ bucket: Text) -> Bool {
    switch self {
    case .path: true
    // S3's certificates cover one label before the host, so a bucket with a dot cannot be part of the host name.
    case .global, .regional, .dualstack: bucket.bytes.contains(UInt8(ascii: "."))
    case .accelerate, .accelerateDualstack: false
    }
  }

  fileprivate func appendHost(_ region: Text, to url: inout [UInt8]) {
    switch self {
    case .global where Partition(region: region) == .standard: url.append(contentsOf: "s3.amazonaws.com".utf8)
    case .global, .regional, .path: Self.append("s3.", region, to: &url)
    case .dualstack: Self.append("s3.dualstack.", region, to: &url)
    case .accelerate: url.append(contentsOf: "s3-accelerate.amazonaws.com".utf8)
    case .accelerateDualstack: url.append(contentsOf: "s3-accelerate.dualstack.amazonaws.com".utf8)
    }
  }

  /// The global host serves paths of us-east-1 only. For other regions it would redirect the form.
  fileprivate func appendPathHost(_ region: Text, to url: inout [UInt8]) {
    let keepsHost = self == .dualstack || (self == .global && region == "us-east-1")
    (keepsHost ? self : .regional).appendHost(region, to: &url)
  }

  private static func append(_ prefix: String, _ region: Text, to url: inout [UInt8]) {
    url.append(contentsOf: prefix.utf8)
    url.append(contentsOf: region.bytes)
    url.append(UInt8(ascii: "."))
    url.append(contentsOf: (Partition(region: region) ?? .standard).domain.bytes)
  }
}
