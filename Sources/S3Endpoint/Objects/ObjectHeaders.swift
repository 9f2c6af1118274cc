import ReferenceImpl
package import VideoSpec

/// What a request says about the object that it stores: the type, the headers to send again, the metadata, the class and the tags.
package struct ObjectHeaders: Hashable, Sendable {
  package var contentType: Text
  /// The headers that GET sends again, with their names as it sends them.
  package var headers: [Field]
  package var storageClass: Text
  package var tags: [Field]

  /// What S3 stores without a `Content-Type`.
  package static let defaultContentType: Text = "binary/octet-stream"
  /// The most bytes of the names and values of all user metadata.
  package static let metadataLimit = 2048

  /// The standard headers that are stored.
  private static let standard: [Text] = [
    "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
  ]

  /// Reads and checks the headers of a request that stores an object.
  ///
  /// - Throws: ``S3Refusal``: MetadataTooLarge, InvalidStorageClass, or a refusal of the tags.
  package init(of request: S3Request, in service: S3Service) throws(S3Refusal) {
    contentType = request.header("content-type").flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultContentType
    headers = []
    for name in Self.standard where service.checks.performs(.contentHeaders) {
      guard var value = request.header(name), !value.isEmpty else { continue }
      if name == "Content-Encoding" { value = Self.withoutChunks(value) }
      if !value.isEmpty { headers.append(Field(name, value)) }
    }
    let metadata = try Self.metadata(of: request, checks: service.checks)
    headers += metadata
    storageClass = request.header("x-amz-storage-class") ?? "STANDARD"
    try Self.check(storageClass: storageClass, by: service.checks)
    tags =
      try request.header("x-amz-tagging").map { text throws(S3Refusal) in
        try ObjectTags(header: text, checks: service.checks).tags
      } ?? []
  }

  /// The encoding without `aws-chunked`, which is one of the transfer.
  private static func withoutChunks(_ value: Text) -> Text {
    let codings = value.split(at: UInt8(ascii: ",")).map(\.trimmed)
    let kept = codings.filter { !$0.equalsIgnoringCase("aws-chunked") }
    return kept.count == codings.count ? value : Text(kept.map(\.bytes).joined(separator: Array(", ".utf8)))
  }

  /// The `x-amz-meta-*` headers with their names in lower case. Values of one name are joined by a comma.
  private static func metadata(of request: S3Request, checks: EndpointChecks) throws(S3Refusal) -> [Field] {
    let prefix: Text = "x-amz-meta-"
    var metadata: [Field] = []
    func add(_ name: Text, _ value: Text) {
      if let index = metadata.firstIndex(where: { $0.name == name }) {
        metadata[index].value = metadata[index].value + "," + value
      } else {
        metadata.append(Field(name, value))
      }
    }
    for header in request.received.headers {
      let name = header.name.lowercased
      if name.hasPrefix(prefix) { add(name, header.value.trimmed) }
    }
    if request.caller?.isPresigned == true {
      let sent = Set(metadata.map(\.name))
      for item in request.address.query where item.name.lowercased.hasPrefix(prefix) {
        if !sent.contains(item.name.lowercased) { add(item.name.lowercased, item.value ?? "") }
      }
    }
    let size = metadata.reduce(0) { $0 + $1.name.bytes.count - prefix.bytes.count + $1.value.bytes.count }
    if size > metadataLimit, checks.performs(.userMetadataSize) { throw .metadataTooLarge(size) }
    return metadata
  }

  /// - Throws: ``S3Refusal``, InvalidStorageClass, for a class that S3 does not have.
  package static func check(storageClass: Text, by checks: EndpointChecks) throws(S3Refusal) {
    guard !storageClasses.contains(storageClass), checks.performs(.storageClass) else { return }
    throw S3Refusal(
      .invalidStorageClass, 400, "The storage class you specified is not valid", .storageClass,
      field: "x-amz-storage-class", details: [Field("StorageClassRequested", storageClass)])
  }

  private static let storageClasses: Set<Text> = [
    "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR",
    "DEEP_ARCHIVE", "EXPRESS_ONEZONE",
  ]
}

extension S3Refusal {
  static func metadataTooLarge(_ size: Int) -> S3Refusal {
    S3Refusal(
      .metadataTooLarge, 400, "Your metadata headers exceed the maximum allowed metadata size", .userMetadataSize,
      field: "x-amz-meta-",
      details: [
        Field("Size", "\(size)"), Field("MaxSizeAllowed", "\(ObjectHeaders.metadataLimit)"),
      ])
  }
}
