import VideoSpec

/// Lists the parts of an upload by number (STO-111).
struct ListParts: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let limit = try ListParameters.limit(
      request.parameter("max-parts"), "max-parts", "max-parts", checks: service.checks)
    let marker = try ListParameters.limit(
      request.parameter("part-number-marker").flatMap { $0.isEmpty ? nil : $0 } ?? "0", "part-number-marker",
      "part-number-marker", checks: service.checks)
    let encoding = try NameEncoding(request.parameter("encoding-type"), checks: service.checks)
    let upload = try service.existingUpload(of: request)
    let pageSize = min(limit, ListParameters.pageLimit)
    let found: [PartRecord]
    do throws(StorageError) {
      found = try service.storage.parts(of: upload, after: marker, limit: pageSize + 1)
    } catch {
      throw S3Refusal(upload: error, upload.id, bucket: upload.bucket, key: upload.key)
    }
    let page = service.checks.performs(.partPage) ? found.prefix(pageSize) : found[...]

    var xml = XMLWriter(root: "ListPartsResult")
    xml.element("Bucket", upload.bucket)
    xml.element("Key", encoding.encode(upload.key))
    xml.element("UploadId", upload.id)
    let owner = S3Owner(service.configuration)
    owner.write(to: &xml, as: "Initiator")
    owner.write(to: &xml)
    xml.element("StorageClass", upload.storageClass)
    xml.element("PartNumberMarker", marker)
    xml.element("NextPartNumberMarker", page.last?.number ?? 0)
    xml.element("MaxParts", pageSize)
    encoding.write(to: &xml)
    if let checksum = upload.checksum {
      xml.element("ChecksumAlgorithm", Text(checksum.algorithm.rawValue))
      xml.element("ChecksumType", Text(checksum.kind.rawValue))
    }
    xml.element("IsTruncated", pageSize > 0 && found.count > page.count)
    for part in page {
      xml.nested("Part") { xml in
        xml.element("PartNumber", part.number)
        xml.element("LastModified", part.modified.listed)
        xml.element("ETag", part.etag.quoted)
        xml.element("Size", part.size)
        // The checksum of a part is the client's business only if it asked for one.
        if upload.checksum != nil, let checksum = part.checksum {
          xml.element(checksum.algorithm.elementName, checksum.value)
        }
      }
    }
    return .xml(xml.finish())
  }
}
