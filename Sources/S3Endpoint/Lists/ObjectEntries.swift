import VideoSpec

/// The entries and common prefixes of a page, as both versions of the list write them (STO-130).
struct ObjectEntries {
  let page: ListPage<ObjectSummary>
  let encoding: NameEncoding
  /// The owner to show in each entry, or nil for none.
  let owner: S3Owner?
  /// When the list was asked for.
  let time: Timestamp
  let checks: EndpointChecks

  func write(to xml: inout XMLWriter) {
    let entries = checks.performs(.listOrder) ? page.entries : page.entries.reversed()
    // A mutant endpoint shows new objects a minute late.
    for object in entries where checks.performs(.listConsistency) || object.modified.seconds < time.seconds - 60 {
      xml.nested("Contents") { xml in
        xml.element("Key", encoding.encode(object.key))
        xml.element("LastModified", object.modified.listed)
        xml.element("ETag", object.etag.quoted)
        if let checksum = object.checksum {
          xml.element("ChecksumAlgorithm", Text(checksum.algorithm.rawValue))
          xml.element("ChecksumType", Text(checksum.kind.rawValue))
        }
        xml.element("Size", object.size)
        owner?.write(to: &xml)
        if checks.performs(.listedClass) { xml.element("StorageClass", object.storageClass) }
      }
    }
    for prefix in page.commonPrefixes {
      xml.nested("CommonPrefixes") { xml in xml.element("Prefix", encoding.encode(prefix)) }
    }
  }
}

extension Timestamp {
  /// The time as lists and other documents show it: `2026-01-02T03:04:05.000Z`.
  var listed: Text { Text(iso8601.bytes.dropLast()) + ".000Z" }
}
