import ReferenceImpl
import VideoSpec

// How the form was sent: the method, the Content-Type of the body, and the URL.

extension FormChecks {
  mutating func checkTransport() {
    if let method = form.method, method != "POST" {
      let isRedirected = method == "GET" && form.url?.hasPrefix("http:") == true
      report(
        .formNotPost, .certain,
        "it was sent by \(method)" + (isRedirected ? ", and the URL begins with http://" : ""))
    }
    if let type = form.headers.first(where: { $0.name.equalsIgnoringCase("content-type") })?.value {
      let lowercased = type.lowercased.trimmed
      if !lowercased.hasPrefix("multipart/form-data") {
        report(.formNotMultipart, .certain, "the Content-Type is \"\(type)\"")
      } else if !lowercased.contains("boundary=") {
        report(.formBoundaryMissing, .certain, "the Content-Type is \"\(type)\"")
      }
    }
  }

  mutating func checkLocation() {
    guard let url = form.url, let parts = RequestParts(InspectedRequest(url: url)) else { return }
    let host = parts.host.hostAndPort.host
    let isAmazon = Inspector.isAmazon(parts.host)
    if let end = host.firstRange(of: ".s3"), host.bytes[..<end].contains(UInt8(ascii: ".")), parts.scheme == "https" {
      report(.dottedBucketInTheHost)
    }
    if Self.lacksForms(host) { report(.formUnsupported, .likely, "\(host) takes files by PUT, but no forms") }
    if isAmazon, host.contains("s3-website") { report(.formUrlWebsite, .certain, "the host is \(host)") }
    let isOutsidePartition = checkPartition(of: host)
    checkPath(parts, isAmazon: isAmazon)
    guard let wanted = inspector.intention.url, let intended = RequestParts(InspectedRequest(url: wanted)),
      wanted != url
    else { return }
    let bucket = inspector.intention.bucket ?? form.bucket ?? ""
    let isMoved =
      intended.host.hasPrefix(bucket + ".") != parts.host.hasPrefix(bucket + ".") || intended.path != parts.path
    // The host of another store is its endpoint, with a port or without one.
    let isEndpoint = intended.host.hostAndPort.host == host || !Inspector.isAmazon(intended.host)
    if !diagnosis.has(.dottedBucketInTheHost), !isOutsidePartition {
      report(
        isMoved || isEndpoint ? .formUrlPath : .formUrlRegion, .certain,
        "the URL is \(url), the intended one is \(wanted)")
    }
  }

  /// Whether a host is one of a store that does not implement POST Object.
  static func lacksForms(_ host: Text) -> Bool {
    host.lowercased.hasSuffix(".r2.cloudflarestorage.com") || host.lowercased.hasSuffix(".backblazeb2.com")
  }

  /// Checks whether a host of Amazon is in the domain of the region's partition.
  private mutating func checkPartition(of host: Text) -> Bool {
    let region = claim(value).region
    let rest = ("." + host).split(around: "." + region + ".amazonaws.")
    guard !region.isEmpty, let rest else { return false }
    guard let partition = Partition(region: region) else {
      report(.unknownPartitionGuessed, .likely, "the region is \"\(region)\", the host is \(host)")
      return true
    }
    guard "amazonaws." + rest != partition.domain else { return false }
    report(.domainOfAnotherPartition, .certain, "\(region) is in the domain \(partition.domain), the host is \(host)")
    return true
  }

  /// Checks that the URL of an Amazon host names a bucket and no object.
  private mutating func checkPath(_ parts: RequestParts, isAmazon: Bool) {
    guard isAmazon else { return }
    let segments = Text(bytes: parts.path).split(at: 0x2F).filter { !$0.isEmpty }
    let isInHost = AddressedObject.bucketInHost(parts.host.hostAndPort.host) != nil
    if segments.count > (isInHost ? 0 : 1) {
      report(.formUrlOfObject, .certain, "the path is \(Text(bytes: parts.path))")
    }
  }
}

extension Text {
  /// The text after the first occurrence of `mark`; nil if there is none.
  fileprivate func split(around mark: Text) -> Text? {
    firstRange(of: mark).map { Text(bytes.dropFirst($0 + mark.bytes.count)) }
  }
}
