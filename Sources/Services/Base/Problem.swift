import ReferenceImpl
package import VideoSpec

/// A kind of error response: its code, its status and its title (RFC 9457).
package struct Problem: Hashable, Sendable {
  package let code: ErrorCode
  package let status: Int
  package let title: String
  /// The detail for clients, if that of the rejection may name something internal.
  let detail: String?
  /// The value of `WWW-Authenticate`.
  let challenge: Text?

  package init(_ code: ErrorCode, _ status: Int, _ title: String, detail: String? = nil, challenge: Text? = nil) {
    self.code = code
    self.status = status
    self.title = title
    self.detail = detail
    self.challenge = challenge
  }

  /// The problem type: a URN, which is only a name.
  package var type: Text { Text("urn:video-spec:error:\(code)") }

  /// Returns the response to a rejection.
  ///
  /// - Parameter members: Members beside those that every problem has, such as `external_id`.
  func response(to rejection: Rejection, requestID: Text, members: [JSONObject.Member] = []) -> ServiceResponse {
    var object: JSONObject = [
      "type": .string(type), "title": JSONValue(title), "status": JSONValue(status),
      "detail": JSONValue(detail ?? rejection.message), "code": JSONValue(code.rawValue),
      "request_id": .string(requestID),
    ]
    object["field"] = rejection.field.map { JSONValue($0) }
    object.members += members
    var response = ServiceResponse(status, .object(object))
    response.contentType = "application/problem+json"
    if status == 503 { response.headers.append(HeaderField("Retry-After", "1")) }
    if let challenge { response.headers.append(HeaderField("WWW-Authenticate", challenge)) }
    return response
  }
}

extension ErrorCode {
  /// The request's path has no operation.
  package static let notFound = ErrorCode("NotFound")
  /// The Host field names another server.
  package static let hostUnknown = ErrorCode("HostUnknown")
  /// The path has no operation for the method.
  package static let methodNotAllowed = ErrorCode("MethodNotAllowed")
  /// The body is larger than any that an operation takes.
  package static let bodyTooLarge = ErrorCode("BodyTooLarge")
  /// The body has another media type than the operation takes, or a content coding.
  package static let mediaTypeNotSupported = ErrorCode("MediaTypeNotSupported")
  /// The body is not a JSON object in UTF-8, or not a multipart form.
  package static let bodyInvalid = ErrorCode("BodyInvalid")
  /// The `Idempotency-Key` is empty, too long or not visible ASCII.
  package static let idempotencyKeyInvalid = ErrorCode("IdempotencyKeyInvalid")
  /// The body arrived too slowly.
  package static let bodyTooSlow = ErrorCode("RequestTimeout")
  /// The bytes that arrived are not a request.
  package static let requestInvalid = ErrorCode("RequestInvalid")
  /// The disk has no room for a file that arrives.
  package static let spoolFull = ErrorCode("SpoolFull")
  /// Something that the service depends on does not respond.
  package static let notReady = ErrorCode("NotReady")
  /// The service failed. The log has the reason.
  package static let internalError = ErrorCode("InternalError")
}

extension Problem {
  package static let notFound = Problem(.notFound, 404, "Nothing is at this path")
  package static let hostUnknown = Problem(.hostUnknown, 421, "The host name is unknown")
  package static let methodNotAllowed = Problem(.methodNotAllowed, 405, "The path does not have this method")
  package static let bodyTooLarge = Problem(.bodyTooLarge, 413, "The body is too large")
  package static let mediaTypeNotSupported = Problem(
    .mediaTypeNotSupported, 415, "The media type of the body is not supported")
  package static let bodyInvalid = Problem(.bodyInvalid, 400, "The body is not well-formed")
  package static let fieldInvalid = Problem(.fieldInvalid, 422, "A member of the body is missing or not valid")
  package static let bodyTooSlow = Problem(.bodyTooSlow, 408, "The body arrived too slowly")
  package static let internalError = Problem(
    .internalError, 500, "The service failed", detail: "The service failed. Its log has the reason.")
  package static let notReady = Problem(
    .notReady, 503, "The service is not ready", detail: "The database or the store does not respond.")
  package static let idempotencyKeyInvalid = Problem(
    .idempotencyKeyInvalid, 400, "The Idempotency-Key is not valid")

  package static let parameterInvalid = Problem(.parameterInvalid, 422, "A parameter is not valid")
  package static let fileInvalid = Problem(.fileInvalid, 422, "The form has no usable file")
  package static let fileTooLarge = Problem(.fileTooLarge, 413, "The file is too large")
  package static let spoolFull = Problem(
    .spoolFull, 507, "The disk is full", detail: "The service has no room for the file. Nothing is stored.")

  /// The problems that every operation with a body in JSON has.
  static let ofBodies: [Problem] = [bodyInvalid, bodyTooSlow, bodyTooLarge, mediaTypeNotSupported, fieldInvalid]
  /// The problems that every operation with a file has.
  static let ofFiles: [Problem] = [
    bodyInvalid, bodyTooSlow, mediaTypeNotSupported, fileInvalid, fileTooLarge, spoolFull,
  ]
}
