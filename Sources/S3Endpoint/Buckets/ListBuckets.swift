import VideoSpec

/// Lists the account's buckets by name (STO-140).
struct ListBuckets: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let prefix = service.checks.performs(.bucketPrefix) ? request.parameter("prefix") ?? "" : ""
    let limit = try limit(request, service.checks)
    // An empty token counts as none here (`test_list_buckets_when_continuation_token_is_empty`).
    let token = try request.parameter("continuation-token").flatMap { $0.isEmpty ? nil : $0 }.map {
      token throws(S3Refusal) in try ContinuationToken(token, bucket: "", checks: service.checks)
    }
    let region = request.parameter("bucket-region")
    let all = try service.storing(in: "") { () throws(StorageError) in try service.storage.buckets() }
    let found = all.filter { bucket in
      bucket.name.hasPrefix(prefix) && (region == nil || bucket.region == region)
        && (token.map { $0.last < bucket.name } ?? true)
    }
    let page = found.prefix(limit)

    var xml = XMLWriter(root: "ListAllMyBucketsResult")
    S3Owner(service.configuration).write(to: &xml)
    xml.nested("Buckets") { xml in
      for bucket in page {
        xml.nested("Bucket") { xml in
          xml.element("Name", bucket.name)
          xml.element("CreationDate", bucket.created.listed)
          // S3 shows these two only to requests with parameters.
          if !request.address.query.isEmpty { xml.element("BucketRegion", bucket.region) }
          xml.element("BucketArn", "arn:aws:s3:::" + bucket.name)
        }
      }
    }
    xml.element("Prefix", ifPresent: request.parameter("prefix"))
    if found.count > page.count, let last = page.last {
      xml.element("ContinuationToken", ContinuationToken(last: last.name).text(bucket: ""))
    }
    return .xml(xml.finish())
  }

  /// The most buckets of a page: from 1 to 10 000.
  private func limit(_ request: S3Request, _ checks: EndpointChecks) throws(S3Refusal) -> Int {
    let most = 10_000
    guard let text = request.parameter("max-buckets") else { return most }
    if let number = Int(decimal: text), (1...most).contains(number) { return number }
    guard checks.performs(.listLimit) else { return most }
    throw .invalidArgument(
      "max-buckets", text, "Argument max-buckets must be an integer between 1 and 10000", .listLimit)
  }
}
