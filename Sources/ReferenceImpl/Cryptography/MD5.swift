import COpenSSL

/// MD5 by OpenSSL, for ETags alone: it protects against accidents, not against attackers.
final class MD5 {
  private let context: OpaquePointer

  /// Begins a hash.
  ///
  /// - Returns: `nil` if this OpenSSL does not offer MD5, for example in FIPS mode.
  init?() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    guard EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
      EVP_MD_CTX_free(context)
      return nil
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { bytes in
      precondition(
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "OpenSSL rejected a digest operation")
    }
  }

  /// Ends the hash and returns its 16 bytes. Call this once.
  func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1, "OpenSSL rejected a digest operation")
      count = 16
    }
  }
}
