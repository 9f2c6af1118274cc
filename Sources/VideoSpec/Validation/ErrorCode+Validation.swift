// The codes of the rules of validation.

extension ErrorCode {
  /// A limit is not set (VAL-010).
  public static let limitMissing = ErrorCode("LimitMissing")
  /// A limit has a value that cannot be used (VAL-012 to VAL-015).
  public static let limitInvalid = ErrorCode("LimitInvalid")
  /// The store does not reveal whether the object exists (VAL-026).
  public static let storeForbidden = ErrorCode("StoreForbidden")
  /// The store is overloaded, failing or unreachable (VAL-027).
  public static let storeUnavailable = ErrorCode("StoreUnavailable")
  /// The store's response says nothing about the object (VAL-027).
  public static let storeResponseInvalid = ErrorCode("StoreResponseInvalid")
  /// The content of objects of this media type cannot be checked (VAL-032).
  public static let contentCheckUnknown = ErrorCode("ContentCheckUnknown")
}
