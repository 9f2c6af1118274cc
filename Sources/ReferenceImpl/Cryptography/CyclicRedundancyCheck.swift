/// A cyclic redundancy check of up to 64 bits that begins and ends with all bits inverted, as CRC-32, CRC-32C and CRC-64/NVME do.
///
/// The bits of each byte are taken from the lowest to the highest, so the polynomials are written in reverse.
struct CyclicRedundancyCheck {
  private let polynomial: Polynomial
  private var remainder: UInt64

  private init(_ polynomial: Polynomial) {
    self.polynomial = polynomial
    remainder = polynomial.ones
  }

  /// CRC-32 of Ethernet, gzip and PNG: polynomial 0x04C11DB7.
  static var crc32: Self { Self(crc32Polynomial) }
  /// CRC-32C (Castagnoli) of iSCSI: polynomial 0x1EDC6F41.
  static var crc32c: Self { Self(crc32cPolynomial) }
  /// CRC-64/NVME: polynomial 0xAD93D23594C93659.
  static var crc64nvme: Self { Self(crc64nvmePolynomial) }

  private static let crc32Polynomial = Polynomial(reversed: 0xEDB8_8320, width: 32)
  private static let crc32cPolynomial = Polynomial(reversed: 0x82F6_3B78, width: 32)
  private static let crc64nvmePolynomial = Polynomial(reversed: 0x9A6C_9329_AC4B_C9B5, width: 64)

  mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      polynomial.tables.withUnsafeBufferPointer { tables in
        while rest.count >= 3 * Polynomial.laneSize {
          updateLanes(UnsafeRawBufferPointer(rebasing: rest.prefix(3 * Polynomial.laneSize)), tables)
          rest = rest.dropFirst(3 * Polynomial.laneSize)
        }
        let last = UnsafeRawBufferPointer(rebasing: rest)
        var index = 0
        while index &+ 8 <= last.count {
          remainder = Self.next(remainder, last, index, tables)
          index &+= 8
        }
        for byte in last[index...] { remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt64(byte)) & 0xFF)] }
      }
    }
  }

  /// Adds three lanes: the remainders are linear, so the second and the third one begin with zero and are added afterwards.
  private mutating func updateLanes(_ bytes: UnsafeRawBufferPointer, _ tables: UnsafeBufferPointer<UInt64>) {
    var (first, second, third) = (remainder, UInt64(0), UInt64(0))
    var index = 0
    while index < Polynomial.laneSize {
      first = Self.next(first, bytes, index, tables)
      second = Self.next(second, bytes, index &+ Polynomial.laneSize, tables)
      third = Self.next(third, bytes, index &+ 2 &* Polynomial.laneSize, tables)
      index &+= 8
    }
    remainder = polynomial.appendingLane(to: polynomial.appendingLane(to: first) ^ second) ^ third
  }

  /// Returns the remainder after eight more bytes.
  // Written out, because a loop over the tables is ten times as slow without optimization, as tests are built.
  @inline(__always)
  private static func next(
    _ remainder: UInt64, _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ tables: UnsafeBufferPointer<UInt64>
  ) -> UInt64 {
    let word = remainder ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let low = UInt32(truncatingIfNeeded: word)
    let high = UInt32(truncatingIfNeeded: word &>> 32)
    let first = tables[0x700 | Int(low & 0xFF)] ^ tables[0x600 | Int(low &>> 8 & 0xFF)]
    let second = tables[0x500 | Int(low &>> 16 & 0xFF)] ^ tables[0x400 | Int(low &>> 24)]
    let third = tables[0x300 | Int(high & 0xFF)] ^ tables[0x200 | Int(high &>> 8 & 0xFF)]
    let fourth = tables[0x100 | Int(high &>> 16 & 0xFF)] ^ tables[Int(high &>> 24)]
    return (first ^ second) ^ (third ^ fourth)
  }

  /// The check value of the bytes so far.
  var value: UInt64 { remainder ^ polynomial.ones }

  /// Returns the check value of two byte sequences, one after the other, from the check values of both.
  ///
  /// - Parameter size: The number of bytes of the second sequence. The time grows with its logarithm.
  func combined(_ first: UInt64, _ second: UInt64, size: Int) -> UInt64 {
    polynomial.appending(size, to: first) ^ second
  }
}

/// The polynomial of a check, and what is computed from it once.
private struct Polynomial: Sendable {
  /// Bytes of each of three lanes that are computed at the same time, because a look-up waits for the one before it.
  static let laneSize = 4096

  /// Eight tables of 256 values, so that eight bytes cost eight look-ups that do not depend on each other.
  let tables: [UInt64]
  let ones: UInt64
  private let value: UInt64
  /// What appends the bytes of a lane, as zeros, to a remainder.
  private let lanePower: UInt64

  init(reversed value: UInt64, width: UInt64) {
    self.value = value
    ones = UInt64.max >> (64 - width)
    tables = Self.tables(value)
    lanePower = Self.power(ofBytes: Self.laneSize, value, one: ones ^ ones >> 1)
  }

  /// Returns a remainder after the bytes of a lane, all zero.
  func appendingLane(to remainder: UInt64) -> UInt64 { Self.multiplied(remainder, lanePower, value, one: one) }

  /// Returns a remainder after a number of bytes, all zero.
  func appending(_ count: Int, to remainder: UInt64) -> UInt64 {
    Self.multiplied(remainder, Self.power(ofBytes: count, value, one: one), value, one: one)
  }

  /// The polynomial 1. The highest bit is its coefficient.
  private var one: UInt64 { ones ^ ones >> 1 }

  private static func tables(_ polynomial: UInt64) -> [UInt64] {
    var tables = [UInt64](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt64(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<(8 * 256) {
      let value = tables[index - 256]
      tables[index] = value >> 8 ^ tables[Int(value & 0xFF)]
    }
    return tables
  }

  /// Multiplies two polynomials modulo another one.
  private static func multiplied(_ left: UInt64, _ right: UInt64, _ polynomial: UInt64, one: UInt64) -> UInt64 {
    var product: UInt64 = 0
    var factor = right
    var bit = one
    while bit != 0 {
      if left & bit != 0 { product ^= factor }
      factor = factor & 1 == 1 ? factor >> 1 ^ polynomial : factor >> 1
      bit >>= 1
    }
    return product
  }

  /// Returns the polynomial that appends a number of zero bytes: x to the power of eight times the number.
  private static func power(ofBytes count: Int, _ polynomial: UInt64, one: UInt64) -> UInt64 {
    var result = one
    var base = one >> 8
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { result = multiplied(result, base, polynomial, one: one) }
      base = multiplied(base, base, polynomial, one: one)
      rest >>= 1
    }
    return result
  }
}
