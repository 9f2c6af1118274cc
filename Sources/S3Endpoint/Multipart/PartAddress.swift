import VideoSpec

/// The part that a request is about: `partNumber` and `uploadId` of the query.
struct PartAddress {
  let number: Int
  let upload: UploadRecord

  /// The largest number of a part.
  static let limit = 10_000

  /// - Throws: ``S3Refusal``: InvalidArgument for a number outside 1 to 10 000 (STO-102), NoSuchUpload (STO-104).
  init(of request: S3Request, in service: S3Service) throws(S3Refusal) {
    let text = request.parameter("partNumber") ?? ""
    let stated = Int(decimal: text) ?? 0
    if !(1...PartAddress.limit).contains(stated), service.checks.performs(.partNumberRange) {
      throw .invalidArgument(
        "partNumber", text, "Part number must be an integer between 1 and 10000, inclusive", .partNumberRange)
    }
    number = min(max(stated, 1), PartAddress.limit)
    upload = try service.existingUpload(of: request)
  }
}

extension S3Service {
  /// Returns the upload of a request.
  ///
  /// - Throws: ``S3Refusal``: NoSuchBucket, NoSuchUpload.
  func existingUpload(of request: S3Request) throws(S3Refusal) -> UploadRecord {
    let (bucket, key) = (try request.bucket(), try request.key())
    let id = request.parameter("uploadId") ?? ""
    do throws(StorageError) { return try storage.upload(id, of: key, in: bucket) } catch {
      throw S3Refusal(upload: error, id, bucket: bucket, key: key)
    }
  }
}

extension S3Refusal {
  /// The refusal of a request about an upload that the storage could not perform.
  init(upload error: StorageError, _ id: Text, bucket: Text, key: Text) {
    guard error == .noSuchUpload else {
      self.init(storage: error, bucket: bucket, key: key)
      return
    }
    self.init(
      ErrorCode("NoSuchUpload"), 404,
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
        + "completed.", .uploadExists, field: "uploadId", details: [Field("UploadId", id)])
  }
}
