import ReferenceImpl
package import S3Client
package import S3Endpoint
package import VideoSpec

/// The store in which the recording service looks for objects.
package enum VideoStore: Sendable {
  /// A store that is reached over HTTP.
  case remote(S3ObjectStore)
  /// The strict S3 of this process. It is read directly: a request over HTTP could wait for the threads that wait for it.
  case local(ObjectStorage, bucket: Text)

  /// Returns the store's response to HEAD. Waits for it.
  package func head(_ key: Text) -> StoreResponse {
    switch self {
    case .remote(let store): Blocking.run { await store.head(key) }
    case .local(let storage, let bucket): VideoStore.head(key, in: storage, bucket)
    }
  }

  private static func head(_ key: Text, in storage: ObjectStorage, _ bucket: Text) -> StoreResponse {
    do throws(StorageError) {
      guard let object = try storage.object(key, in: bucket) else { return .missing }
      return .responded(
        status: 200,
        headers: [
          HeaderField("Content-Length", Text("\(object.size)")), HeaderField("Content-Type", object.contentType),
          HeaderField("ETag", "\"" + object.etag + "\""),
        ])
    } catch {
      return .responded(status: 500, headers: [])
    }
  }
}
