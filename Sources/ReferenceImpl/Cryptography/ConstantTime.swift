import COpenSSL

/// Comparing what an attacker may guess at (SIG-068).
package enum ConstantTime {
  /// Whether the bytes are equal, in a time that depends on their length alone.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0 }
    }
  }
}
