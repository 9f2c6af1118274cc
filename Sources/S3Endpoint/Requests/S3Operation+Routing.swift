package import VideoSpec

extension S3Operation {
  /// Finds the operation of a request, from its method, its address and the subresources in its query.
  ///
  /// - Parameter hasCopySource: Whether the request has `x-amz-copy-source`, as a header or as a parameter.
  /// - Throws: ``S3Refusal``: MethodNotAllowed, or NotImplemented for a subresource that the endpoint does not have. It is never ignored.
  package init(
    method: Text, address: S3Address, hasCopySource: Bool, checks: EndpointChecks
  ) throws(S3Refusal) {
    let names = Set(address.query.map(\.name)).intersection(Subresource.all)
    let ignored = checks.performs(.subresource) ? [] : names.subtracting(Subresource.served)
    let subresources = names.subtracting(ignored)
    let route = Route(method: method, subresources: subresources, address: address, hasCopySource: hasCopySource)
    if let operation = route.operation {
      self = operation
    } else if let other = subresources.first(where: { !Subresource.served.contains($0) }) ?? subresources.first {
      throw .notImplemented(subresource: other, method: method)
    } else {
      throw .methodNotAllowed(method, resource: route.resourceType)
    }
  }
}

/// The parts of a request that decide on its operation.
private struct Route {
  let method: Text
  let subresources: Set<Text>
  let address: S3Address
  let hasCopySource: Bool

  var resourceType: Text { address.bucket == nil ? "SERVICE" : address.key == nil ? "BUCKET" : "OBJECT" }

  var operation: S3Operation? {
    if method == "OPTIONS" { return .preflight }
    if address.bucket == nil { return ofService }
    return address.key == nil ? ofBucket : ofObject
  }

  private var ofService: S3Operation? {
    method == "GET" && subresources.isEmpty ? .listBuckets : nil
  }

  private var ofBucket: S3Operation? {
    switch (method, subresources) {
    case ("PUT", []): .createBucket
    case ("HEAD", []): .headBucket
    case ("DELETE", []): .deleteBucket
    case ("POST", []): .postObject
    case ("POST", ["delete"]): .deleteObjects
    case ("GET", []): address.parameter("list-type") == "2" ? .listObjectsV2 : .listObjects
    case ("GET", ["uploads"]): .listMultipartUploads
    case ("GET", ["location"]): .getBucketLocation
    case ("GET", ["versioning"]): .getBucketVersioning
    case ("GET", ["acl"]): .getBucketACL
    case ("GET", ["policy"]): .getBucketPolicy
    case ("GET", ["cors"]): .getBucketCORS
    case ("PUT", ["cors"]): .putBucketCORS
    case ("DELETE", ["cors"]): .deleteBucketCORS
    default: nil
    }
  }

  private var ofObject: S3Operation? {
    // The version of an object in a bucket without versions is called "null".
    switch (method, subresources.subtracting(["versionId"])) {
    case ("PUT", []): hasCopySource ? .copyObject : .putObject
    case ("PUT", ["partNumber", "uploadId"]): hasCopySource ? .uploadPartCopy : .uploadPart
    case ("PUT", ["tagging"]): .putObjectTagging
    case ("GET", []), ("GET", ["partNumber"]): .getObject
    case ("GET", ["uploadId"]): .listParts
    case ("GET", ["tagging"]): .getObjectTagging
    case ("GET", ["acl"]): .getObjectACL
    case ("HEAD", []), ("HEAD", ["partNumber"]): .headObject
    case ("DELETE", []): .deleteObject
    case ("DELETE", ["tagging"]): .deleteObjectTagging
    case ("DELETE", ["uploadId"]): .abortMultipartUpload
    case ("POST", ["uploads"]): .createMultipartUpload
    case ("POST", ["uploadId"]): .completeMultipartUpload
    default: nil
    }
  }
}

/// The query parameters that name a subresource of a bucket or an object, or another operation on it.
enum Subresource {
  /// The parameters of the operations that the endpoint supports.
  static let served: Set<Text> = [
    "acl", "cors", "delete", "location", "partNumber", "policy", "tagging", "uploadId", "uploads", "versionId",
    "versioning",
  ]

  /// All that S3 has. Other parameters change nothing, as `x-id`, which SDKs send.
  static let all: Set<Text> = served.union([
    "abac", "accelerate", "analytics", "annotation", "attributes", "encryption", "intelligent-tiering", "inventory",
    "legal-hold", "lifecycle", "logging", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable",
    "metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policyStatus",
    "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention", "select", "session",
    "torrent", "versions", "website", "website-endpoint",
  ])
}

extension S3Refusal {
  fileprivate static func notImplemented(subresource: Text, method: Text) -> S3Refusal {
    S3Refusal(
      .notImplemented, 501, "A header you provided implies functionality that is not implemented", .subresource,
      field: subresource.string, details: [Field("Header", subresource), Field("Method", method)],
      explanation: "this endpoint does not support \(method.printable) ?\(subresource.printable)")
  }
}
