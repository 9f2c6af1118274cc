package import VideoSpec

/// A multipart upload that was begun and is neither completed nor aborted.
package struct UploadRecord: Hashable, Sendable {
  /// The upload ID. Later uploads have greater IDs, compared as bytes.
  package internal(set) var id: Text = Text()
  package var bucket: Text
  package var key: Text
  package var initiated: Timestamp
  package var contentType: Text
  /// The other headers of the object to come: see ``ObjectRecord/headers``.
  package var headers: [Field]
  package var tags: [Field]
  package var storageClass: Text
  /// The checksum that the upload was begun with.
  package var checksum: UploadChecksum?

  /// The number of the row.
  var row = 0

  package init(
    bucket: Text, key: Text, initiated: Timestamp, contentType: Text = "binary/octet-stream", headers: [Field] = [],
    tags: [Field] = [], storageClass: Text = "STANDARD", checksum: UploadChecksum? = nil
  ) {
    self.bucket = bucket
    self.key = key
    self.initiated = initiated
    self.contentType = contentType
    self.headers = headers
    self.tags = tags
    self.storageClass = storageClass
    self.checksum = checksum
  }
}

/// The checksum algorithm and type of a multipart upload.
package struct UploadChecksum: Hashable, Sendable {
  package var algorithm: ChecksumAlgorithm
  package var kind: ObjectChecksum.Kind

  package init(algorithm: ChecksumAlgorithm, kind: ObjectChecksum.Kind) {
    self.algorithm = algorithm
    self.kind = kind
  }
}

/// A part of a multipart upload, or of an object that was one.
package struct PartRecord: Hashable, Sendable {
  package var number: Int
  /// The ETag without its quotation marks.
  package var etag: Text
  /// The number of bytes. The storage sets it when the part is committed.
  package internal(set) var size: Int = 0
  package var modified: Timestamp
  package var checksum: ObjectChecksum?

  /// The number of the file. It differs between two uploads of one part.
  var file = 0

  package init(number: Int, etag: Text, modified: Timestamp, checksum: ObjectChecksum? = nil) {
    self.number = number
    self.etag = etag
    self.modified = modified
    self.checksum = checksum
  }
}
