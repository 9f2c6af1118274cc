import HTTPClient
import HTTPCore
import VideoSpec

/// One exchange of a case: what was sent, and what came back.
struct Exchange: Sendable {
  var request: WireRequest
  var response: ReceivedResponse?
  /// Why there is no response, or no whole one.
  var problem: String?
}

/// Sends requests to the endpoint, each on a connection of its own: what one case does to a connection can never reach another.
struct EndpointConnection {
  private let connection: HTTPConnection
  private let deadline: Deadline

  /// How long the gate waits for `100 Continue` before it sends the body anyway, as RFC 9110 10.1.1 allows.
  static let continueSeconds = 3

  /// - Throws: ``CaseStop/unreachable(_:)``.
  init(_ configuration: EndpointConfiguration) throws(CaseStop) {
    deadline = .after(.seconds(configuration.responseSeconds))
    do throws(HTTPClientError) {
      connection = try HTTPConnection.connect(to: configuration.endpoint.httpOrigin, deadline: deadline)
    } catch {
      throw .unreachable("\(error)")
    }
  }

  func close() { connection.close() }

  /// Sends bytes, and stops early if the server has responded.
  func send(_ bytes: [UInt8]) throws(HTTPClientError) {
    _ = try connection.sendUntilResponse(bytes, deadline: deadline)
  }

  /// Sends a request and receives its response.
  func exchange(_ request: WireRequest) -> Exchange {
    var exchange = Exchange(request: request)
    do throws(HTTPClientError) {
      try connection.send(request.head, deadline: deadline)
      var early: ResponseHead?
      var continued = false
      if request.expectsContinue { (early, continued) = try awaitContinue(request.method) }
      if let cut = request.cut {
        try connection.send(Array(request.body.prefix(cut)), deadline: deadline)
        connection.close()
        return exchange
      }
      if early == nil { try send(request.body) }
      exchange.response = try receive(request.method, head: early, continued: continued)
    } catch {
      exchange.problem = description(of: error)
    }
    return exchange
  }

  /// Waits for the server to ask for the body or to respond; nil and false if it does neither in time.
  private func awaitContinue(_ method: Text) throws(HTTPClientError) -> (ResponseHead?, Bool) {
    let limit = deadline.limited(to: .seconds(Self.continueSeconds))
    while true {
      let head: ResponseHead
      do throws(HTTPClientError) {
        head = try connection.receiveHead(to: method.string, reportsInterim: true, deadline: limit)
      } catch {
        if error == .transport(.timedOut) { return (nil, false) }
        throw error
      }
      if head.status == 100 { return (nil, true) }
      if head.status >= 200 || head.status == 101 { return (head, false) }
    }
  }

  /// Receives a response.
  func receive(
    _ method: Text, head early: ResponseHead? = nil, continued: Bool = false
  ) throws(HTTPClientError) -> ReceivedResponse {
    let head: ResponseHead
    if let early { head = early } else { head = try connection.receiveHead(to: method.string, deadline: deadline) }
    let body = try connection.receiveBody(limit: EndpointConfiguration.bodyLimit, deadline: deadline)
    guard body.isWhole else { throw .response(.headTooLarge) }
    return ReceivedResponse(
      status: head.status, reason: Text(bytes: head.reason),
      fields: head.fields.fields.map { HeaderField(Text(bytes: $0.name), Text(bytes: $0.value)) }, body: body.bytes,
      continued: continued)
  }

  func shutdownWrite() { connection.shutdownWrite(deadline: deadline) }

  /// Waits until the server closes the connection.
  ///
  /// - Returns: The bytes that came before, at most a few; nil if the server did not close it in time.
  func bytesUntilClosed() -> [UInt8]? {
    var bytes = Array(connection.unread)
    while bytes.count < 4096 {
      do throws(TransportError) {
        let more = try connection.stream.read(upTo: 4096, deadline: deadline)
        if more.isEmpty { return bytes }
        bytes += more
      } catch {
        // A reset closes the connection, too.
        return error == .closed ? bytes : nil
      }
    }
    return bytes
  }

  func description(of error: HTTPClientError) -> String {
    switch error {
    case .transport(.timedOut): "the server sent no whole response in time"
    case .transport(.closed): "the server closed the connection in the middle of the exchange"
    case .response(.headTooLarge): "the response is larger than the gate reads"
    default: "\(error)"
    }
  }
}

extension WireRequest {
  /// Sends the request on a connection of its own, and receives the response.
  func exchanged(with configuration: EndpointConfiguration) throws(CaseStop) -> Exchange {
    let connection = try EndpointConnection(configuration)
    defer { connection.close() }
    return connection.exchange(self)
  }
}

extension Endpoint {
  var httpOrigin: HTTPOrigin {
    HTTPOrigin(isSecure: scheme == .https, host: host.string, port: port.map { UInt16($0) })
  }
}
