import VideoSpec

/// Lists the objects of a bucket, version 1 of the operation (STO-126).
struct ListObjects: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    let parameters = try ListParameters(
      of: request, limitName: "max-keys", limitArgument: "maxKeys", checks: service.checks)
    let marker = request.parameter("marker") ?? ""
    let page = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.list(
        ListRequest(
          bucket: bucket, prefix: parameters.prefix, delimiter: parameters.delimiter, after: marker,
          limit: parameters.pageSize))
    }

    let encoding = parameters.encoding
    var xml = XMLWriter(root: "ListBucketResult")
    xml.element("Name", bucket)
    xml.element("Prefix", encoding.encode(parameters.prefix))
    xml.element("Marker", encoding.encode(marker))
    // Without a delimiter the last key is the next marker.
    if page.isTruncated, parameters.delimiter != nil || !service.checks.performs(.nextMarker), let last = page.last {
      xml.element("NextMarker", encoding.encode(last))
    }
    xml.element("MaxKeys", parameters.pageSize)
    xml.element("Delimiter", ifPresent: parameters.delimiter.map(encoding.encode))
    encoding.write(to: &xml)
    xml.element("IsTruncated", page.isTruncated)
    let owner = S3Owner(service.configuration)
    ObjectEntries(page: page, encoding: encoding, owner: owner, time: request.time, checks: service.checks)
      .write(to: &xml)
    return .xml(xml.finish())
  }
}
