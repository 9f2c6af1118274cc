import ReferenceImpl

/// Computes a hash beside the caller: it copies the data into one of two buffers while the other one is hashed.
///
/// Data of which it is known that they are few are hashed at once.
final class CopyingHash {
  private static let bufferSize = 128 << 10

  private let foreground: MessageDigest?
  private let background: BackgroundHash?
  private var buffers: [UnsafeMutableRawBufferPointer] = []
  private var turn = 0
  private var used = 0

  /// - Parameter length: About how many bytes will come, or nil if nobody knows.
  /// - Returns: Nil if OpenSSL does not offer the algorithm.
  init?(_ algorithm: MessageDigest.Algorithm, length: Int?) {
    background = (length ?? .max) > 4 * Self.bufferSize ? BackgroundHash(algorithm) : nil
    foreground = background == nil ? MessageDigest(algorithm) : nil
    if background == nil, foreground == nil { return nil }
    if background != nil {
      buffers = (0..<2).map { _ in .allocate(byteCount: Self.bufferSize, alignment: 64) }
    }
  }

  deinit {
    background?.wait()
    for buffer in buffers { buffer.deallocate() }
  }

  func update(_ bytes: RawSpan) {
    guard background != nil else {
      foreground?.update(bytes)
      return
    }
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = min(rest.count, Self.bufferSize - used)
        UnsafeMutableRawBufferPointer(rebasing: buffers[turn][used...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
        used += count
        rest = rest.dropFirst(count)
        if used == Self.bufferSize { flush() }
      }
    }
  }

  /// Ends the hash and returns its bytes. Call this once.
  func finish() -> [UInt8] {
    flush()
    return background?.finish() ?? foreground?.finish() ?? []
  }

  private func flush() {
    guard used > 0 else { return }
    background?.update(UnsafeRawBufferPointer(rebasing: buffers[turn][..<used]), buffer: turn)
    turn = 1 - turn
    used = 0
    background?.wait(forBuffer: turn)
  }
}
