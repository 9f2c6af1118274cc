extension S3Operation {
  /// The implementation of the operation.
  package var handler: any OperationHandler {
    switch self {
    case .listBuckets: ListBuckets()
    case .createBucket: CreateBucket()
    case .headBucket: HeadBucket()
    case .deleteBucket: DeleteBucket()
    case .getBucketLocation: GetBucketLocation()
    case .getBucketVersioning: GetBucketVersioning()
    case .getBucketACL: GetBucketACL()
    case .getBucketPolicy: GetBucketPolicy()
    case .getBucketCORS: GetBucketCORS()
    case .putBucketCORS: PutBucketCORS()
    case .deleteBucketCORS: DeleteBucketCORS()
    case .listObjectsV2: ListObjectsV2()
    case .listObjects: ListObjects()
    case .listMultipartUploads: ListMultipartUploads()
    case .listParts: ListParts()
    case .putObject: PutObject()
    case .postObject: PostObject()
    case .getObject: GetObject()
    case .headObject: HeadObject()
    case .deleteObject: DeleteObject()
    case .deleteObjects: DeleteObjects()
    case .copyObject: CopyObject()
    case .getObjectACL: GetObjectACL()
    case .getObjectTagging: GetObjectTagging()
    case .putObjectTagging: PutObjectTagging()
    case .deleteObjectTagging: DeleteObjectTagging()
    case .createMultipartUpload: CreateMultipartUpload()
    case .uploadPart: UploadPart()
    case .uploadPartCopy: UploadPartCopy()
    case .completeMultipartUpload: CompleteMultipartUpload()
    case .abortMultipartUpload: AbortMultipartUpload()
    case .preflight: Preflight()
    }
  }
}
