import COpenSSL

/// Gives OpenSSL a ``Socket`` to read and write. OpenSSL's own transport would raise SIGPIPE.
enum TLSTransport {
  /// Returns OpenSSL's transport for a socket, which has to live longer than it, or nil without memory.
  static func create(over socket: Socket) -> OpaquePointer? {
    guard let method, let transport = BIO_new(method) else { return nil }
    BIO_set_data(transport, Unmanaged.passUnretained(socket).toOpaque())
    BIO_set_init(transport, 1)
    return transport
  }

  /// Nobody changes the table once it is made, and it is never freed.
  nonisolated(unsafe) private static let method: OpaquePointer? = {
    guard let method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "socket") else { return nil }
    BIO_meth_set_read(method) { transport, buffer, count in
      TLSTransport.result(transport, BIO_FLAGS_READ) { socket throws(TransportError) in
        try socket.tryRead(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(max(0, count))))
      }
    }
    BIO_meth_set_write(method) { transport, buffer, count in
      TLSTransport.result(transport, BIO_FLAGS_WRITE) { socket throws(TransportError) in
        try socket.tryWrite(UnsafeRawBufferPointer(start: buffer, count: Int(max(0, count))))
      }
    }
    // Nothing is buffered, so a flush succeeds. Nothing else is known.
    BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
    return method
  }()

  /// Returns what OpenSSL expects: the number of bytes, or -1 with flags that say whether it may be tried again.
  private static func result(
    _ transport: OpaquePointer?, _ flag: Int32, _ call: (Socket) throws(TransportError) -> Attempt
  ) -> Int32 {
    guard let transport, let data = BIO_get_data(transport) else { return -1 }
    BIO_clear_flags(transport, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
    do throws(TransportError) {
      switch try call(Unmanaged<Socket>.fromOpaque(data).takeUnretainedValue()) {
      case .done(let count): return Int32(clamping: count)
      case .blocked:
        BIO_set_flags(transport, flag | BIO_FLAGS_SHOULD_RETRY)
        return -1
      }
    } catch {
      return -1
    }
  }
}
