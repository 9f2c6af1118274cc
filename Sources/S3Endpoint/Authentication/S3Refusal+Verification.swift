import ReferenceImpl
import VideoSpec

extension S3Refusal {
  /// The refusal of a request whose signature, checksum or chunks are wrong: S3's message, and what S3's document says besides.
  ///
  /// - Parameter evidence: What was compared; nil for faults of a body.
  init(verification rejection: Rejection, _ evidence: VerificationEvidence? = nil) {
    let check = EndpointCheck(rejection)
    let answer = VerificationAnswer(check: check, rejection: rejection, evidence: evidence)
    self.init(
      rejection.code, rejection.status ?? 403, answer.message, check, field: rejection.field,
      details: rejection.details + answer.details, explanation: rejection.message)
  }
}

/// S3's message and the elements after it, for a fault that the verifier found.
private struct VerificationAnswer {
  let check: EndpointCheck
  let rejection: Rejection
  let evidence: VerificationEvidence?

  private var claim: ClaimedSignature? { evidence?.claim }
  private func parameter(_ name: Text) -> Text { evidence?.parts.query.first { $0.name == name }?.value ?? "" }
  private func header(_ name: Text) -> Text { evidence?.parts.header(name) ?? "" }

  var message: String {
    switch check {
    case .signed: "Access Denied"
    case .authorizationAlgorithm: "Unsupported Authorization Type"
    case .authorizationForm: "The authorization header is malformed; \(rejection.message)."
    case .queryParameters
    where rejection.field == "X-Amz-Algorithm" && claim == nil && !parameter("X-Amz-Algorithm").isEmpty:
      "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""
    case .queryParameters:
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
        + "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    case .expiryRange: expiry
    case .credentialScope:
      scope("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
    case .region: scope("the region '\(claimedRegion)' is wrong; expecting '\(evidence?.region ?? "")'")
    case .service:
      scope("incorrect service \"\(claim?.scope.service ?? "")\". This endpoint belongs to \"s3\".")
    case .scopeDate:
      scope(
        "Invalid credential date \"\(claim?.scope.day ?? "")\". This date is not the same as X-Amz-Date: "
          + "\"\(claim?.time.day ?? "")\".")
    case .regionSet: scope("\(rejection.message).")
    case .requestDate:
      rejection.code == .accessDenied
        ? "AWS authentication requires a valid Date or x-amz-date header"
        : "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""
    case .clockSkew: "The difference between the request time and the current time is too large."
    case .urlExpiry: "Request has expired"
    case .urlNotYetValid: "Request is not yet valid"
    case .hostSigned, .amazonHeadersSigned: "There were headers present in the request which were not signed"
    case .accessKey, .tokenPresent: "The AWS Access Key Id you provided does not exist in our records."
    case .token: "The provided token is malformed or otherwise invalid."
    case .tokenExpiry: "The provided token has expired."
    case .signature, .signedHeadersPresent, .chunkSignature, .trailerSignature:
      rejection.code == .signatureDoesNotMatch
        ? "The request signature we calculated does not match the signature you provided. Check your key and signing "
          + "method." : "The request body terminated unexpectedly"
    case .payloadHashPresent: "Missing required header for this request: x-amz-content-sha256"
    case .payloadHashForm:
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        + "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 "
        + "value."
    case .chunkSize: "Only the last chunk is allowed to have a size less than 8192 bytes"
    case .chunkFraming, .bodyComplete: "The request body terminated unexpectedly"
    case .decodedLength: "You did not provide the number of bytes specified by the Content-Length HTTP header"
    case .decodedLengthPresent: "You must provide the Content-Length HTTP header."
    case .trailerName:
      rejection.code == .invalidRequest
        ? "The value specified in the x-amz-trailer header is not supported"
        : "The request contained trailing data that was not well-formed or did not conform to our published schema."
    case .contentMD5Form: "The Content-MD5 you specified was invalid."
    case .checksum: "The \(algorithm) you specified did not match the calculated checksum."
    case .checksumForm: "Value for \(rejection.field ?? "x-amz-checksum") header is invalid."
    case .oneChecksum: "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
    case .checksumAnnounced:
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were "
        + "found."
    case .checksumAlgorithm: "Value for x-amz-sdk-checksum-algorithm header is invalid."
    default: rejection.message
    }
  }

  var details: [Field] {
    switch check {
    case .region: claim.map { _ in [Field("Region", evidence?.region ?? "")] } ?? []
    case .clockSkew:
      [
        Field("RequestTime", header("x-amz-date")), Field("ServerTime", evidence?.time.iso8601 ?? ""),
        Field("MaxAllowedSkewMilliseconds", "\(Verifier.longestSkew * 1000)"),
      ]
    case .urlExpiry:
      [
        Field("X-Amz-Expires", parameter("X-Amz-Expires")),
        Field("Expires", expires ?? ""), Field("ServerTime", evidence?.time.iso8601 ?? ""),
      ]
    case .hostSigned, .amazonHeadersSigned: [Field("HeadersNotSigned", unsignedHeaders)]
    case .accessKey, .tokenPresent: [Field("AWSAccessKeyId", claim?.accessKeyID ?? "")]
    case .signature, .signedHeadersPresent: evidence == nil ? [] : comparison
    case .payloadHashForm:
      [
        Field("ArgumentName", "x-amz-content-sha256"), Field("ArgumentValue", header("x-amz-content-sha256")),
      ]
    case .authorizationAlgorithm:
      [Field("ArgumentName", "Authorization"), Field("ArgumentValue", "")]
    default: []
    }
  }

  private var claimedRegion: Text { claim?.scope.region ?? "" }

  private var expires: Text? {
    claim.flatMap { claim in claim.time.adding(seconds: claim.expires ?? 0)?.iso8601 }
  }

  private func scope(_ message: String) -> String {
    rejection.code == .authorizationHeaderMalformed
      ? "The authorization header is malformed; \(message)" : "Error parsing the X-Amz-Credential parameter; \(message)"
  }

  private var expiry: String {
    let text = parameter("X-Amz-Expires")
    if text.bytes.first == UInt8(ascii: "-") { return "X-Amz-Expires must be non-negative" }
    guard text.isDecimal else { return "X-Amz-Expires should be a number" }
    return "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
      + "604800 seconds"
  }

  /// The algorithm of the checksum that is wrong, as S3 names it: `CRC32`.
  private var algorithm: String {
    let name = Text(rejection.field ?? "")
    return ChecksumAlgorithm.allCases.first { $0.headerName == name }?.rawValue ?? name.string
  }

  private var unsignedHeaders: Text {
    guard let evidence, let claim else { return Text(rejection.field ?? "") }
    let names = evidence.parts.request.headers.map(\.name.lowercased).filter { name in
      (name == "host" || name.hasPrefix("x-amz-")) && name != "x-amz-content-sha256"
        && !claim.signedHeaders.contains(name)
    }
    return Text(names.map(\.bytes).joined(separator: Array(", ".utf8)))
  }

  /// Both texts that S3 signed, so that a client can compare them with its own.
  private var comparison: [Field] {
    let canonicalRequest = evidence?.trace["canonicalRequest"] ?? ""
    let stringToSign = evidence?.trace["stringToSign"] ?? ""
    return [
      Field("AWSAccessKeyId", claim?.accessKeyID ?? ""), Field("StringToSign", stringToSign),
      Field("SignatureProvided", claim?.signature ?? ""), Field("StringToSignBytes", stringToSign.spacedHexadecimal),
      Field("CanonicalRequest", canonicalRequest),
      Field("CanonicalRequestBytes", canonicalRequest.spacedHexadecimal),
    ]
  }
}

extension Text {
  /// The bytes in hexadecimal, with a space between two of them.
  var spacedHexadecimal: Text {
    var output: [UInt8] = []
    for byte in bytes {
      if !output.isEmpty { output.append(0x20) }
      output += Hexadecimal.encode([byte])
    }
    return Text(bytes: output)
  }
}
