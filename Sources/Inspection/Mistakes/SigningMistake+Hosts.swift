import ReferenceImpl
import VideoSpec

// Mistakes with the host: another host, a port, the other addressing style.

extension SigningMistake {
  static func hosts(_ parts: RequestParts, _ claim: SignatureClaim, _ intention: Intention) -> [SigningMistake] {
    var mistakes = hostsOfInvalidBuckets(parts, intention)
    let (name, port) = parts.host.hostAndPort
    if parts.sentHost != parts.host, parts.sentHost.lowercased == parts.host {
      let isOfBucket = intention.bucket.map { $0 != $0.lowercased && parts.sentHost.hasPrefix($0 + ".") } ?? false
      let code: CauseCode = isOfBucket ? .bucketNameInvalid : .hostAsTyped
      mistakes.append(
        SigningMistake(code, .headers, detail: "signed for \(parts.sentHost)") { draft, _ in
          draft.host = parts.sentHost
        })
    }
    let defaultPort: Text = parts.scheme == "https" ? ":443" : ":80"
    if port == nil {
      mistakes.append(SigningMistake(.defaultPortKept, .headers) { draft, _ in draft.host = name + defaultPort })
    } else {
      mistakes.append(SigningMistake(.portDropped, .headers) { draft, _ in draft.host = name })
    }
    for (other, isUsual) in otherHosts(parts, claim, intention) where other != parts.host {
      let detail = "signed for \(other), received as \(parts.host)"
      mistakes.append(
        SigningMistake(.hostChanged, .headers, detail: detail, isPaired: isUsual) { draft, _ in draft.host = other })
    }
    return mistakes
  }

  /// The hosts that a request may have been signed for, without duplicates. Unusual ones are not combined with a second mistake.
  private static func otherHosts(
    _ parts: RequestParts, _ claim: SignatureClaim, _ intention: Intention
  ) -> [(Text, isUsual: Bool)] {
    let name = parts.host.hostAndPort.host
    let buckets = possibleBuckets(parts, intention)
    var hosts: [(Text, isUsual: Bool)] = []
    func add(_ host: Text, isUsual: Bool) {
      if !hosts.contains(where: { $0.0 == host }) { hosts.append((host, isUsual)) }
    }
    if parts.authority != parts.host { add(parts.authority, isUsual: true) }
    if let endpoint = intention.endpoint {
      add(endpoint.authority, isUsual: true)
      if let bucket = intention.bucket { add(bucket + "." + endpoint.authority, isUsual: true) }
    }
    for (index, endpoint) in endpoints(claim.region).enumerated() {
      add(endpoint, isUsual: index < 2)
      for bucket in buckets { add(bucket + "." + endpoint, isUsual: index < 2) }
    }
    for other in ["localhost:9000", "minio:9000", "localhost:4566", "127.0.0.1:9000"] as [Text] {
      add(other, isUsual: true)
    }
    for other in intention.clues.hosts {
      add(other, isUsual: false)
      for bucket in buckets where !other.hasPrefix(bucket + ".") { add(bucket + "." + other, isUsual: false) }
    }
    // A bucket may be named like a custom host that is a CNAME of S3.
    for bucket in buckets where bucket.contains(".") && bucket != name { add(bucket, isUsual: false) }
    return hosts
  }

  /// A bucket name with a `/` in front of the endpoint: its second part becomes a part of the path.
  private static func hostsOfInvalidBuckets(_ parts: RequestParts, _ intention: Intention) -> [SigningMistake] {
    guard let bucket = intention.bucket, let endpoint = intention.endpoint, bucket.bytes.contains(0x2F),
      (try? SigningRules.check(bucket: bucket)) == nil
    else { return [] }
    let host = bucket + "." + endpoint.authority
    guard let end = (parts.authority + Text(bytes: parts.path)).dropping(prefix: host) else { return [] }
    let detail = "signed for the host \(host), which ends at its \"/\""
    return [
      SigningMistake(.bucketNameInvalid, .headers, detail: detail, isPaired: false) { draft, _ in
        draft.host = host
        draft.path = end.bytes
      }
    ]
  }

  /// S3's endpoints in a region, the global and the regional one first.
  private static func endpoints(_ region: Text) -> [Text] {
    let domain = (Partition(region: region) ?? .standard).domain
    return [
      "s3." + domain, "s3." + region + "." + domain, "s3.dualstack." + region + "." + domain, "s3-accelerate." + domain,
      "s3-accelerate.dualstack." + domain, "s3-" + region + "." + domain,
    ]
  }

  /// Names that the bucket may have.
  private static func possibleBuckets(_ parts: RequestParts, _ intention: Intention) -> [Text] {
    let name = parts.host.hostAndPort.host
    let labels = name.split(at: UInt8(ascii: "."))
    var buckets: [Text] = intention.bucket.map { [$0] } ?? []
    if let bucket = bucketInHost(parts) { buckets.append(bucket) }
    if labels.count > 2, labels[0] != "s3" { buckets.append(labels[0]) }
    if let bucket = firstSegment(parts) { buckets.append(bucket) }
    if AmazonHost(name) == nil { buckets.append(name) }
    return buckets.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func bucketInHost(_ parts: RequestParts) -> Text? {
    AddressedObject.bucketInHost(parts.host.hostAndPort.host)
  }

  private static func firstSegment(_ parts: RequestParts) -> Text? {
    let segments = Text(bytes: parts.path).split(at: UInt8(ascii: "/"))
    return segments.count > 1 && !segments[1].isEmpty ? segments[1] : nil
  }

  /// Signed in path style but sent in virtual-hosted style, or the other way round, so that both host and path differ.
  static func addressingStyles(
    _ parts: RequestParts, _ claim: SignatureClaim, _ intention: Intention
  ) -> [SigningMistake] {
    let labels = parts.host.split(at: UInt8(ascii: "."))
    let inHost = bucketInHost(parts) ?? intention.bucket.flatMap { parts.host.hasPrefix($0 + ".") ? $0 : nil }
    var endpoints = (intention.endpoint.map { [$0.authority] } ?? []) + endpoints(claim.region)
    for host in intention.clues.hosts where !endpoints.contains(host) { endpoints.append(host) }
    var mistakes: [SigningMistake] = []
    func add(_ host: Text, _ prefix: Text, _ path: [UInt8]) {
      let (signed, received) = (host + prefix, parts.host + (prefix.isEmpty ? "/" + (firstSegment(parts) ?? "") : ""))
      let detail = "signed for \(signed)/…, received as \(received)/…"
      mistakes.append(
        SigningMistake(.bucketInSignedPath, .headers, detail: detail, isPaired: false) { draft, _ in
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
    return mistakes
  }
}

extension Text {
  fileprivate func dropping(prefix: Text) -> Text? {
    hasPrefix(prefix) ? Text(bytes.dropFirst(prefix.bytes.count)) : nil
  }
}
