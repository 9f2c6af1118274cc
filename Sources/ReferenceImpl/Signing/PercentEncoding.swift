package import VideoSpec

/// Percent-encodes as SigV4 requires: unreserved characters stay, and every other byte becomes `%XX` in upper case (SIG-001, SIG-002).
package enum PercentEncoding {
  /// The bytes that are not encoded.
  package enum Kept {
    /// `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.`, `_` and `~`.
    case unreserved
    /// The unreserved bytes and `/`.
    case unreservedAndSlash
  }

  private static let isUnreserved: [Bool] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static let digits: StaticString = "0123456789ABCDEF"

  /// Returns the encoded form of a query's name or value, in which `/` becomes `%2F`.
  package static func encode(_ text: Text) -> Text {
    var output: [UInt8] = []
    append(text.bytes[...], keeping: .unreserved, to: &output)
    return Text(bytes: output)
  }

  /// Returns the encoded form of a path, in which `/` stays.
  package static func encodePath(_ text: Text) -> Text {
    var output: [UInt8] = []
    append(text.bytes[...], keeping: .unreservedAndSlash, to: &output)
    return Text(bytes: output)
  }

  /// Returns the decoded bytes. A `%` without two hexadecimal digits stays as it is, and so does `+`.
  package static func decode(_ text: Text) -> Text { Text(bytes: decode(text.bytes[...])) }

  package static func append(_ bytes: ArraySlice<UInt8>, keeping kept: Kept, to output: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      isUnreserved.withUnsafeBufferPointer { isUnreserved in
        let digits = Self.digits.utf8Start
        var start = 0
        for index in bytes.indices {
          let byte = bytes[index]
          if isUnreserved[Int(byte)] || (byte == UInt8(ascii: "/") && kept == .unreservedAndSlash) { continue }
          output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
          output.append(UInt8(ascii: "%"))
          output.append(digits[Int(byte >> 4)])
          output.append(digits[Int(byte & 15)])
          start = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
      }
    }
  }

  package static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "%")) else { return Array(bytes) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if let value = escape(in: bytes, at: index) {
        output.append(value)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  /// Returns whether every `%` is followed by two hexadecimal digits.
  package static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.indices.allSatisfy { bytes[$0] != UInt8(ascii: "%") || escape(in: bytes, at: $0) != nil }
  }

  private static func escape(in bytes: ArraySlice<UInt8>, at index: Int) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = hexadecimal(bytes[index + 1]),
      let low = hexadecimal(bytes[index + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
