import VideoSpec

/// The `x-amz-*` headers of a request, and of the query of a presigned URL.
///
/// A server that ignores the header of a feature does something other than the client requested. So every header that the operation does
/// not know is refused.
struct RequestHeaders {
  let request: S3Request

  init(_ request: S3Request) { self.request = request }

  /// Checks the headers, the version and `--read-only`.
  ///
  /// - Throws: ``S3Refusal``: NotImplemented for a header of an unsupported feature, AccessDenied for another owner or a write.
  func check(in service: S3Service) throws(S3Refusal) {
    if service.checks.performs(.requestHeaders) {
      for name in names where !isKnown(name) { throw .notImplemented(header: name) }
      try checkValues()
    }
    if let owner = request.header("x-amz-expected-bucket-owner"), owner != service.configuration.accountID,
      service.checks.performs(.expectedBucketOwner)
    {
      throw .accessDenied(
        "Access Denied", .expectedBucketOwner, field: "x-amz-expected-bucket-owner",
        explanation: "the bucket's owner is \(service.configuration.accountID), not \(owner.printable)")
    }
    if let version = request.parameter("versionId"), version != "null" {
      throw .invalidArgument("versionId", version, "Invalid version id specified", .subresource)
    }
    if request.operation.isWrite, service.configuration.isReadOnly, service.checks.performs(.readOnly) {
      throw .accessDenied("Access Denied", .readOnly, explanation: "the endpoint was started with --read-only")
    }
  }

  /// The names in lower case: those of the headers, and of the parameters that stand for headers.
  private var names: [Text] {
    let headers = request.received.headers.map(\.name.lowercased)
    let parameters = request.caller?.isPresigned == true ? request.address.query.map(\.name.lowercased) : []
    return (headers + parameters).filter { $0.hasPrefix("x-amz-") }
  }

  private func isKnown(_ name: Text) -> Bool {
    Self.common.contains(name) || name.hasPrefix("x-amz-meta-") || request.operation.knownHeaders.contains(name)
  }

  /// Checks the headers that may only request the default behaviour. Any other value requests a feature that the endpoint does not support.
  private func checkValues() throws(S3Refusal) {
    for (name, values) in Self.allowed {
      if let value = request.header(name), !values.contains(value) {
        throw .notImplemented(
          header: name, explanation: "this endpoint does not support \(name): \(value.printable)")
      }
    }
  }

  private static let allowed: [(Text, Set<Text>)] = [
    ("x-amz-acl", ["private", "bucket-owner-full-control"]), ("x-amz-server-side-encryption", ["AES256"]),
    ("x-amz-object-ownership", ["BucketOwnerEnforced"]), ("x-amz-bucket-object-lock-enabled", ["false"]),
  ]

  /// Headers and parameters of signing, and those that change nothing on any operation.
  private static let common: Set<Text> = [
    "x-amz-algorithm", "x-amz-content-sha256", "x-amz-credential", "x-amz-date", "x-amz-expected-bucket-owner",
    "x-amz-expires", "x-amz-region-set", "x-amz-security-token", "x-amz-signature", "x-amz-signedheaders",
    "x-amz-te", "x-amz-user-agent",
  ]
}

extension S3Operation {
  /// The `x-amz-*` headers that the operation knows, besides those of every operation.
  fileprivate var knownHeaders: Set<Text> {
    switch self {
    case .putObject: Self.data.union(Self.stored)
    case .copyObject:
      Self.stored.union(Self.copied).union([
        "x-amz-metadata-directive", "x-amz-tagging-directive", "x-amz-checksum-algorithm",
      ])
    case .createMultipartUpload: Self.stored.union(["x-amz-checksum-algorithm", "x-amz-checksum-type"])
    case .uploadPart: Self.data
    case .uploadPartCopy: Self.copied.union(["x-amz-copy-source-range"])
    case .completeMultipartUpload: Self.data.union(["x-amz-checksum-type", "x-amz-mp-object-size"])
    case .getObject, .headObject: ["x-amz-checksum-mode"]
    case .createBucket: Self.data.union(["x-amz-acl", "x-amz-object-ownership", "x-amz-bucket-object-lock-enabled"])
    case .deleteObjects, .putBucketCORS, .putObjectTagging: Self.data
    case .listObjectsV2, .listObjects: ["x-amz-optional-object-attributes"]
    case .listBuckets, .headBucket, .deleteBucket, .getBucketLocation, .getBucketVersioning, .getBucketACL,
      .getBucketPolicy, .getBucketCORS, .deleteBucketCORS, .listMultipartUploads, .listParts, .postObject,
      .deleteObject, .getObjectACL, .getObjectTagging, .deleteObjectTagging, .abortMultipartUpload, .preflight:
      []
    }
  }

  /// The headers that describe the data of a body.
  private static let data: Set<Text> = [
    "x-amz-checksum-algorithm", "x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1", "x-amz-checksum-sha256", "x-amz-decoded-content-length", "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
  ]

  /// The headers that describe an object to store.
  private static let stored: Set<Text> = [
    "x-amz-acl", "x-amz-server-side-encryption", "x-amz-storage-class", "x-amz-tagging",
  ]

  /// The headers that describe the object to copy.
  private static let copied: Set<Text> = [
    "x-amz-copy-source", "x-amz-copy-source-if-match", "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-none-match", "x-amz-copy-source-if-unmodified-since", "x-amz-source-expected-bucket-owner",
  ]
}
