import ReferenceImpl
import VideoSpec

/// The bucket and the key that a URL names, as far as its host tells which of the two styles it is.
struct NamedObject {
  /// Nil where the host, a domain of somebody's own, may stand for any bucket.
  var bucket: Text?
  /// Decoded.
  var key: Text

  /// What the URL may name; more than one where the host tells nothing.
  static func all(_ parts: RequestParts, meant: Intention) -> [NamedObject] {
    let host = parts.authority.lowercased.hostAndPort.host
    let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
    let whole = Text(path.bytes.dropFirst())
    let inHost = { (bucket: Text?) in [NamedObject(bucket: bucket, key: whole)] }
    // An empty first segment names no bucket.
    let inPath = whole.splitOnce(at: 0x2F).map { NamedObject(bucket: $0.head, key: $0.tail) }
    let end = meant.endpoint?.authority.lowercased.hostAndPort.host
    let hostsBucket = bucketInHost(host)
    if let bucket = meant.bucket {
      if let inPath, inPath.bucket == bucket, host == end { return [inPath] }
      if host.hasPrefix(bucket + ".") || host == bucket { return inHost(bucket) }
      if let inPath, inPath.bucket == bucket, hostsBucket == nil { return [inPath] }
    }
    if let end, hostsBucket == nil {
      if host == end { return inPath.map { [$0] } ?? [] }
      if let bucket = host.before("." + end) { return inHost(bucket) }
    }
    // An access point has a name of its own.
    if host.contains(".s3-accesspoint") || host.contains(".s3-object-lambda") { return inHost(nil) }
    if let bucket = hostsBucket { return inHost(bucket) }
    let isServer =
      !host.bytes.contains(UInt8(ascii: ".")) || host.bytes.allSatisfy { "0123456789.:[]".utf8.contains($0) }
    if isServer || host.hasPrefix("s3.") || host.hasPrefix("s3-") { return inPath.map { [$0] } ?? [] }
    return inHost(nil) + (inPath.map { [$0] } ?? [])
  }

  /// The bucket that stands before S3's own host.
  static func bucketInHost(_ host: Text) -> Text? {
    guard host.contains(".amazonaws.com"), let end = host.firstRange(of: ".s3.") ?? host.firstRange(of: ".s3-")
    else { return nil }
    return Text(host.bytes[..<end])
  }
}

extension Text {
  /// What stands before an end; nil where this does not end so, or is nothing more.
  fileprivate func before(_ end: Text) -> Text? {
    guard bytes.count > end.bytes.count, bytes.suffix(end.bytes.count).elementsEqual(end.bytes) else { return nil }
    return Text(bytes.dropLast(end.bytes.count))
  }
}
