import ReferenceImpl
import VideoSpec

/// Stores a copy of an object (STO-080 to STO-087).
struct CopyObject: OperationHandler {
  /// The largest object that S3 copies at once.
  static let sizeLimit = 5 << 30

  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    let checks = service.checks
    try KeyRules.check(key, by: checks)
    let source = try CopySource(of: request, checks: checks)
    let metadata = try CopyDirective("x-amz-metadata-directive", of: request, .metadataDirective, checks: checks)
    let tagging = try CopyDirective("x-amz-tagging-directive", of: request, .taggingDirective, checks: checks)
    let stated = try ObjectHeaders(of: request, in: service)
    let conditions = try WriteConditions(of: request, in: service)
    let algorithm = try ChecksumHeaders.algorithm(of: request, checks: checks)
    try service.existingBucket(of: request)
    let opened = try source.open(for: request, in: service)
    let isInPlace = source.bucket == bucket && source.key == key
    let changesSomething =
      metadata == .replace || algorithm != nil || request.header("x-amz-storage-class") != nil
      || request.header("x-amz-server-side-encryption") != nil
    if isInPlace, !changesSomething, checks.performs(.copyOntoItself) { throw .copyOntoItself }
    guard opened.record.size <= Self.sizeLimit || !checks.performs(.contentLengthLimit) else {
      throw .invalidRequest(
        "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
        .contentLengthLimit, field: "x-amz-copy-source")
    }
    try conditions.checkEarly(key, in: bucket, service)

    var record = opened.record
    record.bucket = bucket
    record.key = key
    record.modified = request.time
    record.storageClass = stated.storageClass
    if metadata == .replace {
      record.contentType = stated.contentType
      record.headers = stated.headers
    }
    if tagging == .replace { record.tags = stated.tags }
    let copied = try CopiedContent(of: opened, algorithm: algorithm, in: service, bucket: bucket)
    record.etag = copied.etag
    record.checksum = copied.checksum
    do throws(StorageError) {
      record = try service.storage.commit(copied.writer, as: record, precondition: conditions.precondition)
    } catch {
      throw conditions.refusal(error, key, in: bucket)
    }

    var xml = XMLWriter(root: "CopyObjectResult")
    xml.element("LastModified", record.modified.listed)
    xml.element("ETag", record.etag.quoted)
    record.checksum?.write(to: &xml)
    return .xml(xml.finish(), headers: [.encrypted])
  }
}

/// A copy of an object's content that is not committed yet, with its ETag and its checksum.
private struct CopiedContent {
  let writer: ObjectWriter
  let etag: Text
  let checksum: ObjectChecksum?

  /// Copies a content, inside the kernel if nothing about it has to be computed.
  ///
  /// - Parameter algorithm: The algorithm of the checksum that the copy is to have, or nil for the source's.
  init(
    of source: OpenedObject, algorithm: ChecksumAlgorithm?, in service: S3Service, bucket: Text
  ) throws(S3Refusal) {
    let record = source.record
    let size = source.content.size
    let wanted = algorithm ?? record.checksum?.algorithm ?? .crc64nvme
    let writer = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.beginObject(expectedSize: size)
    }
    self.writer = writer
    // The ETag of an upload in parts, and a composite checksum, depend on the parts. The copy has none.
    let keepsETag = record.partCount == nil
    let keepsChecksum = record.checksum?.algorithm == wanted && record.checksum?.kind == .fullObject
    if keepsETag && keepsChecksum {
      try service.storing(in: bucket) { () throws(StorageError) in
        try writer.append(0..<size, of: source.content)
      }
      etag = record.etag
      checksum = record.checksum
      return
    }
    guard let md5 = MessageDigest(.md5), let check = Checksum(wanted) else {
      throw .internalError("this OpenSSL does not offer MD5 or \(wanted.rawValue)")
    }
    do {
      try source.content.read(0..<size) { piece in
        md5.update(piece)
        check.update(piece)
        try writer.write(piece)
      }
    } catch {
      throw S3Refusal(reading: error, bucket: bucket)
    }
    etag = Hexadecimal.lowercase(md5.finish())
    checksum = ObjectChecksum(wanted, of: check.finish())
  }
}

extension S3Refusal {
  /// The refusal of a request during which an object's content could not be read or written.
  init(reading error: any Error, bucket: Text) {
    self = (error as? StorageError).map { S3Refusal(storage: $0, bucket: bucket) } ?? .internalError("\(error)")
  }

  fileprivate static let copyOntoItself = S3Refusal(
    .invalidRequest, 400,
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
      + "metadata, storage class, website redirect location or encryption attributes.", .copyOntoItself,
    field: "x-amz-copy-source")
}
