/// A key for HMAC-SHA256.
///
/// Its two padded blocks are hashed once, so that a message costs two copies of a context. A key does not change and can be used from many threads.
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

  /// Returns the authentication code of a message. `working` is overwritten.
  package func authenticate(_ message: [UInt8], using working: DigestContext) -> Digest {
    working.copy(inner)
    working.update(message)
    let digest = working.finish()
    working.copy(outer)
    digest.withBytes { working.update($0) }
    return working.finish()
  }

  /// Returns the authentication code of a message.
  package func authenticate(_ message: [UInt8]) -> Digest { authenticate(message, using: DigestContext()) }
}
