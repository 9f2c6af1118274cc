public import VideoSpec

extension ErrorCode {
  /// A body that is not well-formed multipart/form-data.
  public static let malformedPOSTRequest = ErrorCode("MalformedPOSTRequest")
  /// Fields before the file of more than 20480 bytes (FRM-016).
  public static let maxPostPreDataLengthExceeded = ErrorCode("MaxPostPreDataLengthExceeded")
  /// A POST that is no multipart/form-data at all (FRM-001).
  public static let preconditionFailed = ErrorCode("PreconditionFailed")
}

extension Rejection {
  static func malformedForm(_ message: String, field: String = "body") -> Rejection {
    Rejection(.malformedPOSTRequest, status: 400, field: field, message)
  }
}
