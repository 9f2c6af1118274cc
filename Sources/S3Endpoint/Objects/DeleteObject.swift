import VideoSpec

/// Deletes an object. A key without an object is no error.
struct DeleteObject: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    try KeyRules.check(key, by: service.checks)
    var precondition = WritePrecondition.none
    if let condition = request.header("if-match"), service.checks.performs(.deleteIfMatch) {
      precondition = condition == "*" ? .present : .matches(condition.withoutQuotes)
    }
    do throws(StorageError) {
      let existed = try service.storage.delete([key], in: bucket, precondition: precondition)
      if existed == [false], !service.checks.performs(.deletionRepeated) { throw StorageError.noSuchKey }
    } catch {
      // S3 says the same of a condition on an object that is not there as of one that differs.
      if error == .preconditionFailed { throw .preconditionFailed("If-Match", .deleteIfMatch) }
      throw S3Refusal(storage: error, bucket: bucket, key: key)
    }
    return .noContent
  }
}
