package import ReferenceImpl
package import VideoSpec

/// Contested behaviour that the endpoint accepts: nobody has shown what S3 does.
package struct S3Warning: Hashable, Sendable {
  /// The ID of the case that is contested, or of its rule.
  package var id: Text
  /// What the request does, in one sentence.
  package var message: String

  package init(_ id: Text, _ message: String) {
    self.id = id
    self.message = message
  }
}

extension S3Warning {
  /// The warnings about the head of a request that was authenticated.
  ///
  /// - Parameter claim: The signature of the request; nil for a preflight and for a form.
  package static func warnings(about request: S3Request, signedBy claim: ClaimedSignature?) -> [S3Warning] {
    var warnings = pathWarnings(request.address.path)
    if let claim {
      if claim.algorithm == .v4a {
        warnings.append(S3Warning("STO-001-17", "the request is signed with SigV4a"))
      }
      if claim.place == .query, claim.time.seconds > request.time.seconds {
        warnings.append(S3Warning("STO-018-02", "the URL is dated in the future"))
      }
    }
    warnings += headerWarnings(request)
    if request.parameter("x-amz-checksum-crc32") == "AAAAAA==", request.header("content-length") != "0" {
      warnings.append(
        S3Warning("STO-174-06", "the URL has the CRC-32 of an empty body, so the checksum of the body is not compared"))
    }
    return warnings
  }

  /// Encodings of a path that a server may encode anew before it verifies the signature.
  private static func pathWarnings(_ path: Text) -> [S3Warning] {
    var warnings: [S3Warning] = []
    func add(_ warning: S3Warning) { if !warnings.contains(warning) { warnings.append(warning) } }
    var rest = path.bytes[...]
    while let percent = rest.firstIndex(of: UInt8(ascii: "%")), rest.count > percent - rest.startIndex + 2 {
      let digits = rest[(percent + 1)...(percent + 2)]
      rest = rest[(percent + 3)...]
      if digits.contains(where: { (0x61...0x66).contains($0) }) {
        add(S3Warning("STO-207-04", "the path has a percent encoding with lowercase digits"))
      }
      guard let byte = UInt8(Text(digits).string, radix: 16) else { continue }
      if byte == UInt8(ascii: "/") {
        add(S3Warning("STO-207-02", "the path has an encoded slash"))
      } else if PercentEncoding.encode(Text(bytes: [byte])).bytes == [byte] {
        add(S3Warning("STO-207-03", "the path encodes a character that needs no encoding"))
      }
    }
    return warnings
  }

  private static func headerWarnings(_ request: S3Request) -> [S3Warning] {
    var warnings: [S3Warning] = []
    let names = request.received.headers.map(\.name.lowercased).filter { $0.hasPrefix("x-amz-meta-") }
    if Set(names).count < names.count {
      warnings.append(S3Warning("STO-037-04", "a metadata header occurs twice, so its values are joined"))
    }
    let isWrite = request.operation == .putObject || request.operation == .completeMultipartUpload
    if isWrite, let etag = request.header("if-match"), etag.bytes.first != UInt8(ascii: "\"") {
      warnings.append(S3Warning("STO-047-02", "the ETag in If-Match has no quotation marks"))
    }
    if let source = request.header("x-amz-copy-source"), source.bytes.contains(UInt8(ascii: "+")) {
      warnings.append(S3Warning("STO-081-10", "x-amz-copy-source has a plus sign, which is not read as a space"))
    }
    return warnings
  }
}
