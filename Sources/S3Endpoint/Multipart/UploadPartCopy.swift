import ReferenceImpl
import VideoSpec

/// Stores a copy of an object, or of a range of it, as a part of an upload (STO-113, STO-114).
struct UploadPartCopy: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let source = try CopySource(of: request, checks: service.checks)
    let part = try PartAddress(of: request, in: service)
    let upload = part.upload
    let opened = try source.open(for: request, in: service)
    let range = try CopyRange.range(of: request, size: opened.content.size, checks: service.checks)

    let algorithm = upload.checksum?.algorithm ?? .crc64nvme
    guard let md5 = MessageDigest(.md5), let check = Checksum(algorithm) else {
      throw .internalError("this OpenSSL does not offer MD5 or \(algorithm.rawValue)")
    }
    let writer = try service.storing(in: upload.bucket) { () throws(StorageError) in try service.storage.beginPart() }
    do {
      try opened.content.read(range) { piece in
        md5.update(piece)
        check.update(piece)
        try writer.write(piece)
      }
    } catch {
      throw S3Refusal(reading: error, bucket: upload.bucket)
    }
    let record = try service.commit(
      writer, number: part.number, etag: Hexadecimal.lowercase(md5.finish()),
      checksum: ObjectChecksum(algorithm, of: check.finish()), of: upload, at: request.time)

    var xml = XMLWriter(root: "CopyPartResult")
    xml.element("LastModified", record.modified.listed)
    xml.element("ETag", record.etag.quoted)
    if upload.checksum != nil, let checksum = record.checksum {
      xml.element(checksum.algorithm.elementName, checksum.value)
    }
    return .xml(xml.finish(), headers: [.encrypted])
  }
}

/// The range of a source: `x-amz-copy-source-range: bytes=FIRST-LAST`.
enum CopyRange {
  private static let header: Text = "x-amz-copy-source-range"

  /// Returns the range, or the whole source without the header.
  ///
  /// - Throws: ``S3Refusal``: InvalidArgument for another form and for an end after the source's, InvalidRequest for a beginning after it.
  static func range(of request: S3Request, size: Int, checks: EndpointChecks) throws(S3Refusal) -> Range<Int> {
    guard let text = request.header(header) else { return 0..<size }
    guard let (first, last) = positions(text) else {
      guard checks.performs(.copyPartRange) else { return 0..<size }
      throw .invalidArgument(
        header, text,
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
          + "zero-based offsets of the first and last bytes to copy", .copyPartRange)
    }
    if first >= size, checks.performs(.copyPartRange) {
      throw .invalidRequest(
        "The specified copy range is invalid for the source object size", .copyPartRange, field: header.string)
    }
    if last >= size, checks.performs(.copyPartRange) {
      throw .invalidArgument(
        header, text, "Range specified is not valid for source object of size: \(size)", .copyPartRange)
    }
    return min(first, size)..<min(last + 1, size)
  }

  private static func positions(_ text: Text) -> (first: Int, last: Int)? {
    let unit: Text = "bytes="
    guard text.hasPrefix(unit),
      let (first, last) = Text(text.bytes.dropFirst(unit.bytes.count)).splitOnce(at: UInt8(ascii: "-")),
      let first = Int(decimal: first), let last = Int(decimal: last), first <= last
    else { return nil }
    return (first, last)
  }
}
