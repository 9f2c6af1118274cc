import ReferenceImpl
import VideoSpec

/// The parts that a client lists to complete an upload, in its order.
struct PartList {
  struct Part {
    let number: Int
    /// The ETag without its quotation marks.
    let etag: Text
    /// The checksums by their algorithms.
    let checksums: [ChecksumAlgorithm: Text]
  }

  var parts: [Part] = []

  /// Reads a `CompleteMultipartUpload` document (STO-107).
  ///
  /// - Throws: ``S3Refusal``: InvalidRequest without a document, MalformedXML for another one and for one without parts, InvalidPartOrder
  ///   (STO-105).
  init(document: [UInt8], upload: Text, checks: EndpointChecks) throws(S3Refusal) {
    guard checks.performs(.partListForm) else {
      // A mutant endpoint takes what it can read. An empty list stands for all parts.
      let elements = (try? XMLElement(parsing: document))?.children ?? []
      for element in elements { if let part = try? PartList.part(element) { parts.append(part) } }
      return
    }
    guard !document.isEmpty else {
      throw .invalidRequest("You must specify at least one part", .partListForm, field: "body")
    }
    guard let root = try? XMLElement(parsing: document), root.name == "CompleteMultipartUpload" else {
      throw .malformedXML(.partListForm, "the document is not a CompleteMultipartUpload")
    }
    for element in root.children { parts.append(try PartList.part(element)) }
    guard !parts.isEmpty else { throw .malformedXML(.partListForm, "the list has no parts") }
    guard parts.count <= PartAddress.limit else {
      throw .malformedXML(.partListForm, "the list has \(parts.count) parts, more than \(PartAddress.limit)")
    }
    let isAscending = zip(parts, parts.dropFirst()).allSatisfy { $0.number < $1.number }
    if !isAscending, checks.performs(.partOrder) {
      throw S3Refusal(
        ErrorCode("InvalidPartOrder"), 400,
        "The list of parts was not in ascending order. Parts must be ordered by part number.", .partOrder,
        field: "PartNumber", details: [Field("UploadId", upload)])
    }
    // A mutant endpoint without the check takes the parts by number.
    if !isAscending { parts = sortedOnce }
  }

  private var sortedOnce: [Part] {
    var seen: Set<Int> = []
    return parts.sorted { $0.number < $1.number }.filter { seen.insert($0.number).inserted }
  }

  private static func part(_ element: XMLElement) throws(S3Refusal) -> Part {
    guard element.name == "Part", let number = element.value("PartNumber"), let etag = element.value("ETag") else {
      throw .malformedXML(.partListForm, "a Part needs a PartNumber and an ETag")
    }
    guard let parsed = Int(decimal: number.trimmed), (1...PartAddress.limit).contains(parsed) else {
      throw .malformedXML(.partListForm, "the PartNumber is not a number from 1 to 10000: \(number.printable)")
    }
    var checksums: [ChecksumAlgorithm: Text] = [:]
    for algorithm in ChecksumAlgorithm.allCases { checksums[algorithm] = element.value(algorithm.elementName)?.trimmed }
    return Part(number: parsed, etag: etag.trimmed.withoutQuotes, checksums: checksums)
  }
}
