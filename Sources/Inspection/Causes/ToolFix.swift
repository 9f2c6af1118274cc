/// A line of code or configuration that fixes a cause in one SDK or tool.
///
/// Words in capitals are for the user to replace: `REGION` is the bucket's region, `ENDPOINT` the URL that clients use, `TYPE` the
/// content type, `KEY`, `SECRET` and `TOKEN` the credentials, `BUCKET` and `OBJECT` the names, `FILE` the file, `URL` the signed URL.
public struct ToolFix: Hashable, Sendable {
  public let cause: CauseCode
  public let tool: ClientTool
  /// The line, in the tool's own language.
  public let code: String

  /// Creates the fix of a cause in a tool; nil if there is no line for it, and the cause's general fix has to do.
  public init?(_ cause: CauseCode, in tool: ClientTool) {
    guard let code = cause.remedy?.code(for: tool) else { return nil }
    self.cause = cause
    self.tool = tool
    self.code = code
  }

  /// The words that the user has to replace.
  public static let placeholders: Set<String> = [
    "REGION", "ENDPOINT", "HOST", "TYPE", "KEY", "SECRET", "TOKEN", "BUCKET", "OBJECT", "FILE", "URL",
  ]
}

extension Cause {
  /// The general fix, followed by the line for the tool if there is one. In Markdown, with literals in code spans.
  public func fix(for tool: ClientTool?) -> String {
    guard let tool, let own = ToolFix(code, in: tool) else { return fix }
    return "\(fix) In \(tool.displayName): `\(own.code)`."
  }
}

/// What has to be changed in a program that signs or sends requests. Several causes have the same remedy.
enum Remedy: String, CaseIterable, Sendable {
  case signatureVersion4
  case region
  case service
  case pathStyle
  case endpoint
  case sessionToken
  case noSessionToken
  case checksums
  case payloadSigning
  case expiry
  case clock
  case contentType
  case signedHeader
  case headersNotHoisted
  case unsignedHeaders
  case method
  case pathEncodedOnce
  case trimmedSecret
  case credentials
  case wholeURL
  case formPost
  case fileLast
  case formFields
  case fileSize
  case formExpiry
  case noAuthorization
  case noACL
}

extension CauseCode {
  /// The remedy that SDKs and tools have a line for; nil if they have none.
  var remedy: Remedy? {
    switch self {
    case .sigv2, .formSignedWithSigv2, .algorithmUnknown: .signatureVersion4
    case .regionWrong, .bucketRedirect, .locationConstraintOther, .domainOfAnotherPartition, .keyCachedWithoutRegion,
      .formUrlRegion:
      .region
    case .serviceWrong, .keyCachedWithoutService: .service
    case .alwaysPathStyle, .dottedBucketInTheHost, .bucketInSignedPath, .formUrlPath: .pathStyle
    case .hostChanged, .urlOfAnotherHost, .portDropped, .defaultPortKept: .endpoint
    case .tokenMissing, .tokenHeaderMissing, .tokenHeaderUnsigned, .tokenAddedAfterSigning, .tokenOther,
      .formTokenMissing, .securityTokenConditionMissing:
      .sessionToken
    case .tokenOfAnotherKey: .noSessionToken
    case .bodyChanged, .contentSha256Missing, .contentSha256Invalid: .payloadSigning
    case .expired, .tokenExpired, .expiresMalformed, .expiresInMilliseconds, .expiresAsTime, .expiresOther,
      .expiresClamped:
      .expiry
    case .clockSkewed, .notYetValid, .dateMissing: .clock
    case .headerChanged, .headerNotSent: .signedHeader
    case .contentTypeUnsigned: .contentType
    case .headersHoistedAfterSigning, .unsignedAmzHeader, .amzHeadersUnsigned, .presignedHeadersUnsigned:
      .headersNotHoisted
    case .userAgentSigned: .unsignedHeaders
    case .methodOther: .method
    case .pathEncodedTwice: .pathEncodedOnce
    case .secretPadded, .secretJsonEscaped: .trimmedSecret
    case .credentialsEmpty, .accessKeyUnknown, .accessKeyOther, .keyCachedWithoutSecret, .secretOfTheStoreOther:
      .credentials
    case .notSigned, .parameterMissing, .tokenPlusRaw, .tokenEncodedTwice, .urlBrokenInCopying, .urlEscaped,
      .urlInMarks, .signedUrlEncodedAgain,
      .pathEncodedOnTheWay, .parameterChanged:
      .wholeURL
    case .formMalformed, .formNotMultipart: .formPost
    case .fieldAfterFile, .fileMissing, .fieldMissing: .fileLast
    case .fieldNotCovered, .bucketNotCovered, .fieldWithoutCondition, .fieldBeginsOtherwise: .formFields
    case .fileSize, .contentLengthUnsigned: .fileSize
    case .policyExpired: .formExpiry
    case .checksumOfEmptyBody, .checksumOther, .checksumUnsupported, .checksumMalformed, .checksumsSeveral,
      .trailerUnsupported, .trailerMalformed, .streamingUnsupported, .headerUnsupported:
      .checksums
    case .twoAuthMechanisms: .noAuthorization
    case .aclNotSupported: .noACL
    default: nil
    }
  }
}
