import ReferenceImpl
import VideoSpec

/// Stores a part of an upload (STO-100, STO-102, STO-108, STO-181).
struct UploadPart: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let part = try PartAddress(of: request, in: service)
    let bucket = part.upload.bucket
    let checksums = try PartChecksums(
      part.upload, stated: ChecksumHeaders.statedAlgorithm(in: request), checks: service.checks)
    let writer = try service.storing(in: bucket) { () throws(StorageError) in try service.storage.beginPart() }
    let data: ReceivedData
    do throws(S3Refusal) {
      data = try request.body.receive { piece throws(S3Refusal) in
        checksums.update(piece)
        try service.storing(in: bucket) { () throws(StorageError) in try writer.write(piece) }
      }
    } catch {
      writer.abort()
      throw error
    }
    try service.commit(
      writer, number: part.number, etag: data.etag, checksum: checksums.finish(data.checksum), of: part.upload,
      at: request.time)
    var headers = [HeaderField("ETag", data.etag.quoted)]
    if data.isChecksumStated { headers.append(HeaderField(data.checksum.algorithm.headerName, data.checksum.value)) }
    return S3Response(200, headers: headers + [.encrypted])
  }
}

/// The checksum that is stored with a part: by the upload's algorithm, or CRC-64/NVME, from which that of the object follows.
final class PartChecksums {
  private let algorithm: ChecksumAlgorithm
  /// Computes the checksum if the body's reader does not.
  private let own: Checksum?

  /// - Parameter stated: The algorithm of the checksum that the request states.
  /// - Throws: ``S3Refusal``, InvalidRequest, if it is not the upload's, or if there is none where every part needs one.
  init(_ upload: UploadRecord, stated: ChecksumAlgorithm?, checks: EndpointChecks) throws(S3Refusal) {
    if let begun = upload.checksum, checks.performs(.partChecksumAlgorithm) {
      let isNeeded = begun.kind == .composite
      if stated == nil ? isNeeded : stated != begun.algorithm {
        throw .invalidRequest(
          "Checksum Type mismatch occurred, expected checksum Type: \(begun.algorithm.messageName), "
            + "actual checksum Type: \(stated?.messageName ?? "null")", .partChecksumAlgorithm,
          field: begun.algorithm.headerName.string)
      }
    }
    algorithm = upload.checksum?.algorithm ?? .crc64nvme
    // The reader computes what is stated, or else CRC-64/NVME.
    own = (stated ?? .crc64nvme) == algorithm ? nil : Checksum(algorithm)
  }

  func update(_ piece: RawSpan) { own?.update(piece) }

  /// Returns the checksum to store. Call this once.
  func finish(_ received: ObjectChecksum) -> ObjectChecksum {
    own.map { ObjectChecksum(algorithm, of: $0.finish()) } ?? received
  }
}

extension S3Service {
  /// Stores a part that was written.
  @discardableResult
  func commit(
    _ writer: ObjectWriter, number: Int, etag: Text, checksum: ObjectChecksum, of upload: UploadRecord,
    at time: Timestamp
  ) throws(S3Refusal) -> PartRecord {
    do throws(StorageError) {
      return try storage.commitPart(
        writer, as: PartRecord(number: number, etag: etag, modified: time, checksum: checksum), of: upload)
    } catch {
      throw S3Refusal(upload: error, upload.id, bucket: upload.bucket, key: upload.key)
    }
  }
}
