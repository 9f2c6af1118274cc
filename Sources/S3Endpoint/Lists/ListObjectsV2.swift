import VideoSpec

/// Lists the objects of a bucket, version 2 of the operation (STO-120 to STO-131).
struct ListObjectsV2: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    let parameters = try ListParameters(
      of: request, limitName: "max-keys", limitArgument: "maxKeys", checks: service.checks)
    let token = try request.parameter("continuation-token").map { token throws(S3Refusal) in
      try ContinuationToken(token, bucket: bucket, checks: service.checks)
    }
    let startAfter = service.checks.performs(.startAfter) ? request.parameter("start-after") : nil
    let page = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.list(
        ListRequest(
          bucket: bucket, prefix: parameters.prefix, delimiter: parameters.delimiter,
          after: token?.last ?? startAfter ?? "", limit: parameters.pageSize))
    }

    let encoding = parameters.encoding
    var xml = XMLWriter(root: "ListBucketResult")
    xml.element("Name", bucket)
    xml.element("Prefix", encoding.encode(parameters.prefix))
    if let startAfter, token == nil { xml.element("StartAfter", encoding.encode(startAfter)) }
    xml.element("ContinuationToken", ifPresent: request.parameter("continuation-token"))
    if page.isTruncated, let last = page.last {
      xml.element("NextContinuationToken", ContinuationToken(last: last).text(bucket: bucket))
    }
    xml.element("KeyCount", page.elements.count)
    xml.element("MaxKeys", parameters.pageSize)
    xml.element("Delimiter", ifPresent: parameters.delimiter.map(encoding.encode))
    encoding.write(to: &xml)
    xml.element("IsTruncated", page.isTruncated)
    let showsOwner = request.parameter("fetch-owner") == "true" || !service.checks.performs(.fetchOwner)
    let owner = showsOwner ? S3Owner(service.configuration) : nil
    ObjectEntries(page: page, encoding: encoding, owner: owner, time: request.time, checks: service.checks)
      .write(to: &xml)
    return .xml(xml.finish())
  }
}
