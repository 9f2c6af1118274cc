import ReferenceImpl
package import VideoSpec

extension ObjectStorage {
  /// Begins a multipart upload and returns it with its ID. Throws ``StorageError/noSuchBucket``.
  package func createUpload(_ upload: UploadRecord) throws(StorageError) -> UploadRecord {
    let token = SystemRandom.bytes(UploadID.tokenSize)
    return try write { (transaction) throws(StorageError) in
      let bucket = try transaction.requiredRow(ofBucket: upload.bucket)
      try transaction.run(
        """
        INSERT INTO uploads (
          token, bucket, key, initiated, storage_class, checksum_algorithm, checksum_type, content_type, headers, tags
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .blob(token), .integer(bucket), .blob(upload.key.bytes), .integer(upload.initiated.seconds),
          .blob(upload.storageClass.bytes), .optional((upload.checksum?.algorithm.rawValue).map { Text($0) }),
          .optional((upload.checksum?.kind.rawValue).map { Text($0) }), .blob(upload.contentType.bytes),
          .blob(FieldListCoding.encode(upload.headers)), .blob(FieldListCoding.encode(upload.tags)),
        ])
      var stored = upload
      stored.row = transaction.database.lastInsertedRow
      stored.id = UploadID(row: stored.row, token: token).text
      return stored
    }
  }

  /// Returns an upload. Throws ``StorageError/noSuchBucket``, and ``StorageError/noSuchUpload`` also if the ID belongs to another key.
  package func upload(_ id: Text, of key: Text, in bucket: Text) throws(StorageError) -> UploadRecord {
    let (hasBucket, found) = try read { (database) throws(DatabaseError) -> (Bool, Found<UploadRecord?>?) in
      guard let row = try database.row(ofBucket: bucket) else { return (false, nil) }
      guard let id = UploadID(id) else { return (true, nil) }
      let found = try database.first(
        """
        SELECT key, id, token, initiated, storage_class, checksum_algorithm, checksum_type, content_type, headers, tags
        FROM uploads WHERE id = ? AND token = ? AND bucket = ? AND key = ? AND NOT is_completed
        """, [.integer(id.row), .blob(id.token), .integer(row), .blob(key.bytes)]
      ) { Found(UploadRecord($0, key: key, bucket: bucket)) }
      return (true, found)
    }
    guard hasBucket else { throw .noSuchBucket }
    guard let found else { throw .noSuchUpload }
    guard let upload = found.value else { throw damaged("an upload") }
    return upload
  }

  /// Whether a list of uploads can go on after an upload: the ID is one of ours, and no upload of another key has it. The upload itself may
  /// have ended since the page before.
  package func isUploadMarker(_ id: Text, of key: Text, in bucket: Text) throws(StorageError) -> Bool {
    guard let id = UploadID(id) else { return false }
    let owner = try read { (database) throws(DatabaseError) in
      try database.first(
        "SELECT uploads.key, buckets.name FROM uploads JOIN buckets ON buckets.id = bucket WHERE uploads.id = ?",
        [.integer(id.row)]
      ) { (Text(bytes: $0.bytes(0)), Text(bytes: $0.bytes(1))) }
    }
    return owner.map { $0.0 == key && $0.1 == bucket } ?? true
  }

  /// Begins to write a part. Parts are files, whatever their size.
  package func beginPart() throws(StorageError) -> ObjectWriter { try begin(expectedSize: nil, alwaysFile: true) }

  /// Makes a part of what was written, and replaces the part with this number. Throws ``StorageError/noSuchUpload``.
  ///
  /// - Parameter writer: What ``beginPart()`` returned.
  @discardableResult
  package func commitPart(
    _ writer: ObjectWriter, as part: PartRecord, of upload: UploadRecord
  ) throws(StorageError) -> PartRecord {
    var part = part
    part.size = writer.size
    part.file = writer.number
    return try finish(writer) { [part] transaction, bytes throws(StorageError) in
      guard bytes == nil else { throw .fault(StorageFault(.inputOutput, "a part has to be begun with beginPart")) }
      try transaction.require(upload)
      let previous = try transaction.first(
        "SELECT file FROM parts WHERE upload = ? AND number = ?", [.integer(upload.row), .integer(part.number)]
      ) { $0.integer(0) }
      if let previous {
        try transaction.run("DELETE FROM contents WHERE id = ?", [.integer(previous)])
        transaction.removeAfterCommit(.file(previous))
      }
      try transaction.insertContent(part.file, nil)
      try transaction.run(
        """
        INSERT OR REPLACE INTO parts (upload, number, file, size, etag, modified, checksum_algorithm, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(upload.row), .integer(part.number), .integer(part.file), .integer(part.size),
          .blob(part.etag.bytes), .integer(part.modified.seconds),
          .optional((part.checksum?.algorithm.rawValue).map { Text($0) }),
          part.checksum.map { .blob($0.value.bytes) } ?? .null,
        ])
      return part
    }
  }

  /// Returns the parts of an upload by number. Throws ``StorageError/noSuchUpload``.
  ///
  /// - Parameters:
  ///   - marker: Only parts with greater numbers.
  ///   - limit: The greatest number of parts.
  package func parts(
    of upload: UploadRecord, after marker: Int = 0, limit: Int = 10_000
  ) throws(StorageError) -> [PartRecord] {
    let parts = try readConsistently { (database) throws(DatabaseError) -> [PartRecord]? in
      let isThere = try database.first(
        "SELECT 1 FROM uploads WHERE id = ? AND NOT is_completed", [.integer(upload.row)]
      ) { _ in true }
      guard isThere != nil else { return nil }
      return try database.parts(of: upload.row, after: marker, limit: limit)
    }
    guard let parts else { throw .noSuchUpload }
    return parts
  }

  /// Returns the parts of an object that was a multipart upload, in their order; for other objects no parts.
  package func parts(of object: ObjectRecord) throws(StorageError) -> [PartRecord] {
    guard case .parts(let upload) = object.location, object.partCount != nil else { return [] }
    return try read { (database) throws(DatabaseError) in try database.parts(of: upload, after: 0, limit: 10_000) }
  }

  /// Makes an object of parts. Parts that are not listed are removed, and the upload ends.
  ///
  /// Nothing is copied: the parts' files become the object's content.
  ///
  /// - Parameters:
  ///   - parts: Parts of the upload as ``parts(of:after:limit:)`` returned them, in ascending order. If one of them was replaced since:
  ///     ``StorageError/partsChanged``.
  /// - Throws: ``StorageError/noSuchUpload``, what ``WritePrecondition`` says, and ``StorageError/conflict``.
  @discardableResult
  package func completeUpload(
    _ upload: UploadRecord, parts: [PartRecord], as record: ObjectRecord, precondition: WritePrecondition = .none
  ) throws(StorageError) -> ObjectRecord {
    var record = record
    record.size = parts.reduce(0) { $0 + $1.size }
    record.partCount = parts.count
    record.location = .parts(upload: upload.row)
    return try write { [record] transaction throws(StorageError) in
      try transaction.require(upload)
      let bucket = try transaction.requiredRow(ofBucket: record.bucket)
      let stored = try transaction.all(
        "SELECT number, file FROM parts WHERE upload = ?", [.integer(upload.row)]
      ) { ($0.integer(0), $0.integer(1)) }
      let files = Dictionary(stored) { first, _ in first }
      guard !parts.isEmpty, parts.allSatisfy({ files[$0.number] == $0.file }) else { throw .partsChanged }
      guard zip(parts, parts.dropFirst()).allSatisfy({ $0.number < $1.number }) else { throw .partsChanged }
      let previous = try transaction.check(precondition, key: record.key, bucket: bucket)
      if precondition != .none, try transaction.isOvertaken(upload) { throw .conflict }

      let used = Set(parts.map(\.number))
      for (number, file) in stored where !used.contains(number) {
        try transaction.run(
          "DELETE FROM parts WHERE upload = ? AND number = ?", [.integer(upload.row), .integer(number)])
        try transaction.run("DELETE FROM contents WHERE id = ?", [.integer(file)])
        transaction.removeAfterCommit(.file(file))
      }
      if let previous { try transaction.removeContent(at: previous) }
      try transaction.run("UPDATE uploads SET is_completed = 1 WHERE id = ?", [.integer(upload.row)])
      try transaction.insert(record, bucket: bucket, location: .parts(upload: upload.row))
      try transaction.overtakeUploads(of: record.key, bucket: bucket)
      return record
    }
  }

  /// Returns the object that a completed upload became, as long as the key has it; otherwise nil.
  package func completedObject(of id: Text, key: Text, in bucket: Text) throws(StorageError) -> ObjectRecord? {
    guard let id = UploadID(id), let object = try object(key, in: bucket), object.location == .parts(upload: id.row)
    else { return nil }
    let isKnown = try read { (database) throws(DatabaseError) in
      try database.first(
        "SELECT 1 FROM uploads WHERE id = ? AND token = ?", [.integer(id.row), .blob(id.token)]
      ) { _ in true }
    }
    return isKnown == true ? object : nil
  }

  /// Ends an upload and removes its parts. Throws ``StorageError/noSuchUpload``.
  package func abortUpload(_ upload: UploadRecord) throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      try transaction.require(upload)
      try transaction.removeUpload(upload.row)
    }
  }

  /// Returns the files of parts in their order.
  func partFiles(of upload: Int) throws(StorageError) -> [(number: Int, size: Int)] {
    try read { (database) throws(DatabaseError) in
      var files: [(number: Int, size: Int)] = []
      try database.run("SELECT file, size FROM parts WHERE upload = ? ORDER BY number", [.integer(upload)]) {
        files.append(($0.integer(0), $0.integer(1)))
      }
      return files
    }
  }
}

extension StorageTransaction {
  /// Whether the upload's key was written or deleted after the upload began.
  fileprivate func isOvertaken(_ upload: UploadRecord) throws(StorageError) -> Bool {
    try first("SELECT is_overtaken FROM uploads WHERE id = ?", [.integer(upload.row)]) { $0.integer(0) == 1 } ?? false
  }

  /// Throws if the upload does not exist any more.
  fileprivate func require(_ upload: UploadRecord) throws(StorageError) {
    guard
      try first(
        "SELECT 1 FROM uploads WHERE id = ? AND NOT is_completed", [.integer(upload.row)], { _ in true }) != nil
    else {
      throw .noSuchUpload
    }
  }
}

extension Database {
  fileprivate func parts(of upload: Int, after marker: Int, limit: Int) throws(DatabaseError) -> [PartRecord] {
    var parts: [PartRecord] = []
    try run(
      """
      SELECT number, file, size, etag, modified, checksum_algorithm, checksum FROM parts
      WHERE upload = ? AND number > ? ORDER BY number LIMIT ?
      """, [.integer(upload), .integer(marker), .integer(max(0, limit))]
    ) { row in
      var part = PartRecord(
        number: row.integer(0), etag: Text(bytes: row.bytes(3)), modified: Timestamp(clamping: row.integer(4)))
      part.file = row.integer(1)
      part.size = row.integer(2)
      if let algorithm = row.optionalText(5).flatMap({ ChecksumAlgorithm(rawValue: $0.string) }) {
        part.checksum = ObjectChecksum(algorithm: algorithm, value: Text(bytes: row.bytes(6)))
      }
      parts.append(part)
    }
    return parts
  }
}

extension UploadRecord {
  /// Reads the columns key, id, token, initiated, storage_class, checksum_algorithm, checksum_type, content_type, headers and tags. Returns
  /// nil if one of them is damaged.
  init?(_ row: borrowing Row, key: Text, bucket: Text) {
    guard let headers = FieldListCoding.decode(row.bytes(8)), let tags = FieldListCoding.decode(row.bytes(9)) else {
      return nil
    }
    self.init(
      bucket: bucket, key: key, initiated: Timestamp(clamping: row.integer(3)),
      contentType: Text(bytes: row.bytes(7)), headers: headers, tags: tags, storageClass: Text(bytes: row.bytes(4)),
      checksum: UploadChecksum(algorithm: row.optionalText(5), kind: row.optionalText(6)))
    self.row = row.integer(1)
    id = UploadID(row: self.row, token: row.bytes(2)).text
  }
}
