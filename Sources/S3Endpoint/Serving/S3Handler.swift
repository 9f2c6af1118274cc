import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// Answers the requests of an endpoint.
///
/// ``answer(_:)`` is the whole way of a request: address, operation, authentication, what it may ask for, the operation itself.
struct S3Handler: HTTPHandler {
  let service: S3Service
  let journal: RequestJournal
  let log: @Sendable (JournalEntry) -> Void

  func handle(_ exchange: HTTPExchange) {
    var pending = PendingRequest(exchange, at: service.configuration.clock.now())
    var response: S3Response
    var refusal: S3Refusal?
    do throws(S3Refusal) {
      response = try answer(&pending)
    } catch {
      refusal = Explanation(service: service).explained(error, pending)
      response = ErrorDocument(refusal: refusal ?? error, ids: pending.ids).response(hasBody: !pending.isHead)
    }
    response.headers += CrossOriginHeaders(service: service).headers(for: pending)
    pending.finish(&response)
    let sending = ResponseSender(exchange: exchange, isHead: pending.isHead, ids: pending.ids)
    let failure = sending.send(response, closing: refusal?.closes ?? false)
    let entry = JournalEntry(pending, response, refusal: refusal, failure: failure)
    journal.append(entry)
    log(entry)
  }

  private func answer(_ pending: inout PendingRequest) throws(S3Refusal) -> S3Response {
    let configuration = service.configuration
    let received = pending.received
    let address = try S3Address(target: received.target, host: pending.host, domains: configuration.domains)
    pending.address = address
    let operation = try S3Operation(
      method: received.method, address: address, hasCopySource: pending.has("x-amz-copy-source"),
      checks: service.checks)
    pending.operation = operation
    let authentication = Authentication(configuration, at: pending.time)
    let head = operation.isSignedByForm ? nil : try authentication.verifyHead(of: received)
    pending.accessKeyID = head?.claim.accessKeyID
    let body = try VerifiedBody(
      source: pending.source, head: head, request: received, operation: operation, verifier: authentication.verifier,
      checks: service.checks)
    let request = S3Request(
      received: received, address: address, operation: operation,
      caller: head.map { S3Caller(accessKeyID: $0.claim.accessKeyID, isPresigned: $0.claim.place == .query) },
      time: pending.time, body: body, isSecure: pending.isSecure)
    try RequestHeaders(request).check(in: service)
    // A body that the operation has no use for is verified all the same, before anything changes.
    if !operation.readsBody { try body.drop() }
    defer { pending.warnings = request.warnings }
    return try operation.handler.respond(to: request, in: service)
  }

  /// Answers bytes that are no request, as S3 does: with an error document.
  func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer {
    let code =
      switch refusal.status {
      case 408: ErrorCode.requestTimeout
      case 500: ErrorCode.internalError
      case 501: ErrorCode.notImplemented
      default: ErrorCode.badRequest
      }
    let error = S3Refusal(
      code, refusal.status, "An error occurred when parsing the HTTP request.", .httpSyntax,
      explanation: refusal.sentence)
    let ids = RequestIDs()
    let response = ErrorDocument(refusal: error, ids: ids).response(hasBody: true)
    let entry = JournalEntry(unreadable: error, at: service.configuration.clock.now(), ids: ids)
    journal.append(entry)
    log(entry)
    guard case .bytes(let document) = response.body else { return HTTPRefusalAnswer(fields: HTTPFields(), body: []) }
    return HTTPRefusalAnswer(fields: ResponseSender.fields(response.headers, ids), body: document)
  }
}

extension S3Operation {
  /// Whether the signature is not in the head: in the fields of a form, or nowhere.
  var isSignedByForm: Bool { self == .postObject || self == .preflight }

  /// Whether the operation reads the body itself.
  var readsBody: Bool {
    switch self {
    case .putObject, .uploadPart, .postObject, .deleteObjects, .completeMultipartUpload, .createBucket, .putBucketCORS,
      .putObjectTagging, .preflight:
      true
    default: false
    }
  }
}
