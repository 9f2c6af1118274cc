public import VideoSpec

extension MediaType {
  /// Reads a Content-Type by the algorithm of the WHATWG's MIME Sniffing standard, on bytes (VAL-001 to VAL-006).
  ///
  /// Returns nil for a text that is not a media type. Malformed parameters are ignored.
  public init?(parsing text: Text) {
    var reader = MediaTypeReader(text)
    guard let (type, subtype) = reader.essence() else { return nil }
    self.init(type: type, subtype: subtype, parameters: reader.parameters())
  }

  /// The media type as it is written. Reading it back gives the same media type (VAL-007).
  public var serialized: Text {
    var bytes = essence.bytes
    for parameter in parameters {
      bytes += [UInt8(ascii: ";")] + parameter.name.bytes + [UInt8(ascii: "=")]
      let value = parameter.value.bytes
      if !value.isEmpty, value.allSatisfy(\.isTokenCharacter) {
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

/// Performs the steps of the standard, in its order.
private struct MediaTypeReader {
  private var rest: ArraySlice<UInt8>

  private static let semicolon = UInt8(ascii: ";")

  init(_ text: Text) { rest = Self.trimmed(text.bytes[...]) }

  /// Reads the type and the subtype, in lower case. Returns nil if they are not two tokens with a `/` between them.
  mutating func essence() -> (type: Text, subtype: Text)? {
    let type = take { $0 != UInt8(ascii: "/") }
    guard Self.isToken(type), rest.popFirst() != nil else { return nil }
    let subtype = Self.trimmed(end: take { $0 != Self.semicolon })
    guard Self.isToken(subtype) else { return nil }
    return (Text(type).lowercased, Text(subtype).lowercased)
  }

  /// Reads the parameters. If a name occurs twice, the first one counts.
  mutating func parameters() -> [Field] {
    var parameters: [Field] = []
    var names: Set<Text> = []
    while rest.popFirst() != nil {
      _ = take(while: Self.isSpace)
      let name = take { $0 != Self.semicolon && $0 != UInt8(ascii: "=") }
      if rest.first == Self.semicolon { continue }
      // Skip the `=`.
      guard rest.popFirst() != nil, !rest.isEmpty else { break }
      guard let value = value(), Self.isToken(name), value.allSatisfy(Self.isQuotable) else { continue }
      let parameter = Field(Text(name).lowercased, Text(bytes: value))
      if names.insert(parameter.name).inserted { parameters.append(parameter) }
    }
    return parameters
  }

  /// Reads a parameter's value. Returns nil for an empty value without quotation marks.
  private mutating func value() -> [UInt8]? {
    if rest.first == UInt8(ascii: "\"") {
      let value = quoted()
      _ = take { $0 != Self.semicolon }
      return value
    }
    let value = Self.trimmed(end: take { $0 != Self.semicolon })
    return value.isEmpty ? nil : Array(value)
  }

  /// Reads a quoted value up to the closing quotation mark or the end.
  private mutating func quoted() -> [UInt8] {
    var value: [UInt8] = []
    rest.removeFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return value
      // A `\` at the end is kept.
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
    !bytes.isEmpty && bytes.allSatisfy(\.isTokenCharacter)
  }

  /// Returns whether a byte is one of the standard's "HTTP quoted-string token code points".
  private static func isQuotable(_ byte: UInt8) -> Bool { byte == 0x09 || (byte >= 0x20 && byte != 0x7F) }

  /// Returns whether a byte is white space in a media type. Unlike in a signature, form feed and vertical tab are not.
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    trimmed(end: bytes.drop(while: isSpace))
  }

  private static func trimmed(end bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes[..<(bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bytes.startIndex)]
  }
}
