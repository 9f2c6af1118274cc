public import VideoSpec

extension ErrorCode {
  /// A parameter of a list is out of range, malformed or repeated (LIB-015, LIB-018).
  public static let parameterInvalid = ErrorCode("ParameterInvalid")
  /// A cursor is malformed, or belongs to another list (LIB-017).
  public static let cursorInvalid = ErrorCode("CursorInvalid")
  /// The user has no such video (LIB-041, LIB-071).
  public static let videoUnknown = ErrorCode("VideoUnknown")
  /// A job names no video (LIB-070).
  public static let videoSourceMissing = ErrorCode("VideoSourceMissing")
  /// A job names two videos (LIB-070).
  public static let videoSourceAmbiguous = ErrorCode("VideoSourceAmbiguous")
  /// A form has no file, a file without a name, or an empty one (LIB-054).
  public static let fileInvalid = ErrorCode("FileInvalid")
  /// A file has more bytes than the largest that is allowed (LIB-055).
  public static let fileTooLarge = ErrorCode("FileTooLarge")
  /// The content of a file is none of the allowed types (LIB-058).
  public static let videoTypeNotAllowed = ErrorCode("VideoTypeNotAllowed")
}

/// The rejections of a library, each with its HTTP status.
enum LibraryRejections {
  static let session = Rejection(
    .sessionInvalid, status: 401, field: "Authorization", "the token is missing, malformed, unknown or expired")

  static func parameter(_ name: String, _ message: String) -> Rejection {
    Rejection(.parameterInvalid, status: 422, field: name, message)
  }

  static func cursor(_ message: String) -> Rejection {
    Rejection(.cursorInvalid, status: 422, field: "cursor", message)
  }

  static func video(_ field: String?) -> Rejection {
    Rejection(.videoUnknown, status: 404, field: field, "Video not found")
  }

  static let noSource = Rejection(
    .videoSourceMissing, status: 400, "Either video_upload_id or s3_video_id must be provided")
  static let twoSources = Rejection(
    .videoSourceAmbiguous, status: 400, "Provide either video_upload_id or s3_video_id, not both")
}
