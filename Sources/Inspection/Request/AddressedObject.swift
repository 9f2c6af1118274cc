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
    let end = intention.endpoint?.authority.lowercased.hostAndPort.host
    let hostsBucket = bucketInHost(host)
    if let bucket = intention.bucket {
      if let inPath, inPath.bucket == bucket, host == end { return [inPath] }
      if host.hasPrefix(bucket + ".") || host == bucket { return inHost(bucket) }
      if let inPath, inPath.bucket == bucket, hostsBucket == nil { return [inPath] }
    }
    if let end, hostsBucket == nil {
      if host == end { return inPath.map { [$0] } ?? [] }
      if let bucket = host.dropping(suffix: "." + end) { return inHost(bucket) }
    }
    // An access point's name is not the bucket's.
    if host.contains(".s3-accesspoint") || host.contains(".s3-object-lambda") { return inHost(nil) }
    if let bucket = hostsBucket { return inHost(bucket) }
    let isServer =
      !host.bytes.contains(UInt8(ascii: ".")) || host.bytes.allSatisfy { "0123456789.:[]".utf8.contains($0) }
    if isServer || host.hasPrefix("s3.") || host.hasPrefix("s3-") { return inPath.map { [$0] } ?? [] }
    return inHost(nil) + (inPath.map { [$0] } ?? [])
  }

  /// The bucket in front of a host of S3, `BUCKET.s3.…`.
  static func bucketInHost(_ host: Text) -> Text? {
    guard host.contains(".amazonaws.com"), let end = host.firstRange(of: ".s3.") ?? host.firstRange(of: ".s3-")
    else { return nil }
    return Text(host.bytes[..<end])
  }
}

extension Text {
  /// The text before a suffix; nil if the text does not have this suffix or consists of it.
  fileprivate func dropping(suffix end: Text) -> Text? {
    guard bytes.count > end.bytes.count, bytes.suffix(end.bytes.count).elementsEqual(end.bytes) else { return nil }
    return Text(bytes.dropLast(end.bytes.count))
  }
}
