package import VideoSpec

/// A checksum that is computed piece by piece.
///
/// ```swift
/// let checksum = Checksum(.crc64nvme)
/// checksum?.update(bytes)
/// let value = checksum.map { Base64.encode($0.finish()) }
/// ```
package final class Checksum {
  private enum State {
    case check(CyclicRedundancyCheck)
    case digest(MessageDigest)
  }

  package let algorithm: ChecksumAlgorithm
  private var state: State

  /// Begins a checksum.
  ///
  /// - Returns: `nil` if this OpenSSL does not offer the algorithm, for example SHA-1 in FIPS mode.
  package init?(_ algorithm: ChecksumAlgorithm) {
    self.algorithm = algorithm
    switch algorithm {
    case .crc32: state = .check(.crc32)
    case .crc32c: state = .check(.crc32c)
    case .crc64nvme: state = .check(.crc64nvme)
    case .sha1, .sha256:
      guard let digest = MessageDigest(algorithm == .sha1 ? .sha1 : .sha256) else { return nil }
      state = .digest(digest)
    }
  }

  package func update(_ bytes: RawSpan) {
    switch state {
    case .check(var check):
      check.update(bytes)
      state = .check(check)
    case .digest(let digest): digest.update(bytes)
    }
  }

  /// Ends the checksum and returns its bytes, the most significant one first. Call this once.
  package func finish() -> [UInt8] {
    switch state {
    case .check(let check):
      (0..<algorithm.size).reversed().map { UInt8(truncatingIfNeeded: check.value >> UInt64(8 * $0)) }
    case .digest(let digest): digest.finish()
    }
  }

  /// Returns the checksum of several byte sequences, one after the other, from the checksum and the size of each.
  ///
  /// - Returns: `nil` for SHA-1 and SHA-256, of which this cannot be computed, and for checksums of a wrong size.
  package static func combined(_ algorithm: ChecksumAlgorithm, _ parts: [(checksum: [UInt8], size: Int)]) -> [UInt8]? {
    let check: CyclicRedundancyCheck
    switch algorithm {
    case .crc32: check = .crc32
    case .crc32c: check = .crc32c
    case .crc64nvme: check = .crc64nvme
    case .sha1, .sha256: return nil
    }
    var value: UInt64 = 0
    for part in parts {
      guard part.checksum.count == algorithm.size else { return nil }
      let next = part.checksum.reduce(0) { $0 << 8 | UInt64($1) }
      value = check.combined(value, next, size: part.size)
    }
    return (0..<algorithm.size).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
