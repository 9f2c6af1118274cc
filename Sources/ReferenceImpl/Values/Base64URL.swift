import VideoSpec

/// Base64 with the alphabet for URLs, without padding (RFC 4648, 5).
enum Base64URL {
  static func encode(_ bytes: [UInt8]) -> Text {
    Text(
      bytes: Base64.encode(bytes).filter { $0 != UInt8(ascii: "=") }.map { byte in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
      })
  }

  /// Returns nil for text that is not Base64 of this kind.
  static func decode(_ text: Text) -> [UInt8]? {
    guard text.bytes.allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
      return nil
    }
    var standard = text.bytes.map { byte in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
    return Base64.decode(standard)
  }
}
