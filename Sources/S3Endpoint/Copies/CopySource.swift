import ReferenceImpl
import VideoSpec

/// The object that a request copies from: the header `x-amz-copy-source` (STO-080, STO-081).
struct CopySource {
  let bucket: Text
  let key: Text

  /// Reads `BUCKET/KEY`, with or without a slash before it, encoded as in a URL. It is decoded once.
  ///
  /// - Throws: ``S3Refusal``: InvalidArgument without a key, NotImplemented for a version.
  init(of request: S3Request, checks: EndpointChecks) throws(S3Refusal) {
    let header = request.header("x-amz-copy-source") ?? ""
    var path = header.bytes[...]
    if let mark = path.firstIndex(of: UInt8(ascii: "?")) {
      let version = Text(path[path.index(after: mark)...])
      guard version == "versionId=null" || !checks.performs(.copySourceForm) else {
        throw .invalidArgument("x-amz-copy-source", header, "Invalid version id specified", .copySourceForm)
      }
      path = path[..<mark]
    }
    var decoded = checks.performs(.copySourceDecoding) ? PercentEncoding.decode(path)[...] : path
    if decoded.first == UInt8(ascii: "/") { decoded = decoded.dropFirst() }
    guard let (bucket, key) = Text(decoded).splitOnce(at: UInt8(ascii: "/")), !bucket.isEmpty, !key.isEmpty else {
      guard checks.performs(.copySourceForm) else {
        self.bucket = try request.bucket()
        self.key = Text(decoded)
        return
      }
      // S3 puts the header's name where its value should be (`test_s3_copy_object_wrong_format`).
      throw .invalidArgument(
        "x-amz-copy-source", "x-amz-copy-source", "Invalid copy source object key", .copySourceForm)
    }
    self.bucket = bucket
    self.key = key
  }

  /// Opens the source and checks the request's conditions on it.
  ///
  /// - Throws: ``S3Refusal``: NoSuchBucket, NoSuchKey, AccessDenied for another owner, PreconditionFailed.
  func open(for request: S3Request, in service: S3Service) throws(S3Refusal) -> OpenedObject {
    if let owner = request.header("x-amz-source-expected-bucket-owner"), owner != service.configuration.accountID,
      service.checks.performs(.expectedBucketOwner)
    {
      throw .accessDenied(
        "Access Denied", .expectedBucketOwner, field: "x-amz-source-expected-bucket-owner",
        explanation: "the owner of the source's bucket is \(service.configuration.accountID)")
    }
    let opened = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.open(key, in: bucket)
    }
    guard let opened else { throw .noSuchKey(key) }
    try CopyConditions(request: request, checks: service.checks).check(opened.record)
    return opened
  }
}

/// The conditions `x-amz-copy-source-if-…` of a request (STO-084, STO-114).
struct CopyConditions {
  let request: S3Request
  let checks: EndpointChecks

  /// - Throws: ``S3Refusal``, PreconditionFailed.
  func check(_ source: ObjectRecord) throws(S3Refusal) {
    let ifMatch = request.header("x-amz-copy-source-if-match")
    if let ifMatch, !matches(ifMatch, source), checks.performs(.copySourceIfMatch) {
      throw .preconditionFailed("x-amz-copy-source-If-Match", .copySourceIfMatch)
    }
    // A met If-Match makes up for a date.
    if ifMatch == nil, let date = date("x-amz-copy-source-if-unmodified-since"), source.modified > date,
      checks.performs(.copySourceIfUnmodifiedSince)
    {
      throw .preconditionFailed("x-amz-copy-source-If-Unmodified-Since", .copySourceIfUnmodifiedSince)
    }
    let ifNoneMatch = request.header("x-amz-copy-source-if-none-match")
    if let ifNoneMatch, matches(ifNoneMatch, source), checks.performs(.copySourceIfNoneMatch) {
      throw .preconditionFailed("x-amz-copy-source-If-None-Match", .copySourceIfNoneMatch)
    }
    // A date in the future does not count. A met If-None-Match makes up for a date.
    if ifNoneMatch == nil, let date = date("x-amz-copy-source-if-modified-since"), date <= request.time,
      source.modified <= date, checks.performs(.copySourceIfModifiedSince)
    {
      throw .preconditionFailed("x-amz-copy-source-If-Modified-Since", .copySourceIfModifiedSince)
    }
  }

  private func matches(_ tag: Text, _ source: ObjectRecord) -> Bool {
    tag == "*" || tag.withoutQuotes == source.etag
  }

  private func date(_ name: Text) -> Timestamp? { request.header(name).flatMap(HTTPDate.parse) }
}
