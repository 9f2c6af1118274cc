/// The codes of a builder of upload forms.
extension ErrorCode {
  /// A field that no condition covers (POL-011), that the builder sets itself, or that a form cannot hold.
  public static let invalidField = ErrorCode("InvalidField")
  /// A condition that S3 does not understand, or that no form can satisfy (POL-012).
  public static let invalidCondition = ErrorCode("InvalidCondition")
  /// A style of URL that is not available for the bucket or the region (POL-020, POL-022).
  public static let invalidStyle = ErrorCode("InvalidStyle")
  /// A key that is empty, too long or not UTF-8 (POL-012).
  public static let invalidKey = ErrorCode("InvalidKey")
}

/// The codes of S3's decision on a form.
extension ErrorCode {
  /// A key of more than 1024 bytes (POL-062).
  public static let keyTooLong = ErrorCode("KeyTooLongError")
  /// A policy that is not Base64, not JSON, or not a policy (POL-031 to POL-036).
  public static let invalidPolicyDocument = ErrorCode("InvalidPolicyDocument")
  /// A file that is smaller than the policy allows (POL-049).
  public static let entityTooSmall = ErrorCode("EntityTooSmall")
  /// A file that is larger than the policy allows (POL-049).
  public static let entityTooLarge = ErrorCode("EntityTooLarge")
  /// Tags that are not XML (POL-066).
  public static let malformedXML = ErrorCode("MalformedXML")
  /// A storage class that S3 does not have (POL-067).
  public static let invalidStorageClass = ErrorCode("InvalidStorageClass")
}
