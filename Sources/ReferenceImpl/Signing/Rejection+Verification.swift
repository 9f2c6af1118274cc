import VideoSpec

// S3's status for each code (SIG-150).

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
    Rejection(.invalidAccessKeyID, status: 403, field: field, "the access key is unknown")
  }

  static func invalidToken(_ field: String) -> Rejection {
    Rejection(.invalidToken, status: 400, field: field, "the session token does not belong to these credentials")
  }

  static func missingToken(_ field: String) -> Rejection {
    Rejection(
      .invalidAccessKeyID, status: 403, field: field,
      "the access key is that of temporary credentials, and the token is missing")
  }

  static func expiredToken(_ field: String) -> Rejection {
    Rejection(.expiredToken, status: 400, field: field, "the session token has expired")
  }

  static func signature(_ field: String, _ message: String = "the signature differs from the computed one") -> Rejection
  {
    Rejection(.signatureDoesNotMatch, status: 403, field: field, message)
  }

  static func incompleteBody(_ message: String) -> Rejection {
    Rejection(.incompleteBody, status: 400, field: "body", message)
  }

  static func badDigest(_ field: String) -> Rejection {
    Rejection(.badDigest, status: 400, field: field, "\(field) is not the checksum of the data")
  }

  static func invalidRequest(_ field: String, _ message: String) -> Rejection {
    Rejection(.invalidRequest, status: 400, field: field, message)
  }

  static func malformedTrailer(_ message: String) -> Rejection {
    Rejection(.malformedTrailerError, status: 400, field: "x-amz-trailer", message)
  }
}
