import ReferenceImpl
import VideoSpec

// What may have happened to a right request on its way: another host, the other addressing style, a path that was encoded or decoded.

extension Pitfall {
  // MARK: Hosts

  /// The hosts that a request may have been signed for, once each; unusual ones are not tried together with a second mistake.
  static func otherHosts(_ parts: RequestParts, _ claim: LooseClaim, _ meant: Intention) -> [(Text, isUsual: Bool)] {
    let name = parts.host.hostAndPort.host
    let buckets = buckets(parts, meant)
    var hosts: [(Text, isUsual: Bool)] = []
    func add(_ host: Text, isUsual: Bool) {
      if !hosts.contains(where: { $0.0 == host }) { hosts.append((host, isUsual)) }
    }
    if parts.authority != parts.host { add(parts.authority, isUsual: true) }
    if let endpoint = meant.endpoint {
      add(endpoint.authority, isUsual: true)
      if let bucket = meant.bucket { add(bucket + "." + endpoint.authority, isUsual: true) }
    }
    for (index, endpoint) in endpoints(claim.region).enumerated() {
      add(endpoint, isUsual: index < 2)
      for bucket in buckets { add(bucket + "." + endpoint, isUsual: index < 2) }
    }
    for other in ["localhost:9000", "minio:9000", "localhost:4566", "127.0.0.1:9000"] as [Text] {
      add(other, isUsual: true)
    }
    // A bucket may have the name of its own host, which a CNAME leads to S3.
    for bucket in buckets where bucket.contains(".") && bucket != name { add(bucket, isUsual: false) }
    return hosts
  }

  /// S3's endpoints in a region: the global and the regional one first.
  private static func endpoints(_ region: Text) -> [Text] {
    let domain: Text = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    return [
      "s3." + domain, "s3." + region + "." + domain, "s3.dualstack." + region + "." + domain, "s3-accelerate." + domain,
      "s3-accelerate.dualstack." + domain, "s3-" + region + "." + domain,
    ]
  }

  /// What may be the bucket's name.
  private static func buckets(_ parts: RequestParts, _ meant: Intention) -> [Text] {
    let name = parts.host.hostAndPort.host
    let labels = name.split(at: UInt8(ascii: "."))
    var buckets: [Text] = meant.bucket.map { [$0] } ?? []
    if let bucket = bucketInHost(parts) { buckets.append(bucket) }
    if labels.count > 2, labels[0] != "s3" { buckets.append(labels[0]) }
    if let bucket = firstSegment(parts) { buckets.append(bucket) }
    if !name.contains(".amazonaws.com") { buckets.append(name) }
    return buckets.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func bucketInHost(_ parts: RequestParts) -> Text? {
    NamedObject.bucketInHost(parts.host.hostAndPort.host)
  }

  private static func firstSegment(_ parts: RequestParts) -> Text? {
    let segments = Text(bytes: parts.path).split(at: UInt8(ascii: "/"))
    return segments.count > 1 && !segments[1].isEmpty ? segments[1] : nil
  }

  /// Signed in path style and sent to the bucket's host, or the other way round: host and path are others.
  static func styles(_ parts: RequestParts, _ claim: LooseClaim, _ meant: Intention) -> [Pitfall] {
    let labels = parts.host.split(at: UInt8(ascii: "."))
    let inHost = bucketInHost(parts) ?? meant.bucket.flatMap { parts.host.hasPrefix($0 + ".") ? $0 : nil }
    var endpoints = (meant.endpoint.map { [$0.authority] } ?? []) + endpoints(claim.region)
    var pitfalls: [Pitfall] = []
    func add(_ host: Text, _ prefix: Text, _ path: [UInt8]) {
      let (signed, received) = (host + prefix, parts.host + (prefix.isEmpty ? "/" + (firstSegment(parts) ?? "") : ""))
      let detail = "signed for \(signed)/…, received as \(received)/…"
      pitfalls.append(
        Pitfall("bucket-in-signed-path", .headers, detail: detail, isPaired: false) { draft, _ in
          draft.host = host
          draft.path = path
        })
    }
    if let bucket = inHost ?? (labels.count > 2 && labels[0] != "s3" ? labels[0] : nil) {
      let rest = Text(parts.host.bytes.dropFirst(bucket.bytes.count + 1))
      if !endpoints.contains(rest) { endpoints.append(rest) }
      for endpoint in endpoints { add(endpoint, "/" + bucket, [0x2F] + bucket.bytes + parts.path) }
    }
    if inHost == nil, let bucket = firstSegment(parts) {
      let path = Array(parts.path.dropFirst(bucket.bytes.count + 1))
      for endpoint in endpoints + [parts.host] { add(bucket + "." + endpoint, "", path) }
    }
    return pitfalls
  }

  // MARK: Path

  /// A proxy or a CDN has encoded the path once more, or decoded it.
  static func onTheWay(_ parts: RequestParts, meant key: Text?) -> [Pitfall] {
    let once = PercentEncoding.decode(parts.path[...])
    var pitfalls: [Pitfall] = []
    // Where this is the key that was meant, nobody has encoded it again.
    if !names(once, key) {
      var path = parts.path
      for _ in 0..<2 {
        let decoded = PercentEncoding.decode(path[...])
        if decoded == path || PercentEncoding.decode(decoded[...]) == decoded { break }
        path = decoded
        let detail = "signed as \(Text(bytes: path)), received as \(Text(bytes: parts.path))"
        let signed = path
        pitfalls.append(Pitfall("path-encoded-on-the-way", .path, detail: detail) { draft, _ in draft.path = signed })
      }
    }
    if once.contains(0x20) {
      pitfalls.append(
        Pitfall("path-decoded-on-the-way", .path, detail: "'+' was signed, and a space came") { draft, _ in
          draft.path = PercentEncoding.encodePath(Text(bytes: once).replacing(" ", with: "+")).bytes
        })
    }
    // Without the key, a signer that encodes twice is likelier.
    let again = PercentEncoding.encodePath(Text(bytes: PercentEncoding.encodePath(Text(bytes: once)).bytes))
    if key != nil, names(PercentEncoding.decode(again.bytes[...]), key), again.bytes != parts.path {
      let detail = "signed as \(again), received as \(Text(bytes: parts.path))"
      pitfalls.append(
        Pitfall("path-decoded-on-the-way", .path, detail: detail) { draft, _ in draft.path = again.bytes })
    }
    return pitfalls
  }

  /// Whether a path, decoded, ends with a key.
  private static func names(_ path: [UInt8], _ key: Text?) -> Bool {
    guard let key, !key.isEmpty else { return false }
    return path.count > key.bytes.count && path.suffix(key.bytes.count + 1).elementsEqual([0x2F] + key.bytes)
  }
}
