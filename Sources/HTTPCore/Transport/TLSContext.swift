import COpenSSL
import Glibc

/// The settings that TLS connections of one role share: the certificates, and which versions are allowed (1.2 and later).
public final class TLSContext: Sendable {
  /// Where a client finds the authorities that it trusts.
  public enum Roots: Hashable, Sendable {
    /// SSL_CERT_FILE and SSL_CERT_DIR if they are set, else the system's.
    case system
    /// A file of certificates in PEM.
    case file(String)
  }

  /// OpenSSL allows several threads to use a context at once, as long as nobody changes it. Only the initialisers do.
  nonisolated(unsafe) let pointer: OpaquePointer
  let isServer: Bool

  private init(isServer: Bool) throws(TransportError) {
    guard let pointer = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
      throw .tls(OpenSSLErrors.takeAll())
    }
    (self.pointer, self.isServer) = (pointer, isServer)
    SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER), nil)
    SSL_CTX_set_options(pointer, UInt64(1) << 30)  // SSL_OP_NO_RENEGOTIATION, a macro that Swift does not import
  }

  deinit { SSL_CTX_free(pointer) }

  /// Creates the context of a client. It accepts a server only if its certificate is trusted and names the host.
  ///
  /// - Throws: `tls` if there are no certificates at the place that was named.
  public static func client(roots: Roots = .system) throws(TransportError) -> TLSContext {
    let context = try TLSContext(isServer: false)
    SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
    switch roots {
    case .system: try context.loadSystemRoots()
    case .file(let path): try context.loadRoots(path)
    }
    return context
  }

  /// Creates the context of a server.
  ///
  /// - Parameters:
  ///   - certificateFile: A file in PEM with the server's certificate, and those that lead to an authority.
  ///   - keyFile: A file in PEM with the certificate's private key, not encrypted.
  public static func server(certificateFile: String, keyFile: String) throws(TransportError) -> TLSContext {
    let context = try TLSContext(isServer: true)
    // Otherwise OpenSSL would ask for a password at the terminal.
    SSL_CTX_set_default_passwd_cb(context.pointer) { _, _, _, _ in -1 }
    ERR_clear_error()
    guard SSL_CTX_use_certificate_chain_file(context.pointer, certificateFile) == 1 else {
      throw .tls("no certificate can be read from \(certificateFile): \(OpenSSLErrors.takeAll())")
    }
    guard SSL_CTX_use_PrivateKey_file(context.pointer, keyFile, SSL_FILETYPE_PEM) == 1 else {
      throw .tls("no private key can be read from \(keyFile): \(OpenSSLErrors.takeAll())")
    }
    guard SSL_CTX_check_private_key(context.pointer) == 1 else {
      throw .tls("the key of \(keyFile) is not that of \(certificateFile)")
    }
    return context
  }

  /// Files in which Linux distributions keep the authorities: Debian and Arch, Fedora, openSUSE, Alpine.
  static let knownBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
  ]

  private func loadSystemRoots() throws(TransportError) {
    if let path = getenv("SSL_CERT_FILE").map({ String(cString: $0) }), !path.isEmpty {
      do throws(TransportError) {
        try loadRoots(path)
      } catch {
        throw .tls("SSL_CERT_FILE: \(error.reason)")
      }
    } else if getenv("SSL_CERT_DIR") == nil, let bundle = Self.knownBundles.first(where: { access($0, R_OK) == 0 }) {
      // OpenSSL only knows the folder of the system that it was built for, and a static program runs on others, too.
      try loadRoots(bundle)
    }
    SSL_CTX_set_default_verify_paths(pointer)
    ERR_clear_error()
  }

  private func loadRoots(_ path: String) throws(TransportError) {
    ERR_clear_error()
    guard SSL_CTX_load_verify_file(pointer, path) == 1 else {
      throw .tls("no certificates can be read from \(path): \(OpenSSLErrors.takeAll())")
    }
  }
}

extension TransportError {
  /// What TLS said, or the whole description.
  fileprivate var reason: String {
    if case .tls(let reason) = self { return reason }
    return description
  }
}

/// OpenSSL's queue of errors of this thread.
enum OpenSSLErrors {
  /// Returns the first error as text, which is where it began, and empties the queue.
  static func takeAll() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    // Errors of the system have a flag instead of a text.
    if code >> 31 & 1 == 1 { return String(cString: strerror(Int32(code & 0x7FFF_FFFF))) }
    return ERR_reason_error_string(code).map { String(cString: $0) } ?? "OpenSSL error \(code)"
  }
}
