import VideoSpec

extension Rejection {
  /// Creates the rejection for a store's response that neither describes an object nor says that it does not exist (VAL-026, VAL-027).
  ///
  /// Such a response is a fault of the store or its configuration, not a decision on the object.
  init(_ response: StoreResponse) {
    switch response {
    case .unreachable: self.init(.storeUnavailable, "the store did not respond")
    case .responded(403, _):
      self.init(
        .storeForbidden,
        "the store responded with 403, so the object may or may not exist: the access key is unknown, or has no permission to read (s3:GetObject) or to list (s3:ListBucket); without the latter, S3 responds so for a missing object"
      )
    case .responded(let status, _) where status == 429 || (500...599).contains(status):
      self.init(.storeUnavailable, "the store responded with \(status)")
    case .responded(200, _):
      self.init(.storeResponseInvalid, "the store's response has no usable Content-Length or ETag")
    case .responded(let status, let headers):
      let region = headers.first { $0.name.equalsIgnoringCase("x-amz-bucket-region") }
      let hint = region.map { "; the bucket's region is \($0.value.printable)" } ?? ""
      self.init(.storeResponseInvalid, "the store responded with \(status), which says nothing about the object\(hint)")
    }
  }
}
