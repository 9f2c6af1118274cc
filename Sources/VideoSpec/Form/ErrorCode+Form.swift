/// The codes of S3's response to a form that cannot be parsed or stored.
extension ErrorCode {
  /// A body that is not well-formed multipart/form-data (FRM-002 to FRM-011).
  public static let malformedPOSTRequest = ErrorCode("MalformedPOSTRequest")
  /// More than 20480 bytes before the file's content (FRM-016).
  public static let maxPostPreDataLengthExceeded = ErrorCode("MaxPostPreDataLengthExceeded")
  /// A POST that is not multipart/form-data (FRM-001).
  public static let preconditionFailed = ErrorCode("PreconditionFailed")
  /// The server failed while it received the file, and stored nothing.
  public static let internalError = ErrorCode("InternalError")
}
