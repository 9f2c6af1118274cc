import COpenSSL

/// The machine's `openssl.cnf`, which can add and take away algorithms for every program.
package enum OpenSSLConfiguration {
  /// Leaves it unread. Counts only before anything is hashed or signed.
  ///
  /// For programs alone: where a library is used, its user decides. A static program could not load the modules that it names.
  package static func ignore() { _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) }
}
