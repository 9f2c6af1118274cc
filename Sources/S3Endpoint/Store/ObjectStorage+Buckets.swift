import ReferenceImpl
package import VideoSpec

extension ObjectStorage {
  /// Creates a bucket. Throws ``StorageError/bucketAlreadyExists`` if there is one with this name.
  package func createBucket(_ name: Text, region: Text, at time: Timestamp) throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      guard try transaction.row(ofBucket: name) == nil else { throw .bucketAlreadyExists }
      try transaction.run(
        "INSERT INTO buckets (name, region, created) VALUES (?, ?, ?)",
        [.blob(name.bytes), .blob(region.bytes), .integer(time.seconds)])
    }
  }

  package func bucket(named name: Text) throws(StorageError) -> BucketRecord? {
    try read { (database) throws(DatabaseError) in
      try database.first("SELECT name, region, created FROM buckets WHERE name = ?", [.blob(name.bytes)]) {
        BucketRecord($0)
      }
    }
  }

  /// Returns all buckets by name.
  package func buckets() throws(StorageError) -> [BucketRecord] {
    try read { (database) throws(DatabaseError) in
      var buckets: [BucketRecord] = []
      try database.run("SELECT name, region, created FROM buckets ORDER BY name") { buckets.append(BucketRecord($0)) }
      return buckets
    }
  }

  /// Deletes a bucket with its configurations and its unfinished uploads. Throws ``StorageError/bucketNotEmpty`` if it has objects.
  package func deleteBucket(_ name: Text) throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      let bucket = SQLValue.integer(try transaction.requiredRow(ofBucket: name))
      let hasObjects = try transaction.first("SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", [bucket]) { _ in true }
      guard hasObjects == nil else { throw .bucketNotEmpty }
      for upload in try transaction.all("SELECT id FROM uploads WHERE bucket = ?", [bucket], { $0.integer(0) }) {
        try transaction.removeUpload(upload)
      }
      try transaction.run("DELETE FROM configurations WHERE bucket = ?", [bucket])
      try transaction.run("DELETE FROM buckets WHERE id = ?", [bucket])
    }
  }

  /// Sets a configuration of a bucket; nil removes it. Throws ``StorageError/noSuchBucket``.
  package func setConfiguration(
    _ kind: BucketConfiguration, of bucket: Text, to bytes: [UInt8]?
  ) throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      let row = SQLValue.integer(try transaction.requiredRow(ofBucket: bucket))
      let kind = SQLValue.text(Text(kind.rawValue))
      if let bytes {
        try transaction.run(
          "INSERT OR REPLACE INTO configurations (bucket, kind, content) VALUES (?, ?, ?)", [row, kind, .blob(bytes)])
      } else {
        try transaction.run("DELETE FROM configurations WHERE bucket = ? AND kind = ?", [row, kind])
      }
    }
  }

  /// Returns a configuration of a bucket, or nil if it has none. Throws ``StorageError/noSuchBucket``.
  package func configuration(
    _ kind: BucketConfiguration, of bucket: Text
  ) throws(StorageError) -> [UInt8]? {
    let found = try read { (database) throws(DatabaseError) in
      try database.first(
        """
        SELECT content FROM buckets LEFT JOIN configurations ON bucket = buckets.id AND kind = ? WHERE name = ?
        """, [.text(Text(kind.rawValue)), .blob(bucket.bytes)]
      ) { row in row.isNull(0) ? nil : row.bytes(0) }
    }
    guard let found else { throw .noSuchBucket }
    return found
  }
}

extension BucketRecord {
  /// Reads the columns `name`, `region`, `created`.
  init(_ row: borrowing Row) {
    self.init(
      name: Text(bytes: row.bytes(0)), region: Text(bytes: row.bytes(1)),
      created: Timestamp(clamping: row.integer(2)))
  }
}

extension StorageTransaction {
  func row(ofBucket name: Text) throws(StorageError) -> Int? {
    try first("SELECT id FROM buckets WHERE name = ?", [.blob(name.bytes)]) { $0.integer(0) }
  }

  func requiredRow(ofBucket name: Text) throws(StorageError) -> Int {
    guard let row = try row(ofBucket: name) else { throw .noSuchBucket }
    return row
  }
}

extension Database {
  /// Returns the row of a bucket, or nil if it does not exist.
  func row(ofBucket name: Text) throws(DatabaseError) -> Int? {
    try first("SELECT id FROM buckets WHERE name = ?", [.blob(name.bytes)]) { $0.integer(0) }
  }
}
