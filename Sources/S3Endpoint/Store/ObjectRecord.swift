package import VideoSpec

/// An object without its content.
package struct ObjectRecord: Hashable, Sendable {
  package var bucket: Text
  package var key: Text
  /// The number of bytes. The storage sets it when the object is committed.
  package internal(set) var size: Int = 0
  /// The ETag without its quotation marks.
  package var etag: Text
  package var modified: Timestamp
  package var contentType: Text
  /// The other headers that GET sends again, in their order: `Cache-Control`, `x-amz-meta-…` and so on. The Content-Type is not among them.
  package var headers: [Field]
  package var checksum: ObjectChecksum?
  package var tags: [Field]
  package var storageClass: Text
  /// How many parts the object was uploaded in, or nil if it was not a multipart upload.
  package internal(set) var partCount: Int?

  /// Where the content is. It is nil until the object is committed.
  var location: ContentLocation?

  package init(
    bucket: Text, key: Text, etag: Text, modified: Timestamp, contentType: Text = "binary/octet-stream",
    headers: [Field] = [], checksum: ObjectChecksum? = nil, tags: [Field] = [], storageClass: Text = "STANDARD"
  ) {
    self.bucket = bucket
    self.key = key
    self.etag = etag
    self.modified = modified
    self.contentType = contentType
    self.headers = headers
    self.checksum = checksum
    self.tags = tags
    self.storageClass = storageClass
  }
}

/// The checksum that is stored with an object or a part.
package struct ObjectChecksum: Hashable, Sendable {
  /// What the checksum is about. The raw value is S3's `ChecksumType`.
  package enum Kind: String, Sendable {
    /// The object's bytes.
    case fullObject = "FULL_OBJECT"
    /// The checksums of the parts, one after the other.
    case composite = "COMPOSITE"
  }

  package var algorithm: ChecksumAlgorithm
  package var kind: Kind
  /// The value as S3 sends it: Base64, and `-N` after it if it is composite.
  package var value: Text

  package init(algorithm: ChecksumAlgorithm, kind: Kind = .fullObject, value: Text) {
    self.algorithm = algorithm
    self.kind = kind
    self.value = value
  }
}

/// Where the content of an object is.
enum ContentLocation: Hashable, Sendable {
  /// A row of the database. Zero stands for no bytes.
  case row(Int)
  /// A file.
  case file(Int)
  /// The parts of this upload, each of which is a file.
  case parts(upload: Int)
}

/// What has to hold for a write. The storage decides it inside the commit.
package enum WritePrecondition: Hashable, Sendable {
  case none
  /// The key has no object (`If-None-Match: *`). Otherwise: ``StorageError/preconditionFailed``.
  case absent
  /// The key's object has this ETag, without quotation marks (`If-Match`). Without an object: ``StorageError/noSuchKey``. With another ETag:
  /// ``StorageError/preconditionFailed``.
  case matches(Text)
  /// The key has an object (`If-Match: *`). Otherwise: ``StorageError/noSuchKey``.
  case present
}
