import ReferenceImpl
import VideoSpec

/// What the headers of a request say about checksums, apart from those that are verified with the body.
enum ChecksumHeaders {
  /// Reads `x-amz-checksum-algorithm`: the algorithm of the object or upload to come, or nil without it.
  ///
  /// - Throws: ``S3Refusal``, InvalidRequest, for an algorithm that S3 does not have.
  static func algorithm(of request: S3Request, checks: EndpointChecks) throws(S3Refusal) -> ChecksumAlgorithm? {
    guard let name = request.header("x-amz-checksum-algorithm") else { return nil }
    if let algorithm = ChecksumAlgorithm(rawValue: name.string.uppercased()) { return algorithm }
    guard checks.performs(.checksumAlgorithm) else { return nil }
    throw .invalidRequest(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
        + "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]", .checksumAlgorithm, field: "x-amz-checksum-algorithm")
  }

  /// Reads `x-amz-checksum-type`, or returns nil without it.
  ///
  /// - Throws: ``S3Refusal``, InvalidRequest, for another value than `COMPOSITE` and `FULL_OBJECT`.
  static func kind(of request: S3Request, checks: EndpointChecks) throws(S3Refusal) -> ObjectChecksum.Kind? {
    guard let name = request.header("x-amz-checksum-type") else { return nil }
    if let kind = ObjectChecksum.Kind(rawValue: name.string) { return kind }
    guard checks.performs(.uploadChecksum) else { return nil }
    throw .invalidRequest(
      "Value for x-amz-checksum-type header is invalid.", .uploadChecksum, field: "x-amz-checksum-type")
  }

  /// Reads the `x-amz-checksum-ALGORITHM` of a completed upload, or returns nil without one.
  static func stated(in request: S3Request) -> (algorithm: ChecksumAlgorithm, value: Text)? {
    for algorithm in ChecksumAlgorithm.allCases {
      if let value = request.header(algorithm.headerName) { return (algorithm, value) }
    }
    return nil
  }

  /// The algorithm of the checksum that a request states for its body, in a header or in the trailer.
  static func statedAlgorithm(in request: S3Request) -> ChecksumAlgorithm? {
    ChecksumAlgorithm.allCases.first { algorithm in
      request.received.headers.contains { header in
        header.name.equalsIgnoringCase(algorithm.headerName)
          || (header.name.equalsIgnoringCase("x-amz-trailer")
            && header.value.trimmed.equalsIgnoringCase(algorithm.headerName))
      }
    }
  }

  /// Whether a request states a checksum or an MD5 of its body.
  static func areStated(in request: S3Request) -> Bool {
    request.header("content-md5") != nil || statedAlgorithm(in: request) != nil
  }
}

extension ChecksumAlgorithm {
  /// The element with a checksum by this algorithm: `ChecksumCRC32`.
  var elementName: Text { "Checksum" + Text(rawValue) }

  /// The name in S3's messages: `crc32`.
  var messageName: String { rawValue.lowercased() }
}

extension ObjectChecksum {
  /// Adds the elements with the value and its type.
  func write(to xml: inout XMLWriter) {
    xml.element(algorithm.elementName, value)
    xml.element("ChecksumType", Text(kind.rawValue))
  }
}
