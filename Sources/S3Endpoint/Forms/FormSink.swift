import ReferenceImpl
import VideoSpec

/// Puts the file of a form into the storage.
final class FormSink: HashingUploadSink {
  private let bucket: Text
  private let time: Timestamp
  private let length: Int?
  private let service: S3Service
  private var upload: AcceptedUpload?
  private var object: FormObject?
  private var writer: ObjectWriter?
  private var hash: CopyingHash?
  private var checksum: Checksum?

  init(bucket: Text, time: Timestamp, length: Int?, service: S3Service) {
    self.bucket = bucket
    self.time = time
    self.length = length
    self.service = service
  }

  func begin(_ upload: AcceptedUpload) throws {
    // Nobody learns which buckets exist without a signature.
    let found = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.bucket(named: bucket)
    }
    if found == nil { throw S3Refusal.noSuchBucket(bucket) }
    try KeyRules.check(upload.key, by: service.checks)
    // No request could name the object: a path that is not UTF-8 is refused, too.
    if !upload.key.isUTF8 {
      throw S3Refusal(
        .invalidArgument, 400, "Object key is not valid UTF-8", .uri, field: "key",
        details: [Field("ArgumentName", "key"), Field("ArgumentValue", Text(upload.key.string))])
    }
    if service.configuration.isReadOnly, service.checks.performs(.readOnly) {
      throw S3Refusal.accessDenied(
        "Access Denied", .readOnly, explanation: "the endpoint was started with --read-only")
    }
    let object = try FormObject(upload, checks: service.checks)
    hash = CopyingHash(.md5, length: length)
    checksum = Checksum(object.checksumAlgorithm)
    guard hash != nil, checksum != nil else {
      throw S3Refusal.internalError("this OpenSSL does not offer MD5, or the checksum's algorithm")
    }
    self.upload = upload
    self.object = object
    writer = try service.storage.beginObject(expectedSize: length)
  }

  func write(_ bytes: RawSpan) throws {
    hash?.update(bytes)
    checksum?.update(bytes)
    try service.storing(in: bucket) { () throws(StorageError) in try writer?.write(bytes) }
  }

  func md5() -> [UInt8] { hash?.finish() ?? [] }

  func commit(_ object: StoredObject, size: Int) throws {
    guard let upload, let form = self.object, let writer, let checksum else { return }
    let record = ObjectRecord(
      bucket: bucket, key: upload.key, etag: object.etag.withoutQuotes, modified: time, contentType: form.contentType,
      headers: form.headers, checksum: ObjectChecksum(checksum.algorithm, of: checksum.finish()), tags: form.tags,
      storageClass: form.storageClass)
    _ = try service.storing(in: bucket, upload.key) { () throws(StorageError) in
      try service.storage.commit(writer, as: record)
    }
  }

  func abort() {
    writer?.abort()
    writer = nil
  }
}

/// What a form says about the object that it stores.
private struct FormObject {
  var contentType: Text
  var headers: [Field] = []
  var storageClass: Text = "STANDARD"
  var tags: [Field] = []
  var checksumAlgorithm = ChecksumAlgorithm.crc64nvme

  /// Fields that are stored and sent again, by their names in lower case.
  private static let standard: [Text: Text] = [
    "cache-control": "Cache-Control", "content-disposition": "Content-Disposition",
    "content-encoding": "Content-Encoding", "content-language": "Content-Language", "expires": "Expires",
  ]

  /// Values that request the default behaviour. Any other value requests a feature that the endpoint does not support.
  private static let harmless: [Text: Set<Text>] = [
    "acl": ["private", "bucket-owner-full-control"], "x-amz-acl": ["private", "bucket-owner-full-control"],
    "x-amz-server-side-encryption": ["AES256"],
  ]

  private static let known: Set<Text> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token",
    "x-amz-storage-class", "x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-sdk-checksum-algorithm",
  ]

  init(_ upload: AcceptedUpload, checks: EndpointChecks) throws(S3Refusal) {
    contentType = upload.contentType.flatMap { $0.isEmpty ? nil : $0 } ?? ObjectHeaders.defaultContentType
    for field in upload.fields {
      if let name = Self.standard[field.name] {
        if !field.value.isEmpty { headers.append(Field(name, field.value)) }
      } else if field.name == "x-amz-storage-class" {
        storageClass = field.value
      } else if field.name == "tagging" {
        tags = try ObjectTags(document: field.value.bytes, checks: checks).tags
      } else if let algorithm = ChecksumAlgorithm.allCases.first(where: { $0.headerName == field.name }) {
        checksumAlgorithm = algorithm
      } else if !Self.isServed(field), checks.performs(.formUnsupportedFields) {
        throw .notImplemented(
          header: field.name, .formUnsupportedFields,
          explanation: "this endpoint does not support the field \(field.name.printable) with this value")
      }
    }
    headers += upload.metadata
    let prefix = "x-amz-meta-".utf8.count
    let size = upload.metadata.reduce(0) { $0 + $1.name.bytes.count - prefix + $1.value.bytes.count }
    if size > ObjectHeaders.metadataLimit, checks.performs(.userMetadataSize) { throw .metadataTooLarge(size) }
  }

  /// Whether the endpoint supports a field and its value. Fields without the prefix `x-amz-` belong to the page.
  private static func isServed(_ field: Field) -> Bool {
    if let values = harmless[field.name] { return values.contains(field.value) }
    return !field.name.hasPrefix("x-amz-") || known.contains(field.name) || field.name.hasPrefix("x-amz-meta-")
  }
}
