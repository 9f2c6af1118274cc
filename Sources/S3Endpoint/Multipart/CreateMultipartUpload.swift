import VideoSpec

/// Begins an upload in parts (STO-100, STO-117, STO-182).
struct CreateMultipartUpload: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    try KeyRules.check(key, by: service.checks)
    let headers = try ObjectHeaders(of: request, in: service)
    let checksum = try UploadChecksum(of: request, checks: service.checks)
    let upload = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.createUpload(
        UploadRecord(
          bucket: bucket, key: key, initiated: request.time, contentType: headers.contentType,
          headers: service.checks.performs(.uploadHeaders) ? headers.headers : [], tags: headers.tags,
          storageClass: headers.storageClass, checksum: checksum))
    }
    var xml = XMLWriter(root: "InitiateMultipartUploadResult")
    xml.element("Bucket", bucket)
    xml.element("Key", key)
    xml.element("UploadId", upload.id)
    return .xml(xml.finish(), headers: [.encrypted] + (checksum?.headers ?? []))
  }
}

extension UploadChecksum {
  /// Reads the algorithm and the type that an upload is begun with. Returns nil without an algorithm.
  ///
  /// - Throws: ``S3Refusal``, InvalidRequest, for a type without an algorithm and for two that do not fit.
  fileprivate init?(of request: S3Request, checks: EndpointChecks) throws(S3Refusal) {
    let stated = try ChecksumHeaders.kind(of: request, checks: checks)
    guard let algorithm = try ChecksumHeaders.algorithm(of: request, checks: checks) else {
      if stated != nil, checks.performs(.uploadChecksum) {
        throw .invalidRequest(
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
          .uploadChecksum, field: "x-amz-checksum-type")
      }
      return nil
    }
    let kind = stated ?? (algorithm == .crc64nvme ? .fullObject : .composite)
    let fits =
      switch algorithm {
      case .crc32, .crc32c: true
      case .crc64nvme: kind == .fullObject
      case .sha1, .sha256: kind == .composite
      }
    if !fits, checks.performs(.uploadChecksum) {
      throw .invalidRequest(
        "The \(kind.rawValue) checksum type cannot be used with the \(algorithm.messageName) checksum algorithm.",
        .uploadChecksum, field: "x-amz-checksum-type")
    }
    self.init(algorithm: algorithm, kind: kind)
  }

  fileprivate var headers: [HeaderField] {
    [
      HeaderField("x-amz-checksum-algorithm", Text(algorithm.rawValue)),
      HeaderField("x-amz-checksum-type", Text(kind.rawValue)),
    ]
  }
}
