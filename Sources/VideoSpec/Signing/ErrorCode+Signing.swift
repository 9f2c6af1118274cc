// The codes of the rules of signing and verification.

// MARK: - A signer's inputs

extension ErrorCode {
  /// No source has credentials (SIG-191).
  public static let noCredentials = ErrorCode("NoCredentials")
  /// A source has only one half of a pair of credentials (SIG-191).
  public static let incompleteCredentials = ErrorCode("IncompleteCredentials")
  /// The file with the credentials exists but cannot be read.
  public static let unreadableCredentials = ErrorCode("UnreadableCredentials")
  /// The access key or the secret is empty or not UTF-8, one of them contains a character that it must not (SIG-192), or they are
  /// exchanged.
  public static let invalidCredentials = ErrorCode("InvalidCredentials")
  /// A header's name or value would end its line (SIG-044).
  public static let invalidHeader = ErrorCode("InvalidHeader")
  /// The method is not a token of HTTP.
  public static let invalidMethod = ErrorCode("InvalidMethod")
  /// The expiry is not a whole number of seconds within the limits (SIG-092).
  public static let invalidExpires = ErrorCode("InvalidExpires")
  /// S3 would reject the bucket's name (SIG-193).
  public static let invalidBucketName = ErrorCode("InvalidBucketName")
  /// HTTP clients would change the path and query (SIG-194).
  public static let invalidTarget = ErrorCode("InvalidTarget")
  /// The region or the service cannot be part of a credential scope.
  public static let invalidScope = ErrorCode("InvalidScope")
  /// The time is out of a timestamp's range (SIG-195).
  public static let invalidClock = ErrorCode("InvalidClock")
  /// The size of the chunks or of the data is out of range (SIG-129).
  public static let invalidChunkSize = ErrorCode("InvalidChunkSize")
  /// The algorithm cannot sign this kind of request.
  public static let unsupportedAlgorithm = ErrorCode("UnsupportedAlgorithm")
}

// MARK: - A verifier's requests

// These are S3's own codes, from the documentation's list of error responses and from recorded responses.
extension ErrorCode {
  /// The request is not signed, has expired, is not valid yet, or leaves a header unsigned that has to be signed.
  public static let accessDenied = ErrorCode("AccessDenied")
  /// The `Authorization` header is malformed, or for another region, service or day.
  public static let authorizationHeaderMalformed = ErrorCode("AuthorizationHeaderMalformed")
  /// A parameter of a presigned URL is missing or malformed, or for another region, service or day.
  public static let authorizationQueryParametersError = ErrorCode("AuthorizationQueryParametersError")
  /// The body differs from `Content-MD5` or from its checksum.
  public static let badDigest = ErrorCode("BadDigest")
  /// The session token has expired.
  public static let expiredToken = ErrorCode("ExpiredToken")
  /// The body ends too early, its length is not the stated one, or its chunks are malformed.
  public static let incompleteBody = ErrorCode("IncompleteBody")
  /// The access key is unknown, or it belongs to temporary credentials whose token is missing.
  public static let invalidAccessKeyID = ErrorCode("InvalidAccessKeyId")
  /// A header or a form field has a value that is not accepted, or the request is signed in two ways.
  public static let invalidArgument = ErrorCode("InvalidArgument")
  /// A chunk other than the last has fewer than 8192 bytes.
  public static let invalidChunkSizeError = ErrorCode("InvalidChunkSizeError")
  /// `Content-MD5`, a header or a form field, is not an MD5.
  public static let invalidDigest = ErrorCode("InvalidDigest")
  /// A required header is missing, or a checksum is malformed.
  public static let invalidRequest = ErrorCode("InvalidRequest")
  /// The session token does not belong to the credentials.
  public static let invalidToken = ErrorCode("InvalidToken")
  /// The trailer of a chunked body is malformed, or it is not the announced one.
  public static let malformedTrailerError = ErrorCode("MalformedTrailerError")
  /// The length of the data is missing or not a number.
  public static let missingContentLength = ErrorCode("MissingContentLength")
  /// The request's time and the receiver's differ by more than 15 minutes.
  public static let requestTimeTooSkewed = ErrorCode("RequestTimeTooSkewed")
  /// The signature differs from the computed one.
  public static let signatureDoesNotMatch = ErrorCode("SignatureDoesNotMatch")
  /// The body's hash differs from `x-amz-content-sha256`.
  public static let contentSHA256Mismatch = ErrorCode("XAmzContentSHA256Mismatch")
}
