import VideoSpec

/// Ends an upload and removes its parts (STO-109).
struct AbortMultipartUpload: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let upload: UploadRecord
    do throws(S3Refusal) { upload = try service.existingUpload(of: request) } catch {
      if error.check == .uploadExists, !service.checks.performs(.uploadExists) { return .noContent }
      throw error
    }
    do throws(StorageError) { try service.storage.abortUpload(upload) } catch {
      throw S3Refusal(upload: error, upload.id, bucket: upload.bucket, key: upload.key)
    }
    return .noContent
  }
}
