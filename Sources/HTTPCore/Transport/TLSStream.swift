import COpenSSL
import Synchronization

/// A TLS connection over a ``Socket``.
public final class TLSStream: ByteStream {
  private let socket: Socket
  private let context: TLSContext
  /// The peer's name for errors; empty on a server.
  private let host: String
  private let session: Mutex<Session>

  /// OpenSSL's connection. Only one thread at a time may use it, none of them waits in the meantime.
  private struct Session {
    let pointer: OpaquePointer
    /// Why nothing more can be done with it.
    var failure: TransportError?
    var isEndSent = false
  }

  /// Prepares a connection, which then has to shake hands: ``handshake(deadline:)``, or reading does it.
  ///
  /// - Parameter host: For a client, the name or the numeric address of the server, which its certificate has to name.
  public init(_ socket: Socket, context: TLSContext, host: String = "") throws(TransportError) {
    guard let pointer = SSL_new(context.pointer) else { throw .tls(OpenSSLErrors.takeAll()) }
    guard let transport = TLSTransport.create(over: socket) else {
      SSL_free(pointer)
      throw .tls(OpenSSLErrors.takeAll())
    }
    SSL_set_bio(pointer, transport, transport)
    var isNamed = true
    if context.isServer {
      SSL_set_accept_state(pointer)
    } else {
      SSL_set_connect_state(pointer)
      isNamed = Self.setHost(host, of: pointer)
    }
    (self.socket, self.context, self.host) = (socket, context, host)
    session = Mutex(Session(pointer: pointer, failure: isNamed ? nil : .tls("\"\(host)\" is not a host name")))
  }

  deinit { session.withLock { SSL_free($0.pointer) } }

  /// Sets the name that is sent to the server (SNI), and that its certificate has to have.
  private static func setHost(_ host: String, of pointer: OpaquePointer) -> Bool {
    let name = host.utf8.first == UInt8(ascii: "[") ? String(host.dropFirst().dropLast()) : host
    guard !name.isEmpty else { return false }
    // A certificate names an address in a field of its own, and SNI is only for names (RFC 6066, section 3).
    if SocketAddress(numeric: name, port: 0) != nil {
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(pointer), name) == 1
    }
    SSL_set_hostflags(pointer, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    let isSent = name.withCString {
      SSL_ctrl(
        pointer, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), UnsafeMutableRawPointer(mutating: $0))
    }
    return isSent == 1 && SSL_set1_host(pointer, name) == 1
  }

  public var descriptor: Int32 { socket.descriptor }

  /// Shakes hands without waiting. `done` says that it is complete.
  public func tryHandshake() throws(TransportError) -> Attempt {
    try attempt { SSL_do_handshake($0) }
  }

  /// Shakes hands.
  public func handshake(deadline: Deadline) throws(TransportError) {
    while case .blocked(let interest) = try tryHandshake() { try deadline.wait(for: interest, on: descriptor) }
  }

  public func tryRead(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Attempt {
    try attempt { SSL_read($0, buffer.baseAddress, Int32(clamping: buffer.count)) }
  }

  public func tryWrite(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Attempt {
    guard !bytes.isEmpty else { return .done(0) }
    return try attempt { SSL_write($0, bytes.baseAddress, Int32(clamping: bytes.count)) }
  }

  private func attempt(_ call: (OpaquePointer) -> Int32) throws(TransportError) -> Attempt {
    try session.withLock { session throws(TransportError) in
      if let failure = session.failure { throw failure }
      // OpenSSL looks into this thread's queue to find out what happened.
      ERR_clear_error()
      let result = call(session.pointer)
      if result > 0 { return .done(Int(result)) }
      switch SSL_get_error(session.pointer, result) {
      case SSL_ERROR_WANT_READ: return .blocked(.reading)
      case SSL_ERROR_WANT_WRITE: return .blocked(.writing)
      case SSL_ERROR_ZERO_RETURN: return .done(0)
      case SSL_ERROR_SSL: session.failure = failure(of: session.pointer)
      default: session.failure = .closed
      }
      throw session.failure ?? .closed
    }
  }

  /// What OpenSSL says about a connection that failed.
  private func failure(of pointer: OpaquePointer) -> TransportError {
    let verdict = SSL_get_verify_result(pointer)
    if !context.isServer, verdict != Int(X509_V_OK), let text = X509_verify_cert_error_string(verdict) {
      ERR_clear_error()
      return .tls("the certificate of \"\(host)\" is not accepted: \(String(cString: text))")
    }
    let reason = Int32(truncatingIfNeeded: ERR_peek_last_error() & 0x7F_FFFF)
    if reason == SSL_R_UNEXPECTED_EOF_WHILE_READING {
      ERR_clear_error()
      return .closed
    }
    return .tls(OpenSSLErrors.takeAll())
  }

  public func shutdownWrite(deadline: Deadline) {
    while sendEnd() == .blocked(.writing) {
      do throws(TransportError) { try deadline.wait(for: .writing, on: descriptor) } catch { break }
    }
    socket.shutdownWrite(deadline: deadline)
  }

  public func interrupt() { socket.interrupt() }

  public func close() {
    _ = sendEnd()
    socket.close()
  }

  /// Closes the connection without the message that ends TLS, and with a reset.
  public func reset() { socket.reset() }

  /// Sends the message that ends what is written, once, if there is room for it.
  ///
  /// - Returns: `blocked(.writing)` if there is no room. Otherwise, there is nothing left to do.
  private func sendEnd() -> Attempt {
    session.withLock { session in
      guard session.failure == nil, !session.isEndSent, SSL_is_init_finished(session.pointer) == 1 else {
        return .done(0)
      }
      ERR_clear_error()
      defer { ERR_clear_error() }
      let result = SSL_shutdown(session.pointer)
      if result < 0, SSL_get_error(session.pointer, result) == SSL_ERROR_WANT_WRITE { return .blocked(.writing) }
      session.isEndSent = true
      return .done(0)
    }
  }
}
