package import VideoSpec

// The refusals that many operations share. The messages are S3's, from recorded answers or the documentation's list of error responses.

extension S3Refusal {
  static func invalidURI(_ target: Text) -> S3Refusal {
    S3Refusal(
      .invalidURI, 400, "Couldn't parse the specified URI.", .uri, details: [Field("URI", target)],
      explanation: "the path or the query is not encoded correctly: \(target.printable)")
  }

  package static func noSuchBucket(_ bucket: Text) -> S3Refusal {
    S3Refusal(
      .noSuchBucket, 404, "The specified bucket does not exist", .bucketExists, field: "bucket",
      details: [Field("BucketName", bucket)], explanation: "there is no bucket \"\(bucket.printable)\"")
  }

  package static func noSuchKey(_ key: Text) -> S3Refusal {
    S3Refusal(
      .noSuchKey, 404, "The specified key does not exist.", .keyExists, field: "key", details: [Field("Key", key)],
      explanation: "there is no object \"\(key.printable)\"")
  }

  package static func invalidArgument(
    _ name: Text, _ value: Text?, _ message: String, _ check: EndpointCheck
  ) -> S3Refusal {
    S3Refusal(
      .invalidArgument, 400, message, check, field: name.string,
      details: [Field("ArgumentName", name)] + (value.map { [Field("ArgumentValue", $0)] } ?? []))
  }

  package static func invalidRequest(_ message: String, _ check: EndpointCheck, field: String? = nil) -> S3Refusal {
    S3Refusal(.invalidRequest, 400, message, check, field: field)
  }

  package static func malformedXML(_ check: EndpointCheck, _ explanation: String) -> S3Refusal {
    S3Refusal(
      .malformedXML, 400, "The XML you provided was not well-formed or did not validate against our published schema",
      check, field: "body", explanation: explanation)
  }

  /// The refusal of a header or parameter of a feature that the endpoint does not support: it is never ignored.
  package static func notImplemented(
    header: Text, _ check: EndpointCheck = .requestHeaders, details: [Field] = [], explanation: String? = nil
  ) -> S3Refusal {
    S3Refusal(
      .notImplemented, 501, "A header you provided implies functionality that is not implemented", check,
      field: header.string, details: [Field("Header", header)] + details,
      explanation: explanation ?? "this endpoint does not support the header \(header.printable)"
    )
  }

  /// The refusal of a method that a resource does not support.
  ///
  /// - Parameter resource: `SERVICE`, `BUCKET` or `OBJECT`. The response says in `Allow` which methods it has (RFC 9110 15.5.6).
  package static func methodNotAllowed(_ method: Text, resource: Text) -> S3Refusal {
    var refusal = S3Refusal(
      .methodNotAllowed, 405, "The specified method is not allowed against this resource.", .method,
      field: "method", details: [Field("Method", method), Field("ResourceType", resource)])
    let allowed: Text =
      switch resource {
      case "SERVICE": "GET"
      case "BUCKET": "DELETE, GET, HEAD, OPTIONS, POST, PUT"
      default: "DELETE, GET, HEAD, OPTIONS, PUT"
      }
    refusal.headers = [HeaderField("allow", allowed)]
    return refusal
  }

  /// The refusal of a request whose header section is larger than S3 allows.
  static let headerSectionTooLarge = S3Refusal(
    .requestHeaderSectionTooLarge, 400,
    "Your request header section exceeds the maximum allowed request header section size.", .headSize,
    field: "headers", details: [Field("MaxSizeAllowed", "\(ReceivedRequest.headerSectionLimit)")])

  package static func accessDenied(
    _ message: String, _ check: EndpointCheck, field: String? = nil, details: [Field] = [],
    explanation: String? = nil
  ) -> S3Refusal {
    S3Refusal(.accessDenied, 403, message, check, field: field, details: details, explanation: explanation)
  }

  package static func preconditionFailed(_ condition: Text, _ check: EndpointCheck) -> S3Refusal {
    S3Refusal(
      .preconditionFailed, 412, "At least one of the pre-conditions you specified did not hold", check,
      field: condition.string, details: [Field("Condition", condition)])
  }

  /// The answer to a request on which the server failed. The explanation is for the log; S3's message does not contain it.
  package static func internalError(_ explanation: String) -> S3Refusal {
    S3Refusal(
      .internalError, 500, "We encountered an internal error. Please try again.", nil, explanation: explanation)
  }
}
