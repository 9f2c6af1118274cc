/// Computes SHA-256 with OpenSSL.
///
/// The contexts are made once and copied for each hash, which costs half of initialising a context.
package struct SHA256: ~Copyable {
  /// The number of bytes of a hash.
  package static let size = 32

  private let fresh: DigestContext
  private let working: DigestContext

  package init() {
    fresh = DigestContext()
    fresh.start()
    working = DigestContext()
  }

  /// Returns the hash of the bytes.
  package borrowing func digest(of bytes: [UInt8]) -> Digest {
    working.copy(fresh)
    working.update(bytes)
    return working.finish()
  }

  /// Returns the hash of the bytes. To hash often, keep a value of this type and use its method instead.
  package static func digest(of bytes: [UInt8]) -> Digest {
    let working = DigestContext()
    working.copy(shared)
    working.update(bytes)
    return working.finish()
  }

  /// A started context that is only copied, because OpenSSL looks the algorithm up at every start.
  private static let shared: DigestContext = {
    let context = DigestContext()
    context.start()
    return context
  }()
}
