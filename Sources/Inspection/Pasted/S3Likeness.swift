import VideoSpec

/// Tells requests to S3 and its relatives from others.
enum S3Likeness {
  /// Parts of the hosts of stores that speak S3.
  private static let hosts: [Text] = [
    "s3.", "s3-", "s3express", ".amazonaws.com", ".amazonaws.com.cn", "r2.cloudflarestorage.com", "backblazeb2.com",
    "storage.googleapis.com", "digitaloceanspaces.com", "wasabisys.com", "aliyuncs.com", "myqcloud.com",
    "linodeobjects.com",
    "scw.cloud", "ovh.net", "minio", "objectstorage", "storage.yandexcloud.net", "supabase.co/storage",
    "vultrobjects.com",
    "idrivee2", "garage", "ceph", "rgw", "seaweed", "storjshare.io", "tigris.dev", "contabostorage.com", "exo.io",
    "your-objectstorage.com",
  ]

  private static let parameters: [Text] = [
    "x-amz-signature", "x-amz-credential", "x-amz-algorithm", "awsaccesskeyid=", "x-goog-signature", "key-pair-id=",
    "&sig=",
  ]

  /// Whether a URL is signed.
  static func isSigned(_ url: Text) -> Bool {
    let url = url.lowercased.bytes[...]
    return parameters.contains { url.contains($0) }
  }

  /// Whether the host in a URL is one of a store.
  static func isStore(_ url: Text) -> Bool {
    let url = url.lowercased
    guard let start = url.firstRange(of: "://") else { return false }
    let authority = url.bytes[(start + 3)...].prefix { !"/?#".utf8.contains($0) }
    return hosts.contains { authority.contains($0) } || authority.contains(":9000")
  }

  static func concernsS3(_ request: InspectedRequest) -> Bool {
    if isSigned(request.url) || isStore(request.url) { return true }
    return request.headers.contains { header in
      let name = header.name.lowercased
      if name == "authorization" { return header.value.hasPrefix("AWS") }
      return name.hasPrefix("x-amz-")
    }
  }
}
