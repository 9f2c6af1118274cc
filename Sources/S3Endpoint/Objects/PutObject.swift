package import VideoSpec

/// Stores an object. It becomes visible when everything about it was verified and it is durable, at once and whole.
struct PutObject: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    try KeyRules.check(key, by: service.checks)
    let headers = try ObjectHeaders(of: request, in: service)
    let conditions = try WriteConditions(of: request, in: service)
    let checks = service.checks
    try service.existingBucket(of: request)
    try conditions.checkEarly(key, in: bucket, service)

    // A mutant endpoint removes the old object before the new one has arrived.
    if !checks.performs(.objectKept) { _ = try? service.storage.delete([key], in: bucket) }
    let writer = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.beginObject(expectedSize: request.body.length)
    }
    let data: ReceivedData
    do throws(S3Refusal) {
      data = try request.body.receive { piece throws(S3Refusal) in
        try service.storing(in: bucket) { () throws(StorageError) in try writer.write(piece) }
      }
    } catch {
      writer.abort()
      throw error
    }
    let hasChecksum = data.isChecksumStated || checks.performs(.defaultChecksum)
    var record = ObjectRecord(
      bucket: bucket, key: key, etag: data.etag, modified: request.time, contentType: headers.contentType,
      headers: headers.headers, checksum: hasChecksum ? data.checksum : nil, tags: headers.tags,
      storageClass: headers.storageClass)
    if !checks.performs(.etagOfContent) { record.etag = Text(bytes: data.etag.bytes.reversed()) }
    if !checks.performs(.tagsReplaced), let old = try? service.existingObject(of: request) { record.tags = old.tags }
    let precondition = checks.performs(.writeConditionAtCommit) ? conditions.precondition : .none
    do throws(StorageError) {
      try service.storage.commit(writer, as: record, precondition: precondition)
    } catch {
      throw conditions.refusal(error, key, in: bucket)
    }
    let checksum = checks.performs(.checksumRepeated) ? record.checksum?.headers : nil
    return S3Response(200, headers: [HeaderField("ETag", record.etag.quoted)] + (checksum ?? []) + [.encrypted])
  }
}

extension HeaderField {
  /// The header that S3 sends with every object since 2023. Clients look for it; nothing is encrypted here.
  package static let encrypted = HeaderField("x-amz-server-side-encryption", "AES256")
}

extension ObjectChecksum {
  /// The headers that show the checksum.
  package var headers: [HeaderField] {
    [
      HeaderField(algorithm.headerName, value), HeaderField("x-amz-checksum-type", Text(kind.rawValue)),
    ]
  }
}

/// S3's limit on the length of a key.
package enum KeyRules {
  /// The most bytes of a key.
  package static let limit = 1024

  /// - Throws: ``S3Refusal``, KeyTooLongError.
  package static func check(_ key: Text, by checks: EndpointChecks) throws(S3Refusal) {
    guard key.bytes.count > limit, checks.performs(.keyLength) else { return }
    throw S3Refusal(
      .keyTooLong, 400, "Your key is too long", .keyLength, field: "key",
      details: [Field("Size", "\(key.bytes.count)"), Field("MaxSizeAllowed", "\(limit)")])
  }
}
