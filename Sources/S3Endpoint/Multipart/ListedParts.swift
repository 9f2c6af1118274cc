import ReferenceImpl
import VideoSpec

/// The parts that an upload is completed with: checked against those that are stored.
struct ListedParts {
  let parts: [PartRecord]

  /// The minimum size of every part but the last.
  static let minimumSize = 5 << 20

  /// - Throws: ``S3Refusal``: InvalidPart (STO-106), InvalidRequest and BadDigest for checksums (STO-183), EntityTooSmall (STO-103).
  init(_ list: PartList, of upload: UploadRecord, stored: [PartRecord], checks: EndpointChecks) throws(S3Refusal) {
    let byNumber = Dictionary(stored.map { ($0.number, $0) }) { first, _ in first }
    var parts = list.parts.isEmpty ? stored : []
    for listed in list.parts {
      guard let part = byNumber[listed.number], part.etag == listed.etag || !checks.performs(.partExists) else {
        throw .invalidPart(listed, upload, .partExists)
      }
      if checks.performs(.partChecksum) { try ListedParts.checkChecksums(listed, part, upload) }
      parts.append(part)
    }
    for part in parts.dropLast() where part.size < ListedParts.minimumSize && checks.performs(.partSize) {
      throw S3Refusal(
        .entityTooSmall, 400, "Your proposed upload is smaller than the minimum allowed size", .partSize,
        field: "PartNumber",
        details: [
          Field("ETag", part.etag), Field("MinSizeAllowed", "\(ListedParts.minimumSize)"),
          Field("PartNumber", "\(part.number)"), Field("ProposedSize", "\(part.size)"),
        ])
    }
    self.parts = parts
  }

  private static func checkChecksums(
    _ listed: PartList.Part, _ part: PartRecord, _ upload: UploadRecord
  ) throws(S3Refusal) {
    guard let begun = upload.checksum else {
      // An upload that was begun without an algorithm has no checksums of parts.
      if !listed.checksums.isEmpty { throw .invalidPart(listed, upload, .partChecksum) }
      return
    }
    if let other = listed.checksums.keys.first(where: { $0 != begun.algorithm }) {
      throw S3Refusal(
        .badDigest, 400,
        "The \(other.messageName) you specified for part \(part.number) did not match what we received.",
        .partChecksum, field: other.elementName.string)
    }
    guard let value = listed.checksums[begun.algorithm] else {
      if begun.kind == .fullObject { return }
      throw .invalidRequest(
        "The upload was created using a \(begun.algorithm.messageName) checksum. The complete request must include the "
          + "checksum for each part. It was missing for part \(part.number) in the request.", .partChecksum,
        field: begun.algorithm.elementName.string)
    }
    if value != part.checksum?.value { throw .invalidPart(listed, upload, .partChecksum) }
  }

  var size: Int { parts.reduce(0) { $0 + $1.size } }

  /// The MD5 of the parts' MD5s, and their number (STO-101).
  func etag() throws(S3Refusal) -> Text {
    guard let md5 = MessageDigest(.md5) else { throw .internalError("this OpenSSL does not offer MD5") }
    for part in parts {
      let bytes = Hexadecimal.decode(part.etag.bytes) ?? part.etag.bytes
      md5.update(bytes.span.bytes)
    }
    return Hexadecimal.lowercase(md5.finish()) + "-\(parts.count)"
  }

  /// The checksum of the object: of the parts' checksums, or of all bytes (STO-183, STO-184).
  func checksum(_ begun: UploadChecksum?) throws(S3Refusal) -> ObjectChecksum {
    let begun = begun ?? UploadChecksum(algorithm: .crc64nvme, kind: .fullObject)
    let values = parts.map { ($0.checksum.flatMap { Base64.decode($0.value.bytes) } ?? [], $0.size) }
    switch begun.kind {
    case .fullObject:
      guard let value = Checksum.combined(begun.algorithm, values.map { (checksum: $0, size: $1) }) else {
        throw .internalError("the checksums of the parts cannot be combined")
      }
      return ObjectChecksum(begun.algorithm, of: value)
    case .composite:
      guard let checksum = Checksum(begun.algorithm) else {
        throw .internalError("this OpenSSL does not offer \(begun.algorithm.rawValue)")
      }
      for (value, _) in values { checksum.update(value.span.bytes) }
      let value = Text(bytes: Base64.encode(checksum.finish())) + "-\(parts.count)"
      return ObjectChecksum(algorithm: begun.algorithm, kind: .composite, value: value)
    }
  }
}

extension S3Refusal {
  fileprivate static func invalidPart(
    _ part: PartList.Part, _ upload: UploadRecord, _ check: EndpointCheck
  ) -> S3Refusal {
    S3Refusal(
      ErrorCode("InvalidPart"), 400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
        + "entity tag may not match the part's entity tag.", check, field: "PartNumber",
      details: [
        Field("UploadId", upload.id), Field("PartNumber", "\(part.number)"), Field("ETag", part.etag),
      ])
  }
}
