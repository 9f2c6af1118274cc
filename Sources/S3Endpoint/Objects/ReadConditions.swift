import ReferenceImpl
import VideoSpec

/// The conditions of a read, in the order of HTTP (RFC 9110 section 13.2.2).
struct ReadConditions {
  let request: S3Request
  let checks: EndpointChecks

  /// Checks the conditions of a request against the object.
  ///
  /// - Throws: ``S3Refusal``: PreconditionFailed, or 304 with the object's ETag and date.
  func check(_ object: ObjectRecord) throws(S3Refusal) {
    if let tags = request.header("if-match") {
      if !matches(tags, object), checks.performs(.readIfMatch) { throw .preconditionFailed("If-Match", .readIfMatch) }
    }
    let ignoresDates = checks.performs(.conditionPrecedence)
    if !ignoresDates || request.header("if-match") == nil, let date = date("if-unmodified-since"),
      object.modified > date,
      checks.performs(.readIfUnmodifiedSince)
    {
      throw .preconditionFailed("If-Unmodified-Since", .readIfUnmodifiedSince)
    }
    if let tags = request.header("if-none-match") {
      if matches(tags, object), checks.performs(.readIfNoneMatch) { throw .notModified(object, .readIfNoneMatch) }
    } else if let date = date("if-modified-since"), date <= request.time, object.modified <= date,
      checks.performs(.readIfModifiedSince)
    {
      throw .notModified(object, .readIfModifiedSince)
    }
  }

  /// Whether `If-Range` lets a range of this object be read. Without it every range is.
  func allowsRange(of object: ObjectRecord) -> Bool {
    guard let condition = request.header("if-range") else { return true }
    if let date = HTTPDate.parse(condition) { return date == object.modified }
    return condition.withoutQuotes == object.etag
  }

  /// S3 takes an ETag with its quotation marks and without them.
  private func matches(_ tags: Text, _ object: ObjectRecord) -> Bool {
    tags.split(at: UInt8(ascii: ",")).map(\.trimmed).contains { tag in
      let bare = tag.hasPrefix("W/") ? Text(tag.bytes.dropFirst(2)) : tag
      return bare == "*" || bare.withoutQuotes == object.etag
    }
  }

  private func date(_ name: Text) -> Timestamp? { request.header(name).flatMap(HTTPDate.parse) }
}

extension S3Refusal {
  /// 304, which is no error for the client, but ends the operation like one.
  fileprivate static func notModified(_ object: ObjectRecord, _ check: EndpointCheck) -> S3Refusal {
    var refusal = S3Refusal(ErrorCode("NotModified"), 304, "Not Modified", check)
    refusal.headers = [
      HeaderField("ETag", object.etag.quoted), HeaderField("Last-Modified", HTTPDate.text(object.modified)),
    ]
    return refusal
  }
}
