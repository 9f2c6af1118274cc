import VideoSpec

/// Lists the uploads of a bucket that are neither completed nor aborted (STO-112, STO-133).
struct ListMultipartUploads: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    let parameters = try ListParameters(
      of: request, limitName: "max-uploads", limitArgument: "max-uploads", checks: service.checks)
    let keyMarker = request.parameter("key-marker") ?? ""
    let uploadMarker = request.parameter("upload-id-marker") ?? ""
    try service.existingBucket(of: request)
    try check(uploadMarker, of: keyMarker, in: bucket, service)
    let page = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.uploads(
        ListRequest(
          bucket: bucket, prefix: parameters.prefix, delimiter: parameters.delimiter, after: keyMarker,
          limit: parameters.pageSize),
        // Without a key marker it does not count.
        uploadMarker: keyMarker.isEmpty || uploadMarker.isEmpty ? nil : uploadMarker)
    }

    let encoding = parameters.encoding
    // A page that ends with a common prefix has no markers (`test_list_multipart_uploads_marker_common_prefixes`).
    let last = page.lastCommonPrefix == nil ? page.entries.last : nil
    var xml = XMLWriter(root: "ListMultipartUploadsResult")
    xml.element("Bucket", bucket)
    xml.element("KeyMarker", encoding.encode(keyMarker))
    xml.element("UploadIdMarker", keyMarker.isEmpty ? "" : uploadMarker)
    xml.element("NextKeyMarker", encoding.encode(last?.key ?? ""))
    xml.element("Prefix", ifPresent: request.parameter("prefix").map(encoding.encode))
    xml.element("Delimiter", ifPresent: parameters.delimiter.map(encoding.encode))
    xml.element("NextUploadIdMarker", last?.id ?? "")
    xml.element("MaxUploads", parameters.pageSize)
    encoding.write(to: &xml)
    xml.element("IsTruncated", page.isTruncated)
    let owner = S3Owner(service.configuration)
    for upload in page.entries {
      xml.nested("Upload") { xml in
        xml.element("Key", encoding.encode(upload.key))
        xml.element("UploadId", upload.id)
        owner.write(to: &xml, as: "Initiator")
        owner.write(to: &xml)
        xml.element("StorageClass", upload.storageClass)
        xml.element("Initiated", upload.initiated.listed)
        if let checksum = upload.checksum {
          xml.element("ChecksumAlgorithm", Text(checksum.algorithm.rawValue))
          xml.element("ChecksumType", Text(checksum.kind.rawValue))
        }
      }
    }
    for prefix in page.commonPrefixes {
      xml.nested("CommonPrefixes") { xml in xml.element("Prefix", encoding.encode(prefix)) }
    }
    return .xml(xml.finish())
  }

  /// - Throws: ``S3Refusal``, InvalidArgument, for a marker that is not an upload of the key.
  private func check(
    _ marker: Text, of key: Text, in bucket: Text, _ service: S3Service
  ) throws(S3Refusal) {
    if key.isEmpty || marker.isEmpty { return }
    let isValid = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.isUploadMarker(marker, of: key, in: bucket)
    }
    if !isValid, service.checks.performs(.uploadMarker) {
      throw .invalidArgument("upload-id-marker", marker, "Invalid uploadId marker", .uploadMarker)
    }
  }
}
