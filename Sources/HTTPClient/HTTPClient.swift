public import HTTPCore
import Synchronization

/// Sends requests and receives their responses, and keeps connections open in between.
///
/// It does nothing that the caller did not ask for: it follows no redirects, keeps no cookies, decodes no contents, never retries, and
/// uses no proxy, whatever the environment says. The certificates of HTTPS servers are verified, names included.
///
/// Its functions block, and may be called by many threads at once.
public final class HTTPClient: Sendable {
  private let limits: HTTPMessageLimits
  private let roots: TLSContext.Roots
  private let keptPerOrigin: Int
  private let idleTime: Duration
  private let state = Mutex(State())

  private struct State {
    var idle: [HTTPOrigin: [IdleConnection]] = [:]
    /// Reading the system's roots takes milliseconds, so it is done once, for the first HTTPS server.
    var tls: TLSContext?
    var isClosed = false
  }

  private struct IdleConnection {
    var stream: any ByteStream
    var end: ContinuousClock.Instant
  }

  /// Creates a client.
  ///
  /// - Parameters:
  ///   - limits: The bounds of a response's head and trailers.
  ///   - roots: The authorities that HTTPS servers' certificates must come from.
  ///   - keptPerOrigin: How many connections to one server stay open without a request.
  ///   - idleTime: How long they stay open.
  public init(
    limits: HTTPMessageLimits = HTTPMessageLimits(), roots: TLSContext.Roots = .system, keptPerOrigin: Int = 16,
    idleTime: Duration = .seconds(15)
  ) {
    self.limits = limits
    self.roots = roots
    self.keptPerOrigin = keptPerOrigin
    self.idleTime = idleTime
  }

  deinit { close() }

  /// Sends a request, and receives its response with any status.
  ///
  /// It adds Host and, for a request with a body, Content-Length if they are missing. If the server answers before it has the whole body,
  /// the rest is not sent.
  ///
  /// - Parameters:
  ///   - bodyLimit: How many bytes of the response's body the caller wants. A connection with more is closed.
  ///   - deadline: When all has to be over, from the look-up of the host to the last byte.
  public func exchange(
    _ request: HTTPRequest, with origin: HTTPOrigin, deadline: Deadline, bodyLimit: (ResponseHead) -> Int
  ) throws(HTTPClientError) -> HTTPResponse {
    var request = request
    if !request.head.fields.contains("host") {
      request.head.fields.fields.insert(HTTPField("Host", origin.authority), at: 0)
    }
    if request.bodySize > 0 || request.file != nil, !request.head.fields.contains("content-length"),
      !request.head.fields.contains("transfer-encoding")
    {
      request.head.fields.append("Content-Length", "\(request.bodySize)")
    }
    try request.check()
    let connection = try connection(to: origin, deadline: deadline)
    do throws(HTTPClientError) {
      let (response, isSent) = try Self.exchange(request, over: connection, deadline: deadline, bodyLimit: bodyLimit)
      if isSent, request.keepsConnection, connection.isReusable {
        keep(connection.stream, for: origin)
      } else {
        connection.close()
      }
      return response
    } catch {
      connection.close()
      throw error
    }
  }

  private static func exchange(
    _ request: HTTPRequest, over connection: HTTPConnection, deadline: Deadline, bodyLimit: (ResponseHead) -> Int
  ) throws(HTTPClientError) -> (HTTPResponse, isSent: Bool) {
    let method = String(decoding: request.head.method, as: UTF8.self)
    let start = HTTPRequest.bytes(of: request.head)
    // A small body travels with the head.
    let parts = request.body.count <= 65_536 ? [start + request.body] : [start, request.body]
    var isSent = true
    for part in parts where isSent {
      isSent = try connection.sendUntilResponse(part, deadline: deadline) == part.count
    }
    if let file = request.file {
      var position = 0
      while isSent, position < file.size {
        let piece = try file.read(at: position)
        isSent = try connection.sendUntilResponse(piece, deadline: deadline) == piece.count
        position += piece.count
      }
    }
    let head = try connection.receiveHead(to: method, deadline: deadline)
    let body = try connection.receiveBody(limit: max(0, bodyLimit(head)), deadline: deadline)
    let response = HTTPResponse(
      head: head, body: body.bytes, isWhole: body.isWhole, trailers: connection.trailers)
    return (response, isSent)
  }

  /// Closes the connections that are open without a request, and keeps none from now on.
  public func close() {
    let idle = state.withLock { state in
      state.isClosed = true
      defer { state.idle = [:] }
      return state.idle.values.flatMap { $0.map(\.stream) }
    }
    for stream in idle { stream.close() }
  }

  // MARK: - Connections

  private func connection(to origin: HTTPOrigin, deadline: Deadline) throws(HTTPClientError) -> HTTPConnection {
    while let stream = takeIdle(for: origin) {
      let connection = HTTPConnection(stream, limits: limits)
      // A server that closed it, or sent what nobody asked for, has nothing to say to the next request.
      if case .success(false) = Result(catching: { () throws(HTTPClientError) in try connection.hasResponse() }) {
        return connection
      }
      connection.close()
    }
    return try HTTPConnection.connect(
      to: origin, tls: origin.isSecure ? tls() : nil, limits: limits, deadline: deadline)
  }

  private func tls() throws(HTTPClientError) -> TLSContext {
    do throws(TransportError) {
      return try state.withLock { state throws(TransportError) in
        if let tls = state.tls { return tls }
        let tls = try TLSContext.client(roots: roots)
        state.tls = tls
        return tls
      }
    } catch {
      throw .transport(error)
    }
  }

  /// Returns the connection that was used last, or nil. Those whose time is over are closed.
  private func takeIdle(for origin: HTTPOrigin) -> (any ByteStream)? {
    let now = ContinuousClock.now
    let (taken, expired) = state.withLock { state -> ((any ByteStream)?, [IdleConnection]) in
      let all = state.idle[origin] ?? []
      var alive = all.filter { $0.end > now }
      let taken = alive.popLast()?.stream
      state.idle[origin] = alive.isEmpty ? nil : alive
      return (taken, all.filter { $0.end <= now })
    }
    for connection in expired { connection.stream.close() }
    return taken
  }

  private func keep(_ stream: any ByteStream, for origin: HTTPOrigin) {
    let end = ContinuousClock.now.advanced(by: idleTime)
    let isKept = state.withLock { state in
      guard !state.isClosed, state.idle[origin, default: []].count < keptPerOrigin else { return false }
      state.idle[origin, default: []].append(IdleConnection(stream: stream, end: end))
      return true
    }
    if !isKept { stream.close() }
  }
}
