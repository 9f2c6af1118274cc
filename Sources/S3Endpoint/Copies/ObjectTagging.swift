import VideoSpec

/// Lists the tags of an object (STO-089).
struct GetObjectTagging: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let object = try service.existingObject(of: request)
    var xml = XMLWriter(root: "Tagging")
    xml.nested("TagSet") { xml in
      for tag in object.tags {
        xml.nested("Tag") { xml in
          xml.element("Key", tag.name)
          xml.element("Value", tag.value)
        }
      }
    }
    return .xml(xml.finish())
  }
}

/// Replaces the tags of an object (STO-089, STO-090).
struct PutObjectTagging: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    let document = try request.body.document()
    // S3 looks for the object first.
    _ = try service.existingObject(of: request)
    let tags = try ObjectTags(document: document, checks: service.checks).tags
    try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.setTags(tags, of: key, in: bucket)
    }
    return S3Response(200)
  }
}

/// Removes the tags of an object (STO-089).
struct DeleteObjectTagging: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.setTags([], of: key, in: bucket)
    }
    return .noContent
  }
}
