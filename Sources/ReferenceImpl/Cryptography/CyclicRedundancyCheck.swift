/// A cyclic redundancy check of up to 64 bits that begins and ends with all bits inverted, as CRC-32, CRC-32C and CRC-64/NVME do.
///
/// The bits of each byte are taken from the lowest to the highest, so the polynomials are written in reverse.
struct CyclicRedundancyCheck {
  private let tables: [UInt64]
  private let polynomial: UInt64
  private let ones: UInt64
  private var remainder: UInt64

  private init(_ tables: [UInt64], width: UInt64) {
    self.tables = tables
    // The remainder of the byte 0x80 is the polynomial itself.
    polynomial = tables[0x80]
    ones = UInt64.max >> (64 - width)
    remainder = ones
  }

  /// CRC-32 of Ethernet, gzip and PNG: polynomial 0x04C11DB7.
  static var crc32: Self { Self(crc32Tables, width: 32) }
  /// CRC-32C (Castagnoli) of iSCSI: polynomial 0x1EDC6F41.
  static var crc32c: Self { Self(crc32cTables, width: 32) }
  /// CRC-64/NVME: polynomial 0xAD93D23594C93659.
  static var crc64nvme: Self { Self(crc64nvmeTables, width: 64) }

  private static let crc32Tables = tables(reversedPolynomial: 0xEDB8_8320)
  private static let crc32cTables = tables(reversedPolynomial: 0x82F6_3B78)
  private static let crc64nvmeTables = tables(reversedPolynomial: 0x9A6C_9329_AC4B_C9B5)

  /// Returns eight tables of 256 values, so that eight bytes cost eight look-ups that do not depend on each other.
  private static func tables(reversedPolynomial polynomial: UInt64) -> [UInt64] {
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

  mutating func update(_ bytes: RawSpan) {
    var remainder = remainder
    tables.withUnsafeBufferPointer { tables in
      bytes.withUnsafeBytes { bytes in
        var index = 0
        // Written out, because a loop over the tables is ten times as slow without optimization, as tests are built.
        while index &+ 8 <= bytes.count {
          let word = remainder ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          let low = UInt32(truncatingIfNeeded: word)
          let high = UInt32(truncatingIfNeeded: word &>> 32)
          let first = tables[0x700 | Int(low & 0xFF)] ^ tables[0x600 | Int(low &>> 8 & 0xFF)]
          let second = tables[0x500 | Int(low &>> 16 & 0xFF)] ^ tables[0x400 | Int(low &>> 24)]
          let third = tables[0x300 | Int(high & 0xFF)] ^ tables[0x200 | Int(high &>> 8 & 0xFF)]
          let fourth = tables[0x100 | Int(high &>> 16 & 0xFF)] ^ tables[Int(high &>> 24)]
          remainder = (first ^ second) ^ (third ^ fourth)
          index &+= 8
        }
        for byte in bytes[index...] { remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt64(byte)) & 0xFF)] }
      }
    }
    self.remainder = remainder
  }

  /// The check value of the bytes so far.
  var value: UInt64 { remainder ^ ones }

  /// Returns the check value of two byte sequences, one after the other, from the check values of both.
  ///
  /// - Parameter size: The number of bytes of the second sequence. The time grows with its logarithm.
  func combined(_ first: UInt64, _ second: UInt64, size: Int) -> UInt64 {
    multiplied(first, power(ofBytes: size)) ^ second
  }

  /// Multiplies two polynomials modulo the check's own one. The highest bit is the coefficient of 1.
  private func multiplied(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var product: UInt64 = 0
    var factor = right
    var bit = ones ^ ones >> 1
    while bit != 0 {
      if left & bit != 0 { product ^= factor }
      factor = factor & 1 == 1 ? factor >> 1 ^ polynomial : factor >> 1
      bit >>= 1
    }
    return product
  }

  /// Returns the polynomial that appends a number of zero bytes: x to the power of eight times the number.
  private func power(ofBytes count: Int) -> UInt64 {
    var result = ones ^ ones >> 1
    var base = result >> 8
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { result = multiplied(result, base) }
      base = multiplied(base, base)
      rest >>= 1
    }
    return result
  }
}
