public import VideoSpec

// S3's codes, as the documentation's list of error responses and recorded answers have them.
extension ErrorCode {
  public static let accessDenied = ErrorCode("AccessDenied")
  public static let authorizationHeaderMalformed = ErrorCode("AuthorizationHeaderMalformed")
  public static let authorizationQueryParametersError = ErrorCode("AuthorizationQueryParametersError")
  public static let incompleteBody = ErrorCode("IncompleteBody")
  public static let invalidAccessKeyID = ErrorCode("InvalidAccessKeyId")
  public static let invalidArgument = ErrorCode("InvalidArgument")
  public static let invalidRequest = ErrorCode("InvalidRequest")
  public static let invalidToken = ErrorCode("InvalidToken")
  public static let requestTimeTooSkewed = ErrorCode("RequestTimeTooSkewed")
  public static let signatureDoesNotMatch = ErrorCode("SignatureDoesNotMatch")
  public static let contentSHA256Mismatch = ErrorCode("XAmzContentSHA256Mismatch")
}

extension Rejection {
  static func accessDenied(_ field: String?, _ message: String) -> Rejection {
    Rejection(.accessDenied, status: 403, field: field, message)
  }

  static func authorizationHeader(_ message: String) -> Rejection {
    Rejection(.authorizationHeaderMalformed, status: 400, field: "Authorization", message)
  }

  static func queryParameters(_ field: String, _ message: String) -> Rejection {
    Rejection(.authorizationQueryParametersError, status: 400, field: field, message)
  }

  static func invalidArgument(_ field: String, _ message: String) -> Rejection {
    Rejection(.invalidArgument, status: 400, field: field, message)
  }

  static func unknownAccessKey(_ field: String) -> Rejection {
    Rejection(.invalidAccessKeyID, status: 403, field: field, "the access key is not known here")
  }

  static func invalidToken(_ field: String) -> Rejection {
    Rejection(.invalidToken, status: 400, field: field, "the session token is not the one of these credentials")
  }

  static func signature(_ field: String, _ message: String = "the signature is not the one computed") -> Rejection {
    Rejection(.signatureDoesNotMatch, status: 403, field: field, message)
  }

  static func incompleteBody(_ message: String) -> Rejection {
    Rejection(.incompleteBody, status: 400, field: "body", message)
  }
}
