public import VideoSpec

extension MediaType {
  /// Reads a Content-Type by the algorithm of the WHATWG's MIME Sniffing standard, on bytes (VAL-001 to VAL-006).
  ///
  /// Nil for what is no media type; a malformed parameter is passed over.
  public init?(parsing text: Text) {
    var reader = MediaTypeReader(text)
    guard let (type, subtype) = reader.essence() else { return nil }
    self.init(type: type, subtype: subtype, parameters: reader.parameters())
  }

  /// As it is written; what is read back is the same (VAL-007).
  public var serialized: Text {
    var bytes = essence.bytes
    for parameter in parameters {
      bytes += [UInt8(ascii: ";")] + parameter.name.bytes + [UInt8(ascii: "=")]
      let value = parameter.value.bytes
      if !value.isEmpty, value.allSatisfy(SigningRules.isToken) {
        bytes += value
      } else {
        bytes.append(UInt8(ascii: "\""))
        for byte in value {
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
          bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
      }
    }
    return Text(bytes: bytes)
  }
}

/// The standard's steps, in its order.
private struct MediaTypeReader {
  private var rest: ArraySlice<UInt8>

  private static let semicolon = UInt8(ascii: ";")

  init(_ text: Text) { rest = Self.trimmed(text.bytes[...]) }

  /// Type and subtype, in lower case; nil where they are not two tokens with a '/' between them.
  mutating func essence() -> (type: Text, subtype: Text)? {
    let type = take { $0 != UInt8(ascii: "/") }
    guard Self.isToken(type), rest.popFirst() != nil else { return nil }
    let subtype = Self.trimmed(end: take { $0 != Self.semicolon })
    guard Self.isToken(subtype) else { return nil }
    return (Text(type).lowercased, Text(subtype).lowercased)
  }

  /// What follows the essence; the first of equal names counts.
  mutating func parameters() -> [HeaderField] {
    var parameters: [HeaderField] = []
    var names: Set<Text> = []
    while rest.popFirst() != nil {
      _ = take(while: Self.isSpace)
      let name = take { $0 != Self.semicolon && $0 != UInt8(ascii: "=") }
      if rest.first == Self.semicolon { continue }
      // Past the '='.
      guard rest.popFirst() != nil, !rest.isEmpty else { break }
      guard let value = value(), Self.isToken(name), value.allSatisfy(Self.isQuotable) else { continue }
      let parameter = HeaderField(Text(name).lowercased, Text(bytes: value))
      if names.insert(parameter.name).inserted { parameters.append(parameter) }
    }
    return parameters
  }

  /// A parameter's value; nil for an empty one without quotation marks.
  private mutating func value() -> [UInt8]? {
    if rest.first == UInt8(ascii: "\"") {
      let value = quoted()
      _ = take { $0 != Self.semicolon }
      return value
    }
    let value = Self.trimmed(end: take { $0 != Self.semicolon })
    return value.isEmpty ? nil : Array(value)
  }

  /// Up to the closing quotation mark, or the end.
  private mutating func quoted() -> [UInt8] {
    var value: [UInt8] = []
    rest.removeFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return value
      // A '\' at the end stands for itself.
      case UInt8(ascii: "\\"): value.append(rest.popFirst() ?? byte)
      default: value.append(byte)
      }
    }
    return value
  }

  private mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: condition)
    rest = rest[taken.endIndex...]
    return taken
  }

  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(SigningRules.isToken)
  }

  /// The standard's "HTTP quoted-string token code points".
  private static func isQuotable(_ byte: UInt8) -> Bool { byte == 0x09 || (byte >= 0x20 && byte != 0x7F) }

  /// Fewer than in a signature: no form feed, no vertical tab.
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    trimmed(end: bytes.drop(while: isSpace))
  }

  private static func trimmed(end bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes[..<(bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bytes.startIndex)]
  }
}
