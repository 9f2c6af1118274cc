package import VideoSpec

extension S3Refusal {
  /// The refusal of a request that the storage could not perform.
  package init(storage error: StorageError, bucket: Text, key: Text? = nil) {
    switch error {
    case .noSuchBucket: self = .noSuchBucket(bucket)
    case .noSuchKey: self = .noSuchKey(key ?? "")
    case .bucketAlreadyExists:
      self.init(
        ErrorCode("BucketAlreadyOwnedByYou"), 409,
        "Your previous request to create the named bucket succeeded and you already own it.", .bucketExists,
        details: [Field("BucketName", bucket)])
    case .bucketNotEmpty:
      self.init(
        ErrorCode("BucketNotEmpty"), 409, "The bucket you tried to delete is not empty", .bucketExists,
        details: [Field("BucketName", bucket)])
    case .noSuchUpload:
      self.init(
        ErrorCode("NoSuchUpload"), 404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
          + "completed.", .keyExists)
    case .preconditionFailed: self = .preconditionFailed("If-Match", .writeIfMatch)
    case .partsChanged, .conflict:
      self.init(
        .conditionalRequestConflict, 409,
        "The conditional request cannot succeed due to a conflicting operation against this resource.", nil)
    case .fault(let fault): self.init(fault)
    }
  }

  /// A fault of the machine is a 5xx of the server. A full or read-only disk is not reported as one that passes, because a retry would not help.
  private init(_ fault: StorageFault) {
    switch fault.kind {
    case .readOnly:
      self = .accessDenied("Access Denied", .readOnly, explanation: fault.message)
    case .diskFull:
      self.init(
        .internalError, 507, "The endpoint has no space left on its disk.", nil, explanation: fault.message)
    default: self = .internalError(fault.message)
    }
  }
}
