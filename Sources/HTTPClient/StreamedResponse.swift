public import HTTPCore

/// A response whose body is read while it arrives, over a connection of its own. The connection is closed with the last reference.
///
/// One thread at a time uses it. Like ``HTTPClient``, it follows no redirects and uses no proxy.
public final class StreamedResponse {
  public let head: ResponseHead
  private let connection: HTTPConnection

  /// Sends a request without a body, and receives the head of the response.
  ///
  /// - Parameters:
  ///   - tls: The client's TLS for a secure origin; nil creates one with the system's roots.
  ///   - admits: Whether the connection may go to an address of the host. Nothing is sent to others.
  ///   - deadline: When the head has to be there.
  public init(
    _ request: HTTPRequest, from origin: HTTPOrigin, tls: TLSContext? = nil,
    admitting admits: (SocketAddress) -> Bool = { _ in true }, deadline: Deadline
  ) throws(HTTPClientError) {
    try request.check()
    connection = try HTTPConnection.connect(to: origin, tls: tls, admitting: admits, deadline: deadline)
    do throws(HTTPClientError) {
      try connection.send(HTTPRequest.bytes(of: request.head), deadline: deadline)
      head = try connection.receiveHead(to: String(decoding: request.head.method, as: UTF8.self), deadline: deadline)
    } catch {
      connection.close()
      throw error
    }
  }

  deinit { connection.close() }

  /// How the body ends, or why that cannot be known.
  public var framing: Result<BodyFraming, HTTPMessageError> { connection.framing }

  /// Receives more of the body.
  ///
  /// - Returns: At most `count` bytes; none at the end of the body.
  /// - Throws: `response(.endedEarly)` if the connection ends before the body.
  public func read(upTo count: Int, deadline: Deadline) throws(HTTPClientError) -> [UInt8] {
    try connection.readBody(upTo: count, deadline: deadline)
  }
}
