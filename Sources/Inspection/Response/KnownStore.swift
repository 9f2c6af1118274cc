import ReferenceImpl
import VideoSpec

/// A store with S3's interface, as far as its responses show which one it is.
package enum KnownStore: String, Hashable, Sendable, CaseIterable {
  case amazon = "Amazon S3"
  case minio = "MinIO"
  case ceph = "Ceph"
  case cloudflare = "Cloudflare R2"
  case backblaze = "Backblaze B2"
  case google = "Google Cloud Storage"
  case wasabi = "Wasabi"
  case spaces = "DigitalOcean Spaces"
  case garage = "Garage"
  case seaweed = "SeaweedFS"
  case versity = "Versity Gateway"
  case localstack = "LocalStack"
  case moto
  case s3s = "servers that use s3s"
  case swift = "OpenStack Swift"
  case oracle = "Oracle Object Storage"
  case alibaba = "Alibaba Cloud OSS"
}

extension ErrorResponse {
  /// The store that sent the response; nil if nothing shows it.
  package var store: KnownStore? { storeByServer ?? storeByIdentifiers }

  /// The store that the headers name.
  private var storeByServer: KnownStore? {
    if header("cf-ray") != nil, header("x-amz-id-2") == nil, self["HostId"] == nil { return .cloudflare }
    guard let server = header("server")?.lowercased else { return nil }
    let names: [(Text, KnownStore)] = [
      ("amazons3", .amazon), ("minio", .minio), ("ceph", .ceph), ("uploadserver", .google), ("wasabi", .wasabi),
      ("garage", .garage), ("seaweed", .seaweed), ("versitygw", .versity), ("werkzeug", .moto),
    ]
    return names.first { server.contains($0.0) }?.1
  }

  /// The store that gives identifiers of this form.
  private var storeByIdentifiers: KnownStore? {
    let host = self["HostId"]?.trimmed ?? header("x-amz-id-2") ?? ""
    let request = self["RequestId"]?.trimmed ?? header("x-amz-request-id") ?? ""
    if request.hasPrefix("tx0") {
      let centers: [Text] = ["nyc", "sfo", "ams", "sgp", "fra", "blr", "syd", "tor", "lon", "atl"]
      let zone = request.split(at: UInt8(ascii: "-")).last ?? ""
      return centers.contains { zone.hasPrefix($0) } ? .spaces : .ceph
    }
    let isHexadecimal = { (text: Text, letters: ClosedRange<UInt8>) in
      text.bytes.allSatisfy { (0x30...0x39).contains($0) || letters.contains($0) }
    }
    let (upper, lower) = (UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"))
    if host.bytes.count == 64, isHexadecimal(host, lower) { return .minio }
    // Backblaze's begin with an "a", and have 20 to 60 characters.
    if request.bytes.count == 16, isHexadecimal(request, lower), host.hasPrefix("a"),
      (8...60).contains(host.bytes.count)
    {
      return .backblaze
    }
    if request.bytes.count == 16, host.bytes.count >= 76,
      !isHexadecimal(request, lower) || isHexadecimal(request, upper)
    {
      return .amazon
    }
    return self["Details"] != nil && host.isEmpty ? .google : nil
  }
}
