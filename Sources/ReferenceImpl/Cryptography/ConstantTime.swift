import COpenSSL

/// Compares bytes that an attacker may try to guess (SIG-068).
package enum ConstantTime {
  /// Returns whether the bytes are equal, in a time that depends only on their length.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0 }
    }
  }
}
