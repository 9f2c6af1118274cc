/// An HMAC-SHA256 key, its two padded blocks hashed beforehand: a message then costs two copies and no re-keying.
///
/// Immutable once made, so it may be shared between threads.
package final class HMACKey: Sendable {
  private let inner: DigestContext
  private let outer: DigestContext

  private static let blockSize = 64

  package init(_ key: [UInt8]) {
    let short = key.count > Self.blockSize ? SHA256.digest(of: key).bytes : key
    let block = short + repeatElement(0, count: Self.blockSize - short.count)
    inner = DigestContext()
    inner.start()
    inner.update(block.map { $0 ^ 0x36 })
    outer = DigestContext()
    outer.start()
    outer.update(block.map { $0 ^ 0x5C })
  }

  package convenience init(_ key: Digest) { self.init(key.bytes) }

  /// The code of a message; `working` is overwritten.
  package func authenticate(_ message: [UInt8], using working: DigestContext) -> Digest {
    working.copy(inner)
    working.update(message)
    let digest = working.finish()
    working.copy(outer)
    digest.withBytes { working.update($0) }
    return working.finish()
  }

  package func authenticate(_ message: [UInt8]) -> Digest { authenticate(message, using: DigestContext()) }
}
