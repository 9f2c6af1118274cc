#if canImport(Glibc)
  import Glibc
#endif

/// The randomness of the operating system, for the edge of a program.
///
/// Keys and identifiers are made from bytes that are passed in, so that tests can repeat them.
public enum SystemRandom {
  /// Returns random bytes that nobody can predict.
  public static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      #if canImport(Glibc)
        // One call of the system for up to 256 bytes: Swift's generator makes one for every value.
        while filled < count {
          let next = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...].prefix(256))
          guard getentropy(next.baseAddress, next.count) == 0 else { break }
          filled += next.count
        }
      #endif
      var generator = SystemRandomNumberGenerator()
      while filled < count {
        buffer.initializeElement(at: filled, to: generator.next())
        filled += 1
      }
    }
  }
}
