/// An operation of S3 that the endpoint supports: those that upload, store and play video, and those that common clients need besides.
package enum S3Operation: String, CaseIterable, Sendable {
  // Service and buckets
  case listBuckets = "ListBuckets"
  case createBucket = "CreateBucket"
  case headBucket = "HeadBucket"
  case deleteBucket = "DeleteBucket"
  case getBucketLocation = "GetBucketLocation"
  case getBucketVersioning = "GetBucketVersioning"
  case getBucketACL = "GetBucketAcl"
  case getBucketPolicy = "GetBucketPolicy"
  case getBucketCORS = "GetBucketCors"
  case putBucketCORS = "PutBucketCors"
  case deleteBucketCORS = "DeleteBucketCors"

  // Lists
  case listObjectsV2 = "ListObjectsV2"
  case listObjects = "ListObjects"
  case listMultipartUploads = "ListMultipartUploads"
  case listParts = "ListParts"

  // Objects
  case putObject = "PutObject"
  case postObject = "PostObject"
  case getObject = "GetObject"
  case headObject = "HeadObject"
  case deleteObject = "DeleteObject"
  case deleteObjects = "DeleteObjects"
  case copyObject = "CopyObject"
  case getObjectACL = "GetObjectAcl"
  case getObjectTagging = "GetObjectTagging"
  case putObjectTagging = "PutObjectTagging"
  case deleteObjectTagging = "DeleteObjectTagging"

  // Multipart uploads
  case createMultipartUpload = "CreateMultipartUpload"
  case uploadPart = "UploadPart"
  case uploadPartCopy = "UploadPartCopy"
  case completeMultipartUpload = "CompleteMultipartUpload"
  case abortMultipartUpload = "AbortMultipartUpload"

  /// A browser's question whether it may send a request to another origin. It is not signed.
  case preflight = "OPTIONS"

  /// Whether the operation changes what is stored.
  package var isWrite: Bool {
    switch self {
    case .createBucket, .deleteBucket, .putBucketCORS, .deleteBucketCORS, .putObject, .postObject, .deleteObject,
      .deleteObjects, .copyObject, .putObjectTagging, .deleteObjectTagging, .createMultipartUpload, .uploadPart,
      .uploadPartCopy, .completeMultipartUpload, .abortMultipartUpload:
      true
    case .listBuckets, .headBucket, .getBucketLocation, .getBucketVersioning, .getBucketACL, .getBucketPolicy,
      .getBucketCORS, .listObjectsV2, .listObjects, .listMultipartUploads, .listParts, .getObject, .headObject,
      .getObjectACL, .getObjectTagging, .preflight:
      false
    }
  }

  /// Whether the body is an object's data, which may be as large as S3's limit. Other bodies are small documents.
  package var storesBody: Bool { self == .putObject || self == .uploadPart || self == .postObject }
}
