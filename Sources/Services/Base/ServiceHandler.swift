import HTTPCore
package import HTTPServer
import ReferenceImpl
package import VideoSpec

/// Answers the requests of a service: finds the operation, checks the request, performs the operation, and writes the response.
package struct ServiceHandler: HTTPHandler {
  private let service: any Service
  private let pages: [Text: ServedPage]
  private let hosts: Set<Text>?
  private let routes: [ServiceOperation]
  private let metrics: ServiceMetrics
  private let now: @Sendable () -> Timestamp
  private let log: @Sendable (ServiceLogEntry) -> Void

  /// The deepest nesting of a body.
  package static let depthLimit = 32

  /// - Parameters:
  ///   - pages: The files of a page, by their paths.
  ///   - hosts: The host names of the service, in lower case, beside IP addresses; nil if every name is one. With names, a page of another site
  ///     cannot read responses by making its own name an alias of this machine (DNS rebinding).
  ///   - log: Takes an entry for each request that was answered.
  package init(
    _ service: any Service, pages: [ServedPage] = [], hosts: Set<Text>? = nil,
    metrics: ServiceMetrics = ServiceMetrics(),
    now: @escaping @Sendable () -> Timestamp, log: @escaping @Sendable (ServiceLogEntry) -> Void = { _ in }
  ) {
    self.service = service
    self.pages = Dictionary(pages.map { ($0.path, $0) }) { first, _ in first }
    self.hosts = hosts
    self.metrics = metrics
    self.now = now
    self.log = log
    routes = service.operations + ServiceHandler.commonOperations(of: service, metrics)
  }

  package func handle(_ exchange: HTTPExchange) {
    let start = ContinuousClock.now
    metrics.begin()
    var entry = ServiceLogEntry(
      time: now(), requestID: Hexadecimal.lowercase(SystemRandom.bytes(12)), method: Text(bytes: exchange.head.method))
    let headers = exchange.head.fields.fields.map { HeaderField(Text(bytes: $0.name), Text(bytes: $0.value)) }
    var response: ServiceResponse?
    do throws(HTTPExchangeError) {
      response = try self.response(to: exchange, headers: headers, &entry)
    } catch {
      entry.failure = "\(error)"
      response = ServiceHandler.response(to: error, requestID: entry.requestID)
    }
    if let response { send(response, to: exchange, headers: headers, &entry) } else { exchange.abort() }
    entry.status = response?.status
    entry.duration = .now - start
    metrics.end(operation: entry.operation, status: response?.status, duration: entry.duration)
    log(entry)
  }

  package func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer {
    let id = Hexadecimal.lowercase(SystemRandom.bytes(12))
    let problem = Problem(
      refusal.status == 500 ? .internalError : .requestInvalid, refusal.status, "The request is not valid HTTP")
    let response = problem.response(to: Rejection(problem.code, refusal.sentence), requestID: id)
    metrics.begin()
    metrics.end(operation: nil, status: refusal.status, duration: .zero)
    var entry = ServiceLogEntry(time: now(), requestID: id, method: Text())
    entry.status = refusal.status
    entry.failure = refusal.sentence
    log(entry)
    var fields = HTTPFields()
    for header in ServiceHandler.headers(of: response, requestID: id) {
      fields.append(header.name.string, header.value.bytes)
    }
    return HTTPRefusalAnswer(fields: fields, body: response.body)
  }

  // MARK: - From a request to a response

  /// Finds and performs the operation of a request.
  private func response(
    to exchange: HTTPExchange, headers: [HeaderField], _ entry: inout ServiceLogEntry
  ) throws(HTTPExchangeError) -> ServiceResponse {
    if let hosts, let field = exchange.head.fields.first("host") {
      let host = HostName(field)
      guard host.isAddress || hosts.contains(host.text) else {
        return Problem.hostUnknown.response(
          to: Rejection(.hostUnknown, field: "Host", "the service does not have this host name"),
          requestID: entry.requestID)
      }
    }
    let path = Text(exchange.head.pathAndQuery.prefix { $0 != UInt8(ascii: "?") })
    let method: Text = entry.method == "HEAD" ? "GET" : entry.method
    if method == "GET", let page = pages[path] {
      entry.operation = "page"
      return page.response(to: headers)
    }
    let segments = Array(path.split(at: UInt8(ascii: "/")).dropFirst())
    let matching = matching(segments)
    guard let operation = matching.first(where: { $0.method == method }) else {
      let allowed = pages[path] == nil ? matching.map(\.method) : ["GET"]
      return notPerformed(method, allowed: allowed, requestID: entry.requestID)
    }
    entry.operation = operation.id
    let caller = Caller(
      session: HeaderReader.cookie("session", in: headers), origin: HeaderReader.single("origin", in: headers))
    let parameters = operation.path.match(segments) ?? [:]
    do {
      func request(_ query: QueryValues, _ content: BodyReader.Content) -> ServiceRequest {
        ServiceRequest(
          id: entry.requestID, time: entry.time, isHead: entry.method == "HEAD", caller: caller, headers: headers,
          parameters: parameters, query: query,
          body: content.object, file: content.file)
      }
      // Whoever may not upload need not send a file, and learns nothing about parameters.
      try operation.admit(request(QueryValues(), BodyReader.Content()))
      let query = try QueryValues(exchange.head.pathAndQuery, operation.query)
      let content = try BodyReader(exchange, headers, spool: service.spool).read(operation.body)
      return try operation.respond(request(query, content))
    } catch let error as Rejection {
      return problem(error, of: operation, &entry)
    } catch let error as HTTPExchangeError {
      throw error
    } catch {
      return problem(Rejection(.internalError, "\(error)"), of: operation, &entry)
    }
  }

  /// The operations of a path. A path without parameters hides one with parameters, whatever the method is.
  private func matching(_ segments: [Text]) -> [ServiceOperation] {
    let all = routes.filter { $0.path.match(segments) != nil }
    let exact = all.filter { $0.path.parameters.isEmpty }
    return exact.isEmpty ? all : exact
  }

  /// Answers a request for which there is no operation.
  ///
  /// - Parameter allowed: The methods of the path; empty if nothing is there.
  private func notPerformed(_ method: Text, allowed: [Text], requestID: Text) -> ServiceResponse {
    if allowed.isEmpty {
      return Problem.notFound.response(
        to: Rejection(.notFound, "the service has nothing at this path"), requestID: requestID)
    }
    let methods = (allowed.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]) + allowed
    let list = Text(methods.map(\.bytes).joined(separator: Array(", ".utf8)))
    if method == "OPTIONS" {
      var response = ServiceResponse(204)
      response.headers = [HeaderField("Allow", list), HeaderField("Access-Control-Allow-Methods", list)]
      return response
    }
    var response = Problem.methodNotAllowed.response(
      to: Rejection(.methodNotAllowed, "the path takes \(list)"), requestID: requestID)
    response.headers.append(HeaderField("Allow", list))
    return response
  }

  /// Returns the response to a rejection. One that the operation does not declare is a fault of the service.
  private func problem(
    _ rejection: Rejection, of operation: ServiceOperation, _ entry: inout ServiceLogEntry
  ) -> ServiceResponse {
    entry.code = rejection.code
    guard let declared = operation.allProblems.first(where: { $0.code == rejection.code }) else {
      entry.failure = "\(rejection)"
      return Problem.internalError.response(to: Rejection(.internalError, ""), requestID: entry.requestID)
    }
    if declared.detail != nil { entry.failure = rejection.message }
    var rejection = rejection
    rejection.field = rejection.field.map { service.fieldNames[$0] ?? $0 }
    let members = rejection.details.filter { $0.name == "externalId" }
      .map { JSONObject.Member(name: "external_id", value: .string($0.value)) }
    var response = declared.response(to: rejection, requestID: entry.requestID, members: members)
    // A response with 416 says how large the file is (RFC 9110, 15.5.17).
    response.headers += rejection.details.filter { $0.name == "Content-Range" }
    return response
  }

  /// Returns the response to a body that did not arrive as it has to; nil if nobody would read a response.
  private static func response(to error: HTTPExchangeError, requestID: Text) -> ServiceResponse? {
    switch error {
    case .tooSlow:
      Problem.bodyTooSlow.response(
        to: Rejection(.bodyTooSlow, "the body arrived too slowly"), requestID: requestID)
    case .malformedBody(let error):
      Problem.bodyInvalid.response(to: Rejection(.bodyInvalid, error.sentence), requestID: requestID)
    default: nil
    }
  }

  // MARK: - Sending

  private func send(
    _ response: ServiceResponse, to exchange: HTTPExchange, headers: [HeaderField], _ entry: inout ServiceLogEntry
  ) {
    var fields = HTTPFields()
    for header in ServiceHandler.headers(of: response, requestID: entry.requestID) + crossOriginHeaders(for: headers) {
      fields.append(header.name.string, header.value.bytes)
    }
    do throws(HTTPExchangeError) {
      let body: HTTPResponseBody =
        if let stream = response.stream {
          .stream(length: stream.length, stream.write)
        } else if response.status == 204 {
          .none
        } else {
          .bytes(response.body)
        }
      try exchange.respond(ResponseHead(response.status, fields: fields), body: body)
    } catch {
      entry.failure = "not sent: \(error)"
    }
  }

  private static func headers(of response: ServiceResponse, requestID: Text) -> [HeaderField] {
    var headers = response.headers
    if !response.contentType.isEmpty { headers.append(HeaderField("Content-Type", response.contentType)) }
    if !headers.contains(where: { $0.name == "Cache-Control" }) {
      headers.append(HeaderField("Cache-Control", "no-store"))
    }
    headers.append(HeaderField("X-Content-Type-Options", "nosniff"))
    headers.append(HeaderField("X-Request-Id", requestID))
    return headers
  }

  /// The headers that let a page of another configured origin read a response and send the cookie.
  private func crossOriginHeaders(for headers: [HeaderField]) -> [HeaderField] {
    guard let origin = HeaderReader.single("origin", in: headers), service.origins.contains(origin) else {
      return [HeaderField("Vary", "Origin")]
    }
    var allowed = [
      HeaderField("Vary", "Origin"), HeaderField("Access-Control-Allow-Origin", origin),
      HeaderField("Access-Control-Allow-Credentials", "true"),
      HeaderField(
        "Access-Control-Expose-Headers", "X-Request-Id, Retry-After, ETag, Accept-Ranges, Content-Length, Content-Range"
      ),
    ]
    if HeaderReader.single("access-control-request-method", in: headers) != nil {
      allowed.append(
        HeaderField(
          "Access-Control-Allow-Headers",
          "authorization, content-type, idempotency-key, if-none-match, range, if-range"))
      allowed.append(HeaderField("Access-Control-Max-Age", "600"))
    }
    return allowed
  }
}
