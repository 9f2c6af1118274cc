import COpenSSL

/// SHA-256 by OpenSSL, over contexts that are made once.
///
/// Starting afresh by copying an initialised context costs half of initialising one again.
package struct SHA256: ~Copyable {
  package static let size = 32

  private let fresh: DigestContext
  private let working: DigestContext

  package init() {
    fresh = DigestContext()
    fresh.start()
    working = DigestContext()
  }

  package borrowing func digest(of bytes: [UInt8]) -> Digest {
    working.copy(fresh)
    working.update(bytes)
    return working.finish()
  }

  /// The hash of a whole array, for those who need one now and then.
  package static func digest(of bytes: [UInt8]) -> Digest {
    let working = DigestContext()
    working.copy(shared)
    working.update(bytes)
    return working.finish()
  }

  /// Started once for all, and only copied from: OpenSSL looks its algorithm up anew at each start.
  private static let shared: DigestContext = {
    let context = DigestContext()
    context.start()
    return context
  }()
}

/// The 32 bytes of a SHA-256 or an HMAC-SHA256.
package struct Digest {
  // Four words instead of an array: no allocation on the way from hash to hash.
  package var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: words, body)
  }

  package var bytes: [UInt8] { withBytes(Array.init) }
}

/// An `EVP_MD_CTX`.
///
/// OpenSSL's calls fail only when memory runs out or a context was not started: either is a fault of this process, not of its input.
package final class DigestContext: Sendable {
  // Unsafe, and safe as used: contexts that several threads copy from (an HMAC key's) are not changed once they are made, and
  // the others are inside a lock or a call.
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

  private func require(_ status: CInt) { precondition(status == 1, "OpenSSL rejected a digest operation") }
}
