import ReferenceImpl
import VideoSpec

/// The bucket and the key that a URL addresses.
///
/// The host does not always reveal whether the URL is in virtual-hosted or in path style.
struct AddressedObject {
  /// Nil if the host is a custom domain, which may belong to any bucket.
  var bucket: Text?
  /// The key, decoded.
  var key: Text

  /// The objects that the URL may address: several if the host does not reveal the style.
  static func all(_ parts: RequestParts, intention: Intention) -> [AddressedObject] {
    let host = parts.authority.lowercased.hostAndPort.host
    let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
    let whole = Text(path.bytes.dropFirst())
    let inHost = { (bucket: Text?) in [AddressedObject(bucket: bucket, key: whole)] }
    // An empty first segment names no bucket.
    let inPath = whole.splitOnce(at: 0x2F).map { AddressedObject(bucket: $0.head, key: $0.tail) }
    if let amazon = AmazonHost(host) {
      // The name of an access point is not the bucket's.
      return amazon.isPathStyle ? inPath.map { [$0] } ?? [] : inHost(amazon.bucket)
    }
    let end = intention.endpoint?.authority.lowercased.hostAndPort.host
    if let bucket = intention.bucket {
      if let inPath, inPath.bucket == bucket, host == end { return [inPath] }
      if host.hasPrefix(bucket + ".") || host == bucket { return inHost(bucket) }
      if let inPath, inPath.bucket == bucket { return [inPath] }
    }
    if let end {
      if host == end { return inPath.map { [$0] } ?? [] }
      if let bucket = host.dropping(suffix: "." + end) { return inHost(bucket) }
    }
    let isServer =
      !host.bytes.contains(UInt8(ascii: ".")) || host.bytes.allSatisfy { "0123456789.:[]".utf8.contains($0) }
    if isServer || host.hasPrefix("s3.") || host.hasPrefix("s3-") { return inPath.map { [$0] } ?? [] }
    var objects = inHost(nil) + (inPath.map { [$0] } ?? [])
    // A proxy may serve the store below a path of its own, such as `/minio/BUCKET/KEY`.
    if let bucket = intention.bucket, let start = path.firstRange(of: "/" + bucket + "/") {
      objects.append(AddressedObject(bucket: bucket, key: Text(path.bytes.dropFirst(start + bucket.bytes.count + 2))))
    }
    return objects
  }

  /// The bucket in front of a host of S3, `BUCKET.s3.…`.
  static func bucketInHost(_ host: Text) -> Text? { AmazonHost(host)?.bucket }
}

extension Text {
  /// The text before a suffix; nil if the text does not have this suffix or consists of it.
  fileprivate func dropping(suffix end: Text) -> Text? {
    guard bytes.count > end.bytes.count, bytes.suffix(end.bytes.count).elementsEqual(end.bytes) else { return nil }
    return Text(bytes.dropLast(end.bytes.count))
  }
}
