package import VideoSpec

/// The configuration, the stored objects and the checks, which all operations share.
package final class S3Service: Sendable {
  package let configuration: S3Configuration
  package let storage: ObjectStorage
  package let checks: EndpointChecks

  package init(configuration: S3Configuration, storage: ObjectStorage) {
    self.configuration = configuration
    self.storage = storage
    checks = configuration.checks
  }

  /// Returns the bucket of a request.
  ///
  /// - Throws: ``S3Refusal``, NoSuchBucket.
  @discardableResult
  package func existingBucket(of request: S3Request) throws(S3Refusal) -> BucketRecord {
    let name = try request.bucket()
    let bucket = try storing(in: name) { () throws(StorageError) in try storage.bucket(named: name) }
    guard let bucket else { throw .noSuchBucket(name) }
    return bucket
  }

  /// Runs a call of the storage, and turns its errors into refusals.
  ///
  /// - Parameters:
  ///   - bucket: The bucket that the call is about, for the error document.
  ///   - key: The key that the call is about, or nil.
  package func storing<Result>(
    in bucket: Text, _ key: Text? = nil, _ call: () throws(StorageError) -> Result
  ) throws(S3Refusal) -> Result {
    do throws(StorageError) { return try call() } catch { throw S3Refusal(storage: error, bucket: bucket, key: key) }
  }
}
