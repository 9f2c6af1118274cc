import ReferenceImpl
package import VideoSpec

extension ObjectStorage {
  /// Lists objects in byte order. A common prefix costs one search, however many keys it has. Throws ``StorageError/noSuchBucket``.
  package func list(_ request: ListRequest) throws(StorageError) -> ListPage<ObjectSummary> {
    try page(request) { (database, bucket, start, row) throws(DatabaseError) in
      try database.scan(
        """
        SELECT key, size, etag, modified, storage_class, checksum_algorithm, checksum_type FROM objects
        WHERE bucket = ? AND key >= ? ORDER BY key
        """, [.integer(bucket), .blob(start)]
      ) { columns in
        row(columns.bytes(0)) {
          ObjectSummary(
            key: Text(bytes: columns.bytes(0)), size: columns.integer(1), etag: Text(bytes: columns.bytes(2)),
            modified: Timestamp(clamping: columns.integer(3)), storageClass: Text(bytes: columns.bytes(4)),
            checksum: UploadChecksum(algorithm: columns.optionalText(5), kind: columns.optionalText(6)))
        }
      }
    }
  }

  /// Lists uploads by key, and those of one key in the order in which they were begun. Throws ``StorageError/noSuchBucket``.
  ///
  /// - Parameter uploadMarker: The ID of an upload of the very key that the list begins after: later uploads of this key are listed, too.
  package func uploads(
    _ request: ListRequest, uploadMarker: Text? = nil
  ) throws(StorageError) -> ListPage<UploadRecord> {
    let marker = uploadMarker.flatMap { UploadID($0)?.row }
    var isDamaged = false
    let page: ListPage<UploadRecord> = try page(request, includesStart: marker != nil) {
      (database, bucket, start, row) throws(DatabaseError) in
      // The marker counts only for its own key, which can only be the first one.
      let isMarked = marker != nil && start == request.after.bytes
      try database.scan(
        """
        SELECT key, id, token, initiated, storage_class, checksum_algorithm, checksum_type, content_type, headers, tags
        FROM uploads WHERE bucket = ? AND (key, id) > (?, ?) AND NOT is_completed ORDER BY key, id
        """, [.integer(bucket), .blob(start), .integer(isMarked ? marker ?? 0 : 0)]
      ) { columns in
        row(columns.bytes(0)) {
          let upload = UploadRecord(columns, key: Text(bytes: columns.bytes(0)), bucket: request.bucket)
          if upload == nil { isDamaged = true }
          return upload
        }
      }
    }
    if isDamaged { throw damaged("an upload") }
    return page
  }

  /// Collects a page, in one view of the database.
  ///
  /// - Parameters:
  ///   - includesStart: Whether the key that the list begins after may have further entries.
  ///   - scan: Reads the entries of a bucket from a key on. It passes each key, and a closure that makes its entry, until it is told to stop.
  private func page<Entry>(
    _ request: ListRequest, includesStart: Bool = false,
    scan: (Database, Int, [UInt8], ([UInt8], () -> Entry?) -> Bool) throws(DatabaseError) -> Void
  ) throws(StorageError) -> ListPage<Entry> {
    let page: ListPage<Entry>? = try readConsistently { (database) throws(DatabaseError) in
      guard let bucket = try database.row(ofBucket: request.bucket) else { return nil }
      var page = ListPage<Entry>()
      guard request.limit > 0 else { return page }
      var cursor = ListCursor(request, includesStart: includesStart)
      while let start = cursor.lowerBound, !page.isTruncated {
        var isExhausted = true
        try scan(database, bucket, start) { key, entry in
          switch cursor.step(key) {
          case .end: return false
          case _ where page.elements.count == request.limit:
            page.isTruncated = true
            return false
          case .list:
            if let entry = entry() { page.elements.append(.entry(entry)) }
            return true
          case .rollUp(let prefix):
            page.elements.append(.commonPrefix(Text(bytes: prefix)))
            isExhausted = false
            return false
          }
        }
        if isExhausted { break }
      }
      return page
    }
    guard let page else { throw .noSuchBucket }
    return page
  }
}
