import ReferenceImpl
package import S3Client
package import S3Endpoint
package import VideoSpec

/// The store in which a service has its objects.
package enum VideoStore: Sendable {
  /// A store that is reached over HTTP.
  case remote(S3ObjectStore)
  /// The strict S3 of this process. It is read directly: a request over HTTP could wait for the threads that wait for it.
  case local(ObjectStorage, bucket: Text)

  /// Returns the store's response to HEAD. Waits for it.
  package func head(_ key: Text) -> StoreResponse {
    switch self {
    case .remote(let store): store.headWaiting(key)
    case .local(let storage, let bucket): VideoStore.head(key, in: storage, bucket)
    }
  }

  /// Returns why a service cannot do its work at the moment: its database or its store does not respond. Empty if it can.
  static func obstacles(of store: VideoStore, checking database: () throws -> Void) -> [(name: String, reason: String)]
  {
    var obstacles: [(name: String, reason: String)] = []
    do { try database() } catch { obstacles.append(("the database", "\(error)")) }
    switch store.head("video-spec/readiness") {
    case .responded(200, _), .responded(404, _): break
    case .responded(let status, _): obstacles.append(("the store", "it responded with \(status)"))
    case .unreachable: obstacles.append(("the store", "it did not respond"))
    }
    return obstacles
  }

  /// Stores a file as an object. Waits for it.
  ///
  /// - Throws: ``Rejection`` with one of the codes of a store. Then the object may or may not exist.
  func put(_ key: Text, _ file: SpooledFile, contentType: Text, at time: Timestamp) throws(Rejection) {
    switch self {
    case .remote(let store):
      let response = store.putWaiting(
        key, file: file.descriptor, size: file.size, sha256: file.sha256, contentType: contentType)
      guard case .responded(200, _) = response else { throw VideoStore.rejection(response) }
    case .local(let storage, let bucket):
      do throws(StorageError) {
        let writer = try storage.beginObject(expectedSize: file.size)
        do throws(StorageError) { try file.read { bytes throws(StorageError) in try writer.write(bytes) } } catch {
          writer.abort()
          throw error
        }
        if writer.size == file.size {
          var record = ObjectRecord(bucket: bucket, key: key, etag: Hexadecimal.lowercase(file.md5), modified: time)
          record.contentType = contentType
          _ = try storage.commit(writer, as: record)
          return
        }
        writer.abort()
      } catch {
        throw Rejection(.storeUnavailable, "the built-in store failed: \(error)")
      }
      throw Rejection(.storeUnavailable, "the file that arrived could not be read again")
    }
  }

  /// Deletes an object, if there is one. Waits for it.
  func delete(_ key: Text) throws(Rejection) {
    switch self {
    case .remote(let store):
      let response = store.deleteWaiting(key)
      guard case .responded(200..<300, _) = response else { throw VideoStore.rejection(response) }
    case .local(let storage, let bucket):
      do throws(StorageError) { _ = try storage.delete([key], in: bucket) } catch {
        throw Rejection(.storeUnavailable, "the built-in store failed: \(error)")
      }
    }
  }

  /// What a client is told of a store's response that is none of success.
  private static func rejection(_ response: StoreResponse) -> Rejection {
    switch response {
    case .unreachable: Rejection(.storeUnavailable, "the store did not respond")
    case .responded(403, _): Rejection(.storeForbidden, "the store responded with 403")
    case .responded(let status, _) where status == 429 || status >= 500:
      Rejection(.storeUnavailable, "the store responded with \(status)")
    case .responded(let status, _): Rejection(.storeResponseInvalid, "the store responded with \(status)")
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
