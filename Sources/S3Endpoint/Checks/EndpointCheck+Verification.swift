import VideoSpec

extension EndpointCheck {
  /// The check that a rejection of the verifier, or of the checksums, belongs to.
  init(_ rejection: Rejection) {
    let field = rejection.field ?? ""
    func says(_ text: String) -> Bool { Text(rejection.message).contains(Text(text)) }
    self =
      switch rejection.code {
      case .accessDenied: Self.accessDenied(field)
      case .invalidArgument:
        field == "x-amz-content-sha256" ? .payloadHashForm : says("algorithm") ? .authorizationAlgorithm : .oneMechanism
      case .authorizationHeaderMalformed: Self.scope(rejection) ?? .authorizationForm
      case .authorizationQueryParametersError:
        switch field {
        case "X-Amz-Expires" where !says("needs"): .expiryRange
        case "X-Amz-Date" where !says("needs"): Self.scope(rejection) ?? .requestDate
        default: Self.scope(rejection) ?? .queryParameters
        }
      case .requestTimeTooSkewed: .clockSkew
      case .invalidRequest: Self.invalidRequest(field, isMissing: says("missing"))
      case .invalidAccessKeyID: field.lowercased() == "x-amz-security-token" ? .tokenPresent : .accessKey
      case .invalidToken: .token
      case .expiredToken: .tokenExpiry
      case .signatureDoesNotMatch:
        switch field {
        case "X-Amz-SignedHeaders": .signedHeadersPresent
        case "body": says("trailer") ? .trailerSignature : .chunkSignature
        default: .signature
        }
      case .contentSHA256Mismatch: .payloadHash
      case .incompleteBody:
        says("length that")
          ? .decodedLength
          : says("ends before")
            ? .bodyComplete
            : says("its signature") ? .trailerSignature : .chunkFraming
      case .missingContentLength: .decodedLengthPresent
      case .malformedTrailerError: .trailerName
      case .invalidChunkSizeError: .chunkSize
      case .invalidDigest: .contentMD5Form
      case .badDigest: field == "Content-MD5" ? .contentMD5 : .checksum
      default: .fieldSyntax
      }
  }

  private static func accessDenied(_ field: String) -> EndpointCheck {
    switch field {
    case "X-Amz-Expires": .urlExpiry
    case "X-Amz-Date": .urlNotYetValid
    case "x-amz-date": .requestDate
    case "host": .hostSigned
    case "Authorization": .signed
    default: .amazonHeadersSigned
    }
  }

  /// The check of a credential scope, or nil for another fault.
  private static func scope(_ rejection: Rejection) -> EndpointCheck? {
    let message = Text(rejection.message)
    if message.hasPrefix("the region set") || message.hasPrefix("a signature of SigV4a") { return .regionSet }
    if message.hasPrefix("the region is") { return .region }
    if message.hasPrefix("the service is") { return .service }
    if message.hasPrefix("the date of the credential") { return .scopeDate }
    return message.hasPrefix("the credential is") ? .credentialScope : nil
  }

  private static func invalidRequest(_ field: String, isMissing: Bool) -> EndpointCheck {
    switch field {
    case "x-amz-content-sha256": .payloadHashPresent
    case "headers": .fieldSyntax
    case "x-amz-trailer": .trailerName
    case "x-amz-checksum": .oneChecksum
    case "x-amz-sdk-checksum-algorithm": isMissing ? .checksumAnnounced : .checksumAlgorithm
    default: .checksumForm
    }
  }
}

extension Text {
  fileprivate func contains(_ other: Text) -> Bool {
    guard bytes.count >= other.bytes.count else { return false }
    return (0...(bytes.count - other.bytes.count)).contains { bytes[$0...].starts(with: other.bytes) }
  }
}
