public import HTTPCore

/// One connection to a server, for requests in any form: whatever bytes are sent, and responses in HTTP/1.1.
///
/// All functions block. One thread at a time uses a connection; ``interrupt()`` alone may be called by another one. Nothing is sent but
/// what the caller sends, so that a wrong request stays wrong.
///
/// ```swift
/// let connection = try HTTPConnection.connect(to: HTTPOrigin(isSecure: false, host: "127.0.0.1", port: 9000), deadline: deadline)
/// try connection.send(Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n\r\n".utf8), deadline: deadline)
/// let head = try connection.receiveHead(to: "GET", deadline: deadline)
/// let body = try connection.receiveBody(limit: 65_536, deadline: deadline)
/// ```
public final class HTTPConnection {
  public let stream: any ByteStream
  public let limits: HTTPMessageLimits
  /// How many responses with a status below 200 are taken before the response.
  public static let interimLimit = 32

  /// What was received and not used yet begins at `start`.
  var received: [UInt8] = []
  var start = 0
  var body = ResponseBody()
  /// Whether the responses so far leave the connection open for another request.
  var staysOpen = true

  /// Takes over a connection.
  public init(_ stream: any ByteStream, limits: HTTPMessageLimits = HTTPMessageLimits()) {
    self.stream = stream
    self.limits = limits
  }

  /// Connects to a server: finds its addresses, tries them one after the other, and shakes hands if the origin is secure.
  ///
  /// There are no proxies, whatever the environment says: a proxy would see the Authorization field.
  ///
  /// - Parameters:
  ///   - tls: The client's TLS; nil creates one with the system's roots.
  ///   - admits: Whether the connection may go to an address of the host. The addresses that are checked are those that are used.
  public static func connect(
    to origin: HTTPOrigin, tls: TLSContext? = nil, limits: HTTPMessageLimits = HTTPMessageLimits(),
    admitting admits: (SocketAddress) -> Bool = { _ in true }, deadline: Deadline
  ) throws(HTTPClientError) -> HTTPConnection {
    do throws(TransportError) {
      let addresses = try Resolver.addresses(of: origin.host, port: origin.port, deadline: deadline).filter(admits)
      guard !addresses.isEmpty else {
        throw .unresolved(host: origin.host, reason: "it has no address that is allowed")
      }
      let socket = try Socket.connect(to: addresses, deadline: deadline)
      guard origin.isSecure else { return HTTPConnection(socket, limits: limits) }
      let context: TLSContext
      if let tls { context = tls } else { context = try TLSContext.client() }
      let stream = try TLSStream(socket, context: context, host: origin.host)
      try stream.handshake(deadline: deadline)
      return HTTPConnection(stream, limits: limits)
    } catch {
      throw .transport(error)
    }
  }

  // MARK: - Sending

  /// Sends bytes as they are.
  public func send(_ bytes: [UInt8], deadline: Deadline) throws(HTTPClientError) {
    do throws(TransportError) { try stream.write(bytes, deadline: deadline) } catch { throw .transport(error) }
  }

  /// Sends bytes until the head of a response has arrived, or the server closed the connection: a response that came early.
  ///
  /// Interim responses (100, 102, 103) do not stop it. `receiveHead` finds them afterwards.
  ///
  /// - Returns: How many bytes were sent.
  public func sendUntilResponse(_ bytes: [UInt8], deadline: Deadline) throws(HTTPClientError) -> Int {
    var sent = 0
    while sent < bytes.count, try !hasFinalResponse() {
      do throws(TransportError) {
        try deadline.check()
        var attempt = Result<Attempt, TransportError>.success(.done(0))
        bytes[sent...].prefix(65_536).withUnsafeBytes { piece in
          attempt = Result { () throws(TransportError) in try stream.tryWrite(piece) }
        }
        switch try attempt.get() {
        case .done(let count): sent += count
        // A server that answers early may stop reading.
        case .blocked(.writing): try deadline.wait(for: .either, on: stream.descriptor)
        case .blocked(let interest): try deadline.wait(for: interest, on: stream.descriptor)
        }
      } catch {
        // The response may have arrived although no more can be sent.
        if error == .closed { return sent }
        throw .transport(error)
      }
    }
    return sent
  }

  /// Tells the server that no more requests come. Responses still can be received.
  public func shutdownWrite(deadline: Deadline) { stream.shutdownWrite(deadline: deadline) }

  /// The fields after a chunked body that was received to its end.
  public var trailers: HTTPFields { body.trailers }

  /// How the response's body ends, or why that cannot be known.
  public var framing: Result<BodyFraming, HTTPMessageError> { body.framing }

  /// Whether another request can be sent: the response was received to its end, nothing followed it, and nobody wants to close.
  public var isReusable: Bool { staysOpen && body.hasEnded && start == received.count }

  /// What was received after the part that was used, such as a second response that nobody asked for.
  public var unread: ArraySlice<UInt8> { received[start...] }

  /// Ends a call that waits in another thread.
  public func interrupt() { stream.interrupt() }

  public func close() { stream.close() }

  // MARK: - The buffer

  func compact() {
    received.removeFirst(start)
    start = 0
  }

  /// Waits for more bytes. Returns false at the end of the connection.
  func receive(deadline: Deadline) throws(HTTPClientError) -> Bool {
    do throws(TransportError) {
      let bytes = try stream.read(upTo: 16_384, deadline: deadline)
      received += bytes
      return !bytes.isEmpty
    } catch {
      staysOpen = false
      throw .transport(error)
    }
  }

  func tryReceive() throws(TransportError) -> Attempt {
    var result = Result<Attempt, TransportError>.success(.done(0))
    let bytes = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, used in
      result = Result { () throws(TransportError) in
        try stream.tryRead(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if case .success(.done(let count)) = result { used = count }
    }
    received += bytes
    return try result.get()
  }
}

extension HTTPFields {
  /// Whether the sender of a message with these fields keeps the connection afterwards (RFC 9112, section 9.3).
  func keepConnection(versionMinor: Int) -> Bool {
    let options = all("connection").flatMap { $0.split(separator: UInt8(ascii: ",")) }.map { option in
      String(decoding: option.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self).lowercased()
    }
    return versionMinor >= 1 ? !options.contains("close") : options.contains("keep-alive")
  }
}
