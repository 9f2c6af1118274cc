import VideoSpec

/// Tells whether a bucket exists, and its region (STO-139).
struct HeadBucket: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try service.existingBucket(of: request)
    var response = S3Response(
      200,
      headers: [
        HeaderField("x-amz-bucket-arn", "arn:aws:s3:::" + bucket.name),
        HeaderField("x-amz-access-point-alias", "false"), HeaderField("Content-Type", "application/xml"),
      ])
    if service.checks.performs(.bucketRegion) {
      response.headers.append(HeaderField("x-amz-bucket-region", bucket.region))
    }
    return response
  }
}

/// Deletes an empty bucket (STO-141).
struct DeleteBucket: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let name = try request.bucket()
    while true {
      do throws(StorageError) {
        try service.storage.deleteBucket(name)
        return .noContent
      } catch {
        guard error == .bucketNotEmpty else { throw S3Refusal(storage: error, bucket: name) }
        guard !service.checks.performs(.bucketEmpty) else {
          throw S3Refusal(
            ErrorCode("BucketNotEmpty"), 409, "The bucket you tried to delete is not empty", .bucketEmpty,
            details: [Field("BucketName", name)])
        }
      }
      // A mutant endpoint deletes what is in it, page by page.
      try service.deletePage(of: name)
    }
  }
}

/// Names the region of a bucket; the one of us-east-1 is empty (STO-143).
struct GetBucketLocation: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let region = try service.existingBucket(of: request).region
    var xml = XMLWriter(root: "LocationConstraint")
    if region != "us-east-1" { xml.text(region) }
    return .xml(xml.finish())
  }
}

/// Says that versioning was never switched on (STO-144).
struct GetBucketVersioning: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    try service.existingBucket(of: request)
    return .xml(XMLWriter(root: "VersioningConfiguration").finish())
  }
}

/// Says that there is no policy (STO-144).
struct GetBucketPolicy: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try service.existingBucket(of: request)
    guard service.checks.performs(.bucketPolicyExists) else { return S3Response(200, body: .bytes(Array("{}".utf8))) }
    throw S3Refusal(
      ErrorCode("NoSuchBucketPolicy"), 404, "The bucket policy does not exist", .bucketPolicyExists,
      details: [Field("BucketName", bucket.name)])
  }
}

/// Says that everything belongs to the owner alone (STO-144).
struct GetBucketACL: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    try service.existingBucket(of: request)
    return .xml(S3Owner(service.configuration).accessControlPolicy)
  }
}

/// Says that an object belongs to the owner alone.
struct GetObjectACL: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    _ = try service.existingObject(of: request)
    return .xml(S3Owner(service.configuration).accessControlPolicy)
  }
}

extension S3Owner {
  /// The document that grants everything to the owner.
  fileprivate var accessControlPolicy: [UInt8] {
    var xml = XMLWriter(root: "AccessControlPolicy")
    write(to: &xml)
    xml.nested("AccessControlList") { xml in
      xml.nested("Grant") { xml in
        let attributes: Text =
          "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\""
        xml.nested("Grantee", attributes: attributes) { xml in xml.element("ID", id) }
        xml.element("Permission", "FULL_CONTROL")
      }
    }
    return xml.finish()
  }
}

extension S3Service {
  /// Deletes the first objects of a bucket. Only a mutant endpoint does.
  func deletePage(of bucket: Text) throws(S3Refusal) {
    _ = try storing(in: bucket) { () throws(StorageError) in
      try storage.delete(try storage.list(ListRequest(bucket: bucket)).entries.map(\.key), in: bucket)
    }
  }

  /// Returns the record of a request's object.
  ///
  /// - Throws: ``S3Refusal``: NoSuchBucket, NoSuchKey.
  func existingObject(of request: S3Request) throws(S3Refusal) -> ObjectRecord {
    let (bucket, key) = (try request.bucket(), try request.key())
    let object = try storing(in: bucket, key) { () throws(StorageError) in try storage.object(key, in: bucket) }
    guard let object else { throw .noSuchKey(key) }
    return object
  }
}
