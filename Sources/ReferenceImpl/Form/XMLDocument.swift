import VideoSpec

/// Writes S3's small XML documents: a root, and elements with text.
enum XMLDocument {
  static func document(_ root: Text, _ elements: [Text]) -> Text {
    var bytes = Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) + [0x0A]
    bytes += tag(root) + elements.flatMap(\.bytes) + tag("/" + root)
    return Text(bytes: bytes)
  }

  static func element(_ name: Text, _ text: Text) -> Text {
    Text(bytes: tag(name) + escape(text) + tag("/" + name))
  }

  private static func tag(_ name: Text) -> [UInt8] { [UInt8(ascii: "<")] + name.bytes + [UInt8(ascii: ">")] }

  /// Escapes text, so that nothing in it is read as markup (FRM-033).
  ///
  /// A carriage return is escaped because readers turn it into a line feed. XML 1.0 cannot express other control characters: they, and
  /// bytes that are not UTF-8, become U+FFFD.
  private static func escape(_ text: Text) -> [UInt8] {
    var output: [UInt8] = []
    for scalar in text.string.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;".utf8
      case "<": output += "&lt;".utf8
      case ">": output += "&gt;".utf8
      case "\"": output += "&quot;".utf8
      case "'": output += "&apos;".utf8
      case "\r": output += "&#13;".utf8
      case "\t", "\n": output.append(UInt8(scalar.value))
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}".utf8
      default: output += UTF8.encode(scalar)!
      }
    }
    return output
  }
}
