import COpenSSL

/// A hash by OpenSSL that is computed piece by piece, for ETags and checksums. Signatures use ``SHA256``, which is faster.
package final class MessageDigest {
  package enum Algorithm {
    /// MD5 protects against accidents, not against attackers.
    case md5
    case sha1
    case sha256
  }

  private let context: OpaquePointer
  private let type: OpaquePointer?

  /// Begins a hash.
  ///
  /// - Returns: `nil` if this OpenSSL does not offer the algorithm, for example MD5 in FIPS mode.
  package init?(_ algorithm: Algorithm) {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    let type =
      switch algorithm {
      case .md5: EVP_md5()
      case .sha1: EVP_sha1()
      case .sha256: EVP_sha256()
      }
    guard EVP_DigestInit_ex(context, type, nil) == 1 else {
      EVP_MD_CTX_free(context)
      return nil
    }
    self.context = context
    self.type = type
  }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { bytes in
      precondition(
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "OpenSSL rejected a digest operation")
    }
  }

  /// Begins another hash by the same algorithm.
  package func restart() {
    precondition(EVP_DigestInit_ex(context, type, nil) == 1, "OpenSSL rejected a digest operation")
  }

  /// Ends the hash and returns its bytes. Call this once, and again only after ``restart()``.
  package func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      var size: CUnsignedInt = 0
      precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, &size) == 1, "OpenSSL rejected a digest operation")
      count = Int(size)
    }
  }
}
