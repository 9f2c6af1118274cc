import ReferenceImpl
package import VideoSpec

extension ObjectStorage {
  /// Begins to write an object.
  ///
  /// - Parameter expectedSize: The number of bytes to come, if it is known. It only decides early whether to use a file.
  package func beginObject(expectedSize: Int? = nil) throws(StorageError) -> ObjectWriter {
    try begin(expectedSize: expectedSize, alwaysFile: false)
  }

  func begin(expectedSize: Int?, alwaysFile: Bool) throws(StorageError) -> ObjectWriter {
    guard isWritable else { throw readOnly }
    return try ObjectWriter(number: newNumber(), files: files, expectedSize: expectedSize, alwaysFile: alwaysFile)
  }

  /// Makes an object of what was written, durably and at once. It replaces the key's object.
  ///
  /// If this fails, the content is dropped.
  ///
  /// - Returns: The record with its size.
  /// - Throws: ``StorageError/noSuchBucket``, ``StorageError/preconditionFailed``, ``StorageError/noSuchKey`` (see ``WritePrecondition``).
  @discardableResult
  package func commit(
    _ writer: ObjectWriter, as record: ObjectRecord, precondition: WritePrecondition = .none
  ) throws(StorageError) -> ObjectRecord {
    var record = record
    record.size = writer.size
    record.partCount = nil
    let number = writer.number
    return try finish(writer) { [record] transaction, bytes throws(StorageError) in
      let bucket = try transaction.requiredRow(ofBucket: record.bucket)
      let previous = try transaction.check(precondition, key: record.key, bucket: bucket)
      let location: ContentLocation = bytes == nil ? .file(number) : bytes!.isEmpty ? .row(0) : .row(number)
      if location != .row(0) { try transaction.insertContent(number, bytes) }
      if let previous { try transaction.removeContent(at: previous) }
      try transaction.insert(record, bucket: bucket, location: location)
      try transaction.overtakeUploads(of: record.key, bucket: bucket)
      var stored = record
      stored.location = location
      return stored
    }
  }

  /// Makes a content durable and commits rows that name it. Drops the content if nothing was committed.
  func finish<Value: Sendable>(
    _ writer: ObjectWriter,
    _ body: @escaping @Sendable (StorageTransaction, _ bytes: [UInt8]?) throws(StorageError) -> Value
  ) throws(StorageError) -> Value {
    do throws(StorageError) {
      let bytes = try writer.finish()
      let value = try write { (transaction) throws(StorageError) in try body(transaction, bytes) }
      writer.committed()
      return value
    } catch {
      // If the rows may be there, the file has to stay. If they are not, the next start removes it.
      if case .fault(let fault) = error, fault.hasUnknownOutcome { writer.committed() } else { writer.abort() }
      throw error
    }
  }

  /// Returns an object's record, or nil if there is no such object. Throws ``StorageError/noSuchBucket``.
  package func object(_ key: Text, in bucket: Text) throws(StorageError) -> ObjectRecord? {
    let found: Found<ObjectRecord?>? = try read { (database) throws(DatabaseError) in
      try database.first(
        """
        SELECT size, etag, modified, storage_class, checksum_algorithm, checksum_type, layout, content, part_count,
          content_type, headers, checksum, tags
        FROM objects WHERE bucket = (SELECT id FROM buckets WHERE name = ?) AND key = ?
        """, [.blob(bucket.bytes), .blob(key.bytes)]
      ) { row in Found(ObjectRow.record(row, key: key, bucket: bucket)) }
    }
    guard let found else { return try absent(bucket) }
    guard let record = found.value else { throw damaged("an object") }
    return record
  }

  /// Opens an object for reading, or returns nil if there is no such object. Throws ``StorageError/noSuchBucket``.
  package func open(_ key: Text, in bucket: Text) throws(StorageError) -> OpenedObject? {
    var previous: ContentLocation?
    while true {
      guard let (record, row) = try objectWithRow(key, in: bucket), let location = record.location else { return nil }
      let content = try content(of: record, at: location, row: row)
      if let content { return OpenedObject(record: record, content: content) }
      // It was replaced or deleted meanwhile, unless it is still the same object: then somebody else removed its file.
      guard location != previous else { throw missing(key, in: bucket) }
      previous = location
    }
  }

  /// Opens a content. Returns nil if it is gone.
  private func content(
    of record: ObjectRecord, at location: ContentLocation, row: [UInt8]
  ) throws(StorageError) -> ObjectContent? {
    switch location {
    case .row:
      guard row.count == record.size else { throw damaged("the content of an object") }
      return ObjectContent([.bytes(row)])
    case .file(let number):
      return try files.open(number, size: record.size).map { ObjectContent([.file($0, size: record.size)]) }
    case .parts(let upload):
      let parts = try partFiles(of: upload)
      guard parts.reduce(0, { $0 + $1.size }) == record.size else { return nil }
      guard let opened = try files.openParts(of: upload, parts) else { return nil }
      return ObjectContent(zip(opened, parts).map { .file($0, size: $1.size) })
    }
  }

  private func objectWithRow(
    _ key: Text, in bucket: Text
  ) throws(StorageError) -> (ObjectRecord, [UInt8])? {
    let found: Found<(ObjectRecord?, [UInt8])>? = try read { (database) throws(DatabaseError) in
      try database.first(
        """
        SELECT size, etag, modified, storage_class, checksum_algorithm, checksum_type, layout, content, part_count,
          content_type, headers, checksum, tags, bytes
        FROM objects LEFT JOIN contents ON layout = 0 AND contents.id = content
        WHERE bucket = (SELECT id FROM buckets WHERE name = ?) AND key = ?
        """, [.blob(bucket.bytes), .blob(key.bytes)]
      ) { row in Found((ObjectRow.record(row, key: key, bucket: bucket), row.bytes(13))) }
    }
    guard let found else { return try absent(bucket) }
    guard let record = found.value.0 else { throw damaged("an object") }
    return (record, found.value.1)
  }

  /// Returns nil if the bucket exists, and throws if it does not.
  private func absent<Value>(_ bucket: Text) throws(StorageError) -> Value? {
    guard try read({ (database) throws(DatabaseError) in try database.row(ofBucket: bucket) }) != nil else {
      throw .noSuchBucket
    }
    return nil
  }

  /// Deletes objects in one commit. A key without an object is no error.
  ///
  /// - Returns: For each key, whether there was an object.
  /// - Throws: ``StorageError/noSuchBucket``; with a precondition also what ``WritePrecondition`` says, and then nothing was deleted.
  @discardableResult
  package func delete(
    _ keys: [Text], in bucket: Text, precondition: WritePrecondition = .none
  ) throws(StorageError) -> [Bool] {
    try write { (transaction) throws(StorageError) in
      let row = try transaction.requiredRow(ofBucket: bucket)
      // All preconditions are decided before anything is written.
      if precondition != .none {
        for key in keys { _ = try transaction.check(precondition, key: key, bucket: row) }
      }
      var existed: [Bool] = []
      for key in keys {
        let location = try transaction.check(.none, key: key, bucket: row)
        if let location {
          try transaction.run(
            "DELETE FROM objects WHERE bucket = ? AND key = ?", [.integer(row), .blob(key.bytes)])
          try transaction.removeContent(at: location)
          try transaction.overtakeUploads(of: key, bucket: row)
        }
        existed.append(location != nil)
      }
      return existed
    }
  }

  /// Replaces the tags of an object. Throws ``StorageError/noSuchBucket`` and ``StorageError/noSuchKey``.
  package func setTags(_ tags: [Field], of key: Text, in bucket: Text) throws(StorageError) {
    try write { (transaction) throws(StorageError) in
      let row = try transaction.requiredRow(ofBucket: bucket)
      _ = try transaction.check(.present, key: key, bucket: row)
      try transaction.run(
        "UPDATE objects SET tags = ? WHERE bucket = ? AND key = ?",
        [.blob(FieldListCoding.encode(tags)), .integer(row), .blob(key.bytes)])
    }
  }
}

/// A row that was found, although what it holds may be nil.
struct Found<Value> {
  let value: Value
  init(_ value: Value) { self.value = value }
}

extension StorageTransaction {
  /// Inserts a content: the bytes of a row, or nil for a file.
  func insertContent(_ number: Int, _ bytes: [UInt8]?) throws(StorageError) {
    try run(
      "INSERT INTO contents (id, bytes) VALUES (?, ?)", [.integer(number), bytes.map { .blob($0) } ?? .null])
  }
}
