import ReferenceImpl
import VideoSpec

/// Makes an object of the parts of an upload (STO-100, STO-101, STO-110, STO-115, STO-116, STO-119).
///
/// The parts' files become the object's: nothing is copied, so a large upload is completed as fast as a small one.
struct CompleteMultipartUpload: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    var completion = try Completion(request, service)
    guard let upload = try completion.openUpload() else { return try completion.repeated() }
    // A part that is uploaded meanwhile may be one of the list.
    for _ in 0..<Completion.attempts {
      let object = try completion.record(of: upload)
      do throws(StorageError) {
        return completion.response(
          try service.storage.completeUpload(
            upload, parts: object.parts, as: object.record, precondition: completion.conditions.precondition))
      } catch {
        switch error {
        case .partsChanged: continue
        case .noSuchUpload: return try completion.repeated()
        case .conflict:
          if service.checks.performs(.completionConflict) { throw completion.conflict }
          completion.conditions.precondition = .none
        default: throw completion.conditions.refusal(error, upload.key, in: upload.bucket)
        }
      }
    }
    throw completion.conflict
  }
}

/// A request to complete an upload.
private struct Completion {
  var conditions: WriteConditions
  private let request: S3Request
  private let service: S3Service
  private let bucket: Text
  private let key: Text
  private let id: Text
  private let list: PartList

  /// How often a completion is tried while its parts are replaced.
  static let attempts = 16

  init(_ request: S3Request, _ service: S3Service) throws(S3Refusal) {
    self.request = request
    self.service = service
    bucket = try request.bucket()
    key = try request.key()
    id = request.parameter("uploadId") ?? ""
    let document = try request.body.document()
    conditions = try WriteConditions(of: request, in: service)
    list = try PartList(document: document, upload: id, checks: service.checks)
  }

  /// Returns the upload, or nil if there is none.
  func openUpload() throws(S3Refusal) -> UploadRecord? {
    do throws(StorageError) { return try service.storage.upload(id, of: key, in: bucket) } catch {
      if error == .noSuchUpload { return nil }
      throw S3Refusal(storage: error, bucket: bucket, key: key)
    }
  }

  /// Checks the list, and returns the parts and the object that they make up.
  func record(of upload: UploadRecord) throws(S3Refusal) -> (parts: [PartRecord], record: ObjectRecord) {
    let stored = try service.storing(in: bucket, key) { () throws(StorageError) in
      do throws(StorageError) { return try service.storage.parts(of: upload) } catch {
        // It was completed or aborted meanwhile: the commit says so.
        if error == .noSuchUpload { return [] }
        throw error
      }
    }
    let listed = try ListedParts(list, of: upload, stored: stored, checks: service.checks)
    let checksum = try listed.checksum(upload.checksum)
    try check(checksum, upload.checksum)
    if let size = request.header("x-amz-mp-object-size"), size != Text("\(listed.size)"),
      service.checks.performs(.completedSize)
    {
      throw .invalidRequest(
        "The provided 'x-amz-mp-object-size' header value \(size) does not match what was computed: \(listed.size)",
        .completedSize, field: "x-amz-mp-object-size")
    }
    let etag = service.checks.performs(.multipartETag) ? try listed.etag() : listed.parts[0].etag
    let record = ObjectRecord(
      bucket: bucket, key: key, etag: etag, modified: request.time, contentType: upload.contentType,
      headers: upload.headers, checksum: checksum, tags: upload.tags, storageClass: upload.storageClass)
    return (listed.parts, record)
  }

  /// Compares the checksum and the type that the request states with those of the object (STO-184).
  private func check(_ computed: ObjectChecksum, _ begun: UploadChecksum?) throws(S3Refusal) {
    let checks = service.checks
    if let kind = try ChecksumHeaders.kind(of: request, checks: checks), kind != begun?.kind,
      checks.performs(.completedChecksumType)
    {
      throw .invalidRequest(
        "The upload was created using the \(begun?.kind.rawValue ?? "null") checksum mode. The complete request must use "
          + "the same checksum mode.", .completedChecksumType, field: "x-amz-checksum-type")
    }
    guard let stated = ChecksumHeaders.stated(in: request) else { return }
    guard begun != nil || stated.algorithm == computed.algorithm else {
      request.warnings.append(
        S3Warning("STO-184", "the upload began without a checksum algorithm, so the stated checksum is not compared"))
      return
    }
    // The number of parts after a composite checksum may be left out.
    let isRight =
      stated.algorithm == computed.algorithm
      && (stated.value == computed.value || stated.value + "-\(list.parts.count)" == computed.value)
    if !isRight, checks.performs(.completedChecksum) {
      throw S3Refusal(
        .badDigest, 400,
        "The \(computed.algorithm.messageName) you specified did not match the calculated checksum.",
        .completedChecksum, field: stated.algorithm.headerName.string)
    }
  }

  /// Answers a completion that is repeated as the first time, as long as the key has the object (STO-110).
  func repeated() throws(S3Refusal) -> S3Response {
    let completed = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.completedObject(of: id, key: key, in: bucket)
    }
    if let completed {
      let parts = try service.storing(in: bucket, key) { () throws(StorageError) in
        try service.storage.parts(of: completed)
      }
      let isSame = parts.map { "\($0.number) \($0.etag)" } == list.parts.map { "\($0.number) \($0.etag)" }
      if isSame, service.checks.performs(.completionRepeated) { return response(completed) }
    }
    throw S3Refusal(upload: .noSuchUpload, id, bucket: bucket, key: key)
  }

  func response(_ object: ObjectRecord) -> S3Response {
    var xml = XMLWriter(root: "CompleteMultipartUploadResult")
    xml.element("Location", location)
    xml.element("Bucket", bucket)
    xml.element("Key", key)
    xml.element("ETag", object.etag.quoted)
    object.checksum?.write(to: &xml)
    return .xml(xml.finish(), headers: [.encrypted])
  }

  /// The object's URL, as the client addressed it.
  private var location: Text {
    let scheme: Text = request.isSecure ? "https://" : "http://"
    return scheme + request.address.host + request.address.path
  }

  /// The key was written or deleted after the upload began (STO-116).
  var conflict: S3Refusal {
    S3Refusal(
      .conditionalRequestConflict, 409,
      "The conditional request cannot succeed due to a conflicting operation against this resource.",
      .completionConflict,
      details: [
        Field("Condition", conditions.precondition == .absent ? "If-None-Match" : "If-Match"), Field("Key", key),
      ])
  }
}
