public import VideoSpec

extension ErrorCode {
  /// A limit that is not set (VAL-010).
  public static let limitMissing = ErrorCode("LimitMissing")
  /// A limit that cannot be meant as it stands (VAL-012 to VAL-015).
  public static let limitInvalid = ErrorCode("LimitInvalid")
  /// The store does not say whether the object exists (VAL-026).
  public static let storeForbidden = ErrorCode("StoreForbidden")
  /// The store is slow, broken or not there (VAL-027).
  public static let storeUnavailable = ErrorCode("StoreUnavailable")
  /// The store's answer says nothing about the object (VAL-027).
  public static let storeAnswerInvalid = ErrorCode("StoreResponseInvalid")
  /// There is no check of the content for this media type (VAL-032).
  public static let contentCheckUnknown = ErrorCode("ContentCheckUnknown")
}

extension Rejection {
  /// Why an answer of the store that describes no object and does not say that there is none is no verdict (VAL-026, VAL-027).
  public init(store answer: StoreResponse) {
    switch answer {
    case .unreachable: self.init(.storeUnavailable, "the store does not answer")
    case .responded(403, _):
      self.init(
        .storeForbidden,
        "the store answers 403, so the object may or may not exist: the key is not the store's, or may not read (s3:GetObject), or may not list (s3:ListBucket), without which a missing object is answered so"
      )
    case .responded(let status, _) where status == 429 || (500...599).contains(status):
      self.init(.storeUnavailable, "the store answers \(status)")
    case .responded(200, _):
      self.init(.storeAnswerInvalid, "the store's answer has no usable Content-Length or ETag")
    case .responded(let status, let headers):
      let region = headers.first { $0.name.equalsIgnoringCase("x-amz-bucket-region") }
      let hint = region.map { "; the bucket's region is \(SigningRules.printable($0.value))" } ?? ""
      self.init(.storeAnswerInvalid, "the store answers \(status), which says nothing about the object\(hint)")
    }
  }
}
