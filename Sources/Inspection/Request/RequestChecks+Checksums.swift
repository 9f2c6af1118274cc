import ReferenceImpl
import VideoSpec

// The checksums that a request states, in headers, in its URL and in its trailer.

extension RequestChecks {
  mutating func checkChecksums() {
    if let method = parts.method, !["PUT", "POST"].contains(method) { return }
    checkTrailer()
    // `CompleteMultipartUpload` states the checksum of the object, and its body is a list of parts.
    let names = Set(parts.query.map(\.decodedName))
    if parts.method == "POST" || names.contains("uploadId") && !names.contains("partNumber") { return }
    checkHoistedChecksums()
    checkSentChecksums()
  }

  /// Whether S3 rejects a checksum that it compares. Other stores may ignore it.
  private var ifCompared: Diagnosis.Certainty { ifAmazon }

  // MARK: In the URL

  /// Checks `x-amz-checksum-*` parameters, which SDKs move from the headers into a presigned URL.
  ///
  /// Amazon does not compare them with the body (SIG-201); Cloudflare R2, SeaweedFS, Garage and others do.
  private mutating func checkHoistedChecksums() {
    let certainty: Diagnosis.Certainty = amazon == nil ? .likely : .remark
    for algorithm in ChecksumAlgorithm.allCases {
      let name = algorithm.headerName
      guard let value = parts.amzParameters[name] else { continue }
      check(value, name, algorithm, certainty)
    }
  }

  private mutating func check(
    _ value: Text, _ name: Text, _ algorithm: ChecksumAlgorithm, _ certainty: Diagnosis.Certainty
  ) {
    guard Base64.decode(value.bytes)?.count == algorithm.size else {
      let shown = Redaction.shortened(value, limit: 100)
      return diagnosis.add(.checksumMalformed, certainty, "\(name) is \"\(shown)\"")
    }
    let isOfNothing = Self.checksum(algorithm, of: []) == value
    if let body = parts.body {
      guard let actual = Self.checksum(algorithm, of: body.bytes), actual != value else { return }
      diagnosis.add(
        isOfNothing ? .checksumOfEmptyBody : .checksumOther, certainty,
        "\(name) is \(value)\(isOfNothing ? ", the checksum of an empty body" : ""); that of the body (\(body.bytes.count) bytes) is \(actual)"
      )
    } else if isOfNothing, parts.header("content-length") != "0" {
      diagnosis.add(
        .checksumOfEmptyBody, min(certainty, .likely),
        "\(name) is \(value), the checksum of an empty body; give the body (--body) to compare it")
    }
  }

  /// The checksum of a body in Base64; nil if this machine does not offer the algorithm.
  private static func checksum(_ algorithm: ChecksumAlgorithm, of body: [UInt8]) -> Text? {
    guard let checksum = Checksum(algorithm) else { return nil }
    checksum.update(body.span.bytes)
    return Text(bytes: Base64.encode(checksum.finish()))
  }

  // MARK: In headers

  private mutating func checkSentChecksums() {
    let sent = ChecksumAlgorithm.allCases.filter { parts.headerValues[$0.headerName] != nil }
    if sent.count > 1 {
      diagnosis.add(.checksumsSeveral, ifCompared, sent.map(\.headerName.string).joined(separator: ", "))
    }
    if sent.isEmpty, parts.header("x-amz-sdk-checksum-algorithm") != nil, parts.header("x-amz-trailer") == nil {
      diagnosis.add(.checksumMissing, parts.isComplete ? ifCompared : .likely)
    }
    if amazon == nil, let first = sent.first, !diagnosis.has(.checksumUnsupported) {
      diagnosis.add(.checksumUnsupported, .remark, "\(first.headerName) is sent")
    }
    // With `aws-chunked`, the body has a frame that the checksum does not cover.
    guard !isChunked else { return }
    for algorithm in sent {
      check(parts.header(algorithm.headerName) ?? "", algorithm.headerName, algorithm, ifCompared)
    }
    guard let stated = parts.header("content-md5") else { return }
    guard let digest = Base64.decode(stated.bytes), digest.count == 16 else {
      let isHexadecimal = Hexadecimal.decode(stated.lowercased.bytes)?.count == 16
      return diagnosis.add(
        .contentMd5Malformed, ifCompared, isHexadecimal ? "it is in hexadecimal, not in Base64" : nil)
    }
    guard let body = parts.body, let hash = MessageDigest(.md5) else { return }
    hash.update(body.bytes.span.bytes)
    let actual = hash.finish()
    if actual != digest {
      diagnosis.add(
        .contentMd5Other, ifCompared,
        "Content-MD5 is \(stated), that of the body (\(body.bytes.count) bytes) is \(Text(bytes: Base64.encode(actual)))"
      )
    }
  }

  private var isChunked: Bool {
    parts.header("x-amz-content-sha256")?.hasPrefix("STREAMING-") == true
      || parts.header("content-encoding")?.lowercased.contains("aws-chunked") == true
  }

  // MARK: In the trailer

  private mutating func checkTrailer() {
    let hash = parts.header("x-amz-content-sha256")
    let isTrailing = hash?.hasPrefix("STREAMING-") == true && hash?.hasSuffix("-TRAILER") == true
    guard amazon == nil, isTrailing || parts.header("x-amz-trailer") != nil else { return }
    let shown = isTrailing ? "x-amz-content-sha256 is \(hash ?? "")" : "x-amz-trailer is sent"
    diagnosis.add(
      .checksumUnsupported, .likely, "\(shown); \(parts.host) may not know checksums in a trailer")
  }
}
