import ReferenceImpl
import VideoSpec

/// Percent-encoding with options for the mistakes that signers make. By default it makes none.
struct PercentEncodingDraft: Hashable {
  var encodesTilde = false
  var isLowercase = false
  var spaceAsPlus = false
  var plusIsSpace = false
  var encodesSlash = false
  var encodesFirstSlash = false
  var keepsMarks = false
  var keepsDelimiters = false

  func path(_ bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = encodesSlash ? [] : [UInt8(ascii: "/")]
    if keepsDelimiters { kept += "=@:$&+,;".utf8 }
    // The first slash is not part of the key.
    let isRooted = encodesSlash && !encodesFirstSlash && bytes.first == UInt8(ascii: "/")
    return (isRooted ? [UInt8(ascii: "/")] : []) + encode(isRooted ? Array(bytes.dropFirst()) : bytes, keeping: kept)
  }

  func query(_ text: Text) -> Text { Text(bytes: encode(text.bytes, keeping: [])) }

  private func encode(_ bytes: [UInt8], keeping kept: [UInt8]) -> [UInt8] {
    let digits = Array((isLowercase ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte.isASCIIAlphanumeric {
        output.append(byte)
        continue
      }
      let byte = plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte
      if spaceAsPlus, byte == 0x20 {
        output.append(UInt8(ascii: "+"))
      } else if keeps(byte) || kept.contains(byte) {
        output.append(byte)
      } else {
        output.append(UInt8(ascii: "%"))
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
      }
    }
    return output
  }

  private func keeps(_ byte: UInt8) -> Bool {
    if byte == UInt8(ascii: "~") { return !encodesTilde }
    return "-._".utf8.contains(byte) || (keepsMarks && "!'()*".utf8.contains(byte))
  }
}
