import COpenSSL

/// The 32 bytes of a hash by SHA-256, or of an authentication code by HMAC-SHA256.
package struct Digest {
  // Four words need no allocation, unlike an array.
  package var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: words, body)
  }

  package var bytes: [UInt8] { withBytes(Array.init) }
}

/// A context of a hash: OpenSSL's `EVP_MD_CTX`.
///
/// OpenSSL's calls fail only if memory runs out or a context was not started. Neither depends on the input, so both end the process.
package final class DigestContext: Sendable {
  // This is safe because a context that several threads copy from, as an HMAC key's, does not change once it is made, and every other context
  // is used inside a lock or a single call.
  private nonisolated(unsafe) let pointer: OpaquePointer

  package init() {
    guard let pointer = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    self.pointer = pointer
  }

  deinit { EVP_MD_CTX_free(pointer) }

  package func start() { require(EVP_DigestInit_ex(pointer, EVP_sha256(), nil)) }

  package func copy(_ other: DigestContext) { require(EVP_MD_CTX_copy_ex(pointer, other.pointer)) }

  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    require(EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count))
  }

  package func finish() -> Digest {
    var digest = Digest()
    withUnsafeMutableBytes(of: &digest.words) { output in
      require(EVP_DigestFinal_ex(pointer, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil))
    }
    return digest
  }

  private func require(_ status: CInt) { precondition(status == 1, "an operation of OpenSSL on a digest failed") }
}
