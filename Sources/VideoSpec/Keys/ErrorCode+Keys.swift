// The codes of the rules of storage keys. `InvalidKey` belongs to the rules of upload forms.

extension ErrorCode {
  /// The media type has no file extension here (KEY-003).
  public static let invalidMediaType = ErrorCode("InvalidMediaType")
  /// The user's id cannot be a segment of a key (KEY-042).
  public static let invalidUser = ErrorCode("InvalidUser")
  /// The video's id cannot be a segment of a key (KEY-042).
  public static let invalidVideo = ErrorCode("InvalidVideo")
  /// There are too few random bytes.
  public static let invalidRandom = ErrorCode("InvalidRandom")
}
