package import VideoSpec

/// Sets the rules of a bucket for pages of other origins.
struct PutBucketCORS: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try service.existingBucket(of: request).name
    let document = try request.body.document(limit: CrossOriginConfiguration.documentLimit)
    let configuration = try CrossOriginConfiguration(document: document, checks: service.checks)
    guard service.checks.performs(.corsStored) else { return S3Response(200) }
    try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.setConfiguration(.cors, of: bucket, to: configuration.document)
    }
    return S3Response(200)
  }
}

/// Returns the rules of a bucket.
struct GetBucketCORS: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    let document = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.configuration(.cors, of: bucket)
    }
    guard let document else {
      throw S3Refusal(
        .noSuchCORSConfiguration, 404, "The CORS configuration does not exist", .corsConfigurationExists,
        field: "bucket", details: [Field("BucketName", bucket)])
    }
    return .xml(document)
  }
}

/// Removes the rules of a bucket. A bucket without rules is no error.
struct DeleteBucketCORS: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    guard service.checks.performs(.corsDeleted) else { return .noContent }
    try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.setConfiguration(.cors, of: bucket, to: nil)
    }
    return .noContent
  }
}

extension S3Service {
  /// Lets pages of these origins upload to a bucket and read from it, and see why a request is refused. Replaces the bucket's rules.
  ///
  /// - Throws: ``S3Refusal`` for an origin that no rule can have, or if the bucket does not exist.
  package func allowPages(of origins: [Text], in bucket: Text) throws(S3Refusal) {
    let values: [(name: Text, values: [Text])] = [
      ("AllowedOrigin", origins), ("AllowedMethod", ["GET", "HEAD", "POST", "PUT"]), ("AllowedHeader", ["*"]),
      (
        "ExposeHeader",
        [
          "ETag", "x-amz-request-id", "x-video-spec-rule", "x-video-spec-cause", "x-video-spec-explanation",
          "x-video-spec-warning",
        ]
      ), ("MaxAgeSeconds", ["600"]),
    ]
    var xml = XMLWriter(root: "CORSConfiguration")
    xml.nested("CORSRule") { xml in
      for (name, values) in values { for value in values { xml.element(name, value) } }
    }
    let document = xml.finish()
    let configuration = try CrossOriginConfiguration(document: document, checks: checks)
    try storing(in: bucket) { () throws(StorageError) in
      try storage.setConfiguration(.cors, of: bucket, to: configuration.document)
    }
  }
}
