import ReferenceImpl
import VideoSpec

/// An object's columns, in the order of every statement that reads them.
enum ObjectRow {
  /// Reads the columns size, etag, modified, storage_class, checksum_algorithm, checksum_type, layout, content, part_count, content_type,
  /// headers, checksum and tags, from the first one on. Returns nil if one of them is damaged.
  static func record(_ row: borrowing Row, key: Text, bucket: Text) -> ObjectRecord? {
    guard let location = ContentLocation(layout: row.integer(6), content: row.integer(7)),
      let headers = FieldListCoding.decode(row.bytes(10)), let tags = FieldListCoding.decode(row.bytes(12))
    else { return nil }
    var checksum: ObjectChecksum?
    if let kind = UploadChecksum(algorithm: row.optionalText(4), kind: row.optionalText(5)) {
      checksum = ObjectChecksum(algorithm: kind.algorithm, kind: kind.kind, value: Text(bytes: row.bytes(11)))
    }
    var record = ObjectRecord(
      bucket: bucket, key: key, etag: Text(bytes: row.bytes(1)), modified: Timestamp(clamping: row.integer(2)),
      contentType: Text(bytes: row.bytes(9)), headers: headers, checksum: checksum, tags: tags,
      storageClass: Text(bytes: row.bytes(3)))
    record.size = row.integer(0)
    record.partCount = row.optionalInteger(8)
    record.location = location
    return record
  }

  /// The values of a record's columns, from bucket and key on.
  static func values(_ record: ObjectRecord, bucket: Int, location: ContentLocation) -> [SQLValue] {
    [
      .integer(bucket), .blob(record.key.bytes), .integer(record.size), .blob(record.etag.bytes),
      .integer(record.modified.seconds), .blob(record.storageClass.bytes),
      .optional((record.checksum?.algorithm.rawValue).map { Text($0) }),
      .optional((record.checksum?.kind.rawValue).map { Text($0) }),
      .integer(location.layout), .integer(location.content), .optional(record.partCount),
      .blob(record.contentType.bytes), .blob(FieldListCoding.encode(record.headers)),
      record.checksum.map { .blob($0.value.bytes) } ?? .null, .blob(FieldListCoding.encode(record.tags)),
    ]
  }
}

extension ContentLocation {
  init?(layout: Int, content: Int) {
    switch layout {
    case 0: self = .row(content)
    case 1: self = .file(content)
    case 2: self = .parts(upload: content)
    default: return nil
    }
  }

  var layout: Int {
    switch self {
    case .row: 0
    case .file: 1
    case .parts: 2
    }
  }

  var content: Int {
    switch self {
    case .row(let number), .file(let number), .parts(let number): number
    }
  }
}

extension UploadChecksum {
  /// Reads two columns. Returns nil if one of them is NULL or unknown.
  init?(algorithm: Text?, kind: Text?) {
    guard let algorithm = algorithm.flatMap({ ChecksumAlgorithm(rawValue: $0.string) }),
      let kind = kind.flatMap({ ObjectChecksum.Kind(rawValue: $0.string) })
    else { return nil }
    self.init(algorithm: algorithm, kind: kind)
  }
}

extension StorageTransaction {
  /// Inserts an object, or replaces the one with its key.
  func insert(_ record: ObjectRecord, bucket: Int, location: ContentLocation) throws(StorageError) {
    try run(
      """
      INSERT OR REPLACE INTO objects (
        bucket, key, size, etag, modified, storage_class, checksum_algorithm, checksum_type, layout, content, part_count,
        content_type, headers, checksum, tags
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, ObjectRow.values(record, bucket: bucket, location: location))
  }

  /// Marks the open uploads of a key that is written or deleted.
  func overtakeUploads(of key: Text, bucket: Int) throws(StorageError) {
    try run(
      "UPDATE uploads SET is_overtaken = 1 WHERE bucket = ? AND key = ? AND NOT is_completed AND NOT is_overtaken",
      [.integer(bucket), .blob(key.bytes)])
  }

  /// Decides a precondition, and returns where the key's present object is, or nil if there is none.
  func check(_ precondition: WritePrecondition, key: Text, bucket: Int) throws(StorageError) -> ContentLocation? {
    let present = try first(
      "SELECT layout, content, etag FROM objects WHERE bucket = ? AND key = ?", [.integer(bucket), .blob(key.bytes)]
    ) { row in (ContentLocation(layout: row.integer(0), content: row.integer(1)), row.bytes(2)) }
    switch precondition {
    case .none: break
    case .absent: if present != nil { throw .preconditionFailed }
    case .present: if present == nil { throw .noSuchKey }
    case .matches(let etag):
      guard let present else { throw .noSuchKey }
      guard present.1 == etag.bytes else { throw .preconditionFailed }
    }
    return present?.0
  }

  /// Removes the content of an object whose row was replaced or is being deleted.
  func removeContent(at location: ContentLocation) throws(StorageError) {
    switch location {
    case .row(0): break
    case .row(let number): try run("DELETE FROM contents WHERE id = ?", [.integer(number)])
    case .file(let number):
      try run("DELETE FROM contents WHERE id = ?", [.integer(number)])
      removeAfterCommit(.file(number))
    case .parts(let upload): try removeUpload(upload)
    }
  }

  /// Removes the parts of an upload, completed or not.
  func removeParts(of upload: Int) throws(StorageError) {
    let files = try all("SELECT file FROM parts WHERE upload = ?", [.integer(upload)]) { $0.integer(0) }
    for file in files { try run("DELETE FROM contents WHERE id = ?", [.integer(file)]) }
    try run("DELETE FROM parts WHERE upload = ?", [.integer(upload)])
    removeAfterCommit(.parts(upload: upload, files: files))
  }

  /// Ends an upload and removes its parts.
  func removeUpload(_ upload: Int) throws(StorageError) {
    try removeParts(of: upload)
    try run("DELETE FROM uploads WHERE id = ?", [.integer(upload)])
  }
}
