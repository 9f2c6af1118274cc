import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// Answers the requests of an endpoint.
///
/// ``handle(_:)`` has all steps in their order: address, operation, authentication, permitted headers, the operation itself, the response.
struct S3Handler: HTTPHandler {
  let service: S3Service
  let journal: RequestJournal
  let faults: FaultPlan
  /// Nil if the endpoint has no control plane.
  let control: ControlPlane?
  /// Nil if nobody reads the log.
  let log: (@Sendable (JournalEntry) -> Void)?

  func handle(_ exchange: HTTPExchange) {
    if let control, control.isAddressed(by: exchange) { return control.handle(exchange) }
    let checks = service.checks
    var pending = PendingRequest(exchange, at: service.configuration.clock.now())
    var response: S3Response
    var refusal: S3Refusal?
    do throws(S3Refusal) {
      let operation = try route(&pending)
      if let failure = try commitEarlyFaults(on: exchange, pending) {
        return record(pending, failure: failure)
      }
      response = try answer(operation, &pending)
    } catch {
      refusal = Explanation(service: service, clockOffset: control?.clock.offset ?? 0).explained(error, pending)
      let document = ErrorDocument(refusal: refusal ?? error, ids: pending.ids)
      response = document.response(hasBody: !pending.isHead && checks.performs(.errorDocument))
      // A mutant endpoint says that it has done what the check forbids.
      if let check = error.check, !checks.performs(check) { response = S3Response(200) }
    }
    if checks.performs(refusal == nil ? .corsResponse : .corsErrorResponse) {
      let crossOrigin = CrossOriginHeaders(service: service)
      let headers = crossOrigin.headers(for: pending)
      response.headers += headers
      if headers.isEmpty, let warning = crossOrigin.warning(about: pending) { pending.warnings.append(warning) }
    }
    if !checks.performs(.headLength) { response.statedLength = nil }
    pending.finish(&response)
    send(response, to: exchange, pending, refusal: refusal)
  }

  /// Finds the address and the operation of a request.
  private func route(_ pending: inout PendingRequest) throws(S3Refusal) -> S3Operation {
    let received = pending.received
    let domains = service.checks.performs(.virtualHost) ? service.configuration.domains : []
    var address = try S3Address(target: received.target, host: pending.host, domains: domains)
    if !service.checks.performs(.keyBytes) { address.normalizeKey() }
    pending.address = address
    if service.checks.performs(.headSize), received.headerSectionSize > ReceivedRequest.headerSectionLimit {
      throw .headerSectionTooLarge
    }
    let operation = try S3Operation(
      method: received.method, address: address,
      hasCopySource: received.method == "PUT" && pending.has("x-amz-copy-source"),
      checks: service.checks)
    pending.operation = operation
    return operation
  }

  /// Records a request and sends its response, or commits a fault on the response.
  private func send(
    _ response: S3Response, to exchange: HTTPExchange, _ pending: PendingRequest, refusal: S3Refusal?
  ) {
    let ids = service.checks.performs(.requestIDs) ? pending.ids : nil
    let sending = ResponseSender(exchange: exchange, isHead: pending.isHead, ids: ids)
    let closing = refusal?.closes ?? false || !service.checks.performs(.connectionKept)
    let fault = lateFault(of: pending, isAccepted: refusal == nil)
    var entry = JournalEntry(
      pending, status: response.status, refusal: refusal, failure: fault?.report, hiding: control?.token)
    let request = refusal.flatMap { KeptRequest(pending, form: $0.form) }
    // A client that has its response finds the request in the journal.
    let place = journal.append(entry, keeping: request)
    let failure: String?
    switch fault {
    case .lostResponse:
      exchange.abort()
      failure = nil
    case .cutResponse(let count): failure = sending.send(response, cutAfter: count)
    default: failure = sending.send(response, closing: closing)
    }
    entry.duration = .now - pending.began
    if let failure { entry.failure = "not sent: \(failure)" }
    journal.end(at: place, after: entry.duration, failure: entry.failure)
    log?(entry)
  }

  /// Records a request without a response.
  private func record(_ pending: PendingRequest, failure: String) {
    let entry = JournalEntry(pending, status: nil, refusal: nil, failure: failure, hiding: control?.token)
    journal.append(entry)
    log?(entry)
  }

  /// Authenticates the request, and performs its operation.
  private func answer(_ operation: S3Operation, _ pending: inout PendingRequest) throws(S3Refusal) -> S3Response {
    guard let address = pending.address else { throw .internalError("a request without an address was routed") }
    let configuration = service.configuration
    let received = pending.received
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
    request.warnings = S3Warning.warnings(about: request, signedBy: head?.claim)
    try RequestHeaders(request).check(in: service)
    // A body that the operation has no use for is verified all the same, before anything changes.
    if !operation.readsBody { try body.drop() }
    defer {
      pending.warnings = request.warnings
      pending.storedKey = request.storedKey
    }
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
    let check = EndpointCheck(refusal)
    let error = S3Refusal(
      code, refusal.status, "An error occurred when parsing the HTTP request.", check,
      explanation: refusal.sentence)
    let ids = RequestIDs()
    let response = ErrorDocument(refusal: error, ids: ids).response(hasBody: true)
    let entry = JournalEntry(unreadable: error, at: service.configuration.clock.now(), ids: ids)
    journal.append(entry)
    log?(entry)
    guard case .bytes(let document) = response.body else { return HTTPRefusalAnswer(fields: HTTPFields(), body: []) }
    var answer = HTTPRefusalAnswer(fields: ResponseSender.fields(response.headers, ids), body: document)
    if let check, !service.checks.performs(check) { answer.status = 200 }
    return answer
  }
}

extension ReceivedRequest {
  /// S3 takes a header section of 8 KB.
  static let headerSectionLimit = 8192

  /// The bytes of all fields: names, values, and what is around them on a line.
  fileprivate var headerSectionSize: Int {
    headers.reduce(0) { $0 + $1.name.bytes.count + $1.value.bytes.count + 4 }
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
