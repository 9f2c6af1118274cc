import COpenSSL

/// The configuration file of OpenSSL, `openssl.cnf`, which can add and remove algorithms for every program of a machine.
package enum OpenSSLConfiguration {
  /// Makes OpenSSL ignore the file. It has an effect only before anything is hashed or signed.
  ///
  /// Only programs call it, because a library leaves the decision to its user. A static program could not load the modules that the file names.
  package static func ignore() { _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) }
}
