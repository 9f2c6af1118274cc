import VideoSpec

/// Reads an object, or a range of it.
struct GetObject: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    let opened = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.open(key, in: bucket)
    }
    guard let opened else { throw .noSuchKey(key) }
    var response = try ObjectResponse(request: request, object: opened.record, service: service)
    if response.isArchived { throw .archived(opened.record.storageClass) }
    response.response.body = .content(opened.content, response.range)
    return response.response
  }
}

/// Describes an object as GET would, without its data.
struct HeadObject: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let (bucket, key) = (try request.bucket(), try request.key())
    let object = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.object(key, in: bucket)
    }
    guard let object else { throw .noSuchKey(key) }
    var response = try ObjectResponse(request: request, object: object, service: service)
    response.response.statedLength = response.range.count
    return response.response
  }
}

/// The status and the headers of a response with an object, and the range of its data.
private struct ObjectResponse {
  var response: S3Response
  let range: Range<Int>
  /// Whether the storage class keeps the data from being read until it is restored.
  let isArchived: Bool

  init(request: S3Request, object: ObjectRecord, service: S3Service) throws(S3Refusal) {
    let checks = service.checks
    let conditions = ReadConditions(request: request, checks: checks)
    try conditions.check(object)
    let header = request.header("range")
    let part = try PartSelection(request, object, service)
    if part != nil, header != nil, checks.performs(.rangeWithPartNumber) {
      throw .invalidRequest(
        "Cannot specify both Range header and partNumber query parameter", .rangeWithPartNumber, field: "Range")
    }
    let asked = header.flatMap(ByteRange.init).flatMap { conditions.allowsRange(of: object) ? $0 : nil }
    if header != nil, asked == nil, !checks.performs(.rangeForm) {
      throw .invalidRange(header ?? "", size: object.size)
    }
    var selected = part?.range
    if let asked, part == nil {
      selected = asked.bytes(of: object.size)
      if selected == nil, checks.performs(.range) { throw .invalidRange(header ?? "", size: object.size) }
    }
    range = selected ?? 0..<object.size
    isArchived =
      ["GLACIER", "DEEP_ARCHIVE"].contains(object.storageClass) && checks.performs(.archivedStorageClass)
    response = S3Response(selected == nil ? 200 : 206)
    response.headers = [
      HeaderField("Last-Modified", HTTPDate.text(object.modified)), HeaderField("ETag", object.etag.quoted),
      .encrypted,
    ]
    if checks.performs(.rangesAccepted) { response.headers.append(HeaderField("Accept-Ranges", "bytes")) }
    if selected != nil {
      // An empty object has no last byte. S3 writes no range for it.
      if !range.isEmpty {
        response.headers.append(
          HeaderField("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"))
      }
    }
    response.headers += try ResponseOverrides(request, checks: checks).applied(
      to: [HeaderField("Content-Type", object.contentType)] + object.headers)
    if object.storageClass != "STANDARD" {
      response.headers.append(HeaderField("x-amz-storage-class", object.storageClass))
    }
    if !object.tags.isEmpty { response.headers.append(HeaderField("x-amz-tagging-count", "\(object.tags.count)")) }
    if let count = part?.partCount { response.headers.append(HeaderField("x-amz-mp-parts-count", "\(count)")) }
    let showsChecksum = request.header("x-amz-checksum-mode")?.equalsIgnoringCase("ENABLED") == true
    if showsChecksum, checks.performs(.checksumMode) {
      let shown = part == nil ? (selected == nil ? object.checksum : nil) : part?.checksum
      response.headers += shown?.headers ?? []
    }
  }
}

/// The part of an object that `partNumber` asks for.
private struct PartSelection {
  let range: Range<Int>
  /// The number of parts of an object that was uploaded in parts; nil for others.
  let partCount: Int?
  let checksum: ObjectChecksum?

  /// - Returns: Nil if the request asks for no part.
  init?(_ request: S3Request, _ object: ObjectRecord, _ service: S3Service) throws(S3Refusal) {
    guard let text = request.parameter("partNumber") else { return nil }
    let number = text.isDecimal ? Int(text.string) ?? 0 : 0
    if !(1...10_000).contains(number), service.checks.performs(.partNumber) {
      throw .invalidArgument(
        "partNumber", text, "Part number must be an integer between 1 and 10000, inclusive", .partNumber)
    }
    guard object.partCount != nil else {
      if number != 1, service.checks.performs(.partNumber) { throw .invalidPartNumber(number, of: 1) }
      (range, partCount, checksum) = (0..<object.size, nil, object.checksum)
      return
    }
    let parts = try service.storing(in: object.bucket, object.key) { () throws(StorageError) in
      try service.storage.parts(of: object)
    }
    // The parts of an object are counted anew: the numbers with which they were uploaded may have gaps.
    guard number <= parts.count, number >= 1 else { throw .invalidPartNumber(number, of: parts.count) }
    let start = parts[..<(number - 1)].reduce(0) { $0 + $1.size }
    let part = parts[number - 1]
    range = start..<(start + part.size)
    partCount = parts.count
    // S3 shows the checksum of a part only if it is by the algorithm of the whole object.
    if var own = part.checksum, let whole = object.checksum, own.algorithm == whole.algorithm {
      own.kind = whole.kind
      checksum = own
    } else {
      checksum = nil
    }
  }
}

extension S3Refusal {
  fileprivate static func invalidRange(_ asked: Text, size: Int) -> S3Refusal {
    var refusal = S3Refusal(
      .invalidRange, 416, "The requested range is not satisfiable", .range, field: "Range",
      details: [Field("RangeRequested", asked), Field("ActualObjectSize", "\(size)")])
    refusal.headers = [HeaderField("Content-Range", "bytes */\(size)")]
    return refusal
  }

  fileprivate static func invalidPartNumber(_ number: Int, of count: Int) -> S3Refusal {
    S3Refusal(
      .invalidPartNumber, 416, "The requested partnumber is not satisfiable", .partNumber, field: "partNumber",
      details: [Field("PartNumberRequested", "\(number)"), Field("ActualPartCount", "\(count)")])
  }

  fileprivate static func archived(_ storageClass: Text) -> S3Refusal {
    S3Refusal(
      ErrorCode("InvalidObjectState"), 403, "The operation is not valid for the object's storage class",
      .archivedStorageClass, field: "x-amz-storage-class", details: [Field("StorageClass", storageClass)])
  }
}
