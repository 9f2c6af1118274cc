import VideoSpec

/// Decides whether a text is well-formed XML, as far as a form's tags need it: elements, attributes, references, comments and CDATA.
///
/// A document type declaration counts as an error, so that nobody can define entities.
enum XMLSyntax {
  /// Elements may be nested to this depth.
  private static let depthLimit = 32

  static func isWellFormed(_ text: Text) -> Bool {
    guard text.isUTF8 else { return false }
    var scanner = XMLScanner(rest: text.bytes[...])
    return scanner.document(depthLimit: depthLimit)
  }
}

private struct XMLScanner {
  var rest: ArraySlice<UInt8>

  /// Reads one element, with white space, comments and processing instructions around it.
  mutating func document(depthLimit: Int) -> Bool {
    guard misc(), element(depth: depthLimit), misc() else { return false }
    return rest.isEmpty
  }

  private mutating func misc() -> Bool {
    while true {
      skipSpace()
      if take("<?") {
        guard skip(past: "?>") else { return false }
      } else if take("<!--") {
        guard skip(past: "-->") else { return false }
      } else {
        return true
      }
    }
  }

  private mutating func element(depth: Int) -> Bool {
    guard depth > 0, take("<"), let name = name(), attributes() else { return false }
    if take("/>") { return true }
    guard take(">") else { return false }
    while true {
      if take("</") {
        guard self.name() == name else { return false }
        skipSpace()
        return take(">")
      }
      guard content(depth: depth) else { return false }
    }
  }

  private mutating func content(depth: Int) -> Bool {
    if take("<!--") { return skip(past: "-->") }
    if take("<![CDATA[") { return skip(past: "]]>") }
    if take("<?") { return skip(past: "?>") }
    switch rest.first {
    case UInt8(ascii: "<"): return element(depth: depth - 1)
    case UInt8(ascii: "&"): return reference()
    case nil: return false
    default:
      rest.removeFirst()
      return true
    }
  }

  private mutating func attributes() -> Bool {
    while true {
      let before = rest.count
      skipSpace()
      guard let next = rest.first, next != UInt8(ascii: ">"), next != UInt8(ascii: "/") else { return true }
      guard rest.count < before, name() != nil else { return false }
      skipSpace()
      guard take("=") else { return false }
      skipSpace()
      guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return false }
      while rest.first != quote {
        if rest.first == UInt8(ascii: "&") {
          guard reference() else { return false }
        } else {
          guard let byte = rest.popFirst(), byte != UInt8(ascii: "<") else { return false }
        }
      }
      rest.removeFirst()
    }
  }

  /// Reads one of the five predefined entities, or a number.
  private mutating func reference() -> Bool {
    guard take("&"), let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return false }
    let name = Text(rest[..<end])
    rest = rest[(end + 1)...]
    if ["amp", "lt", "gt", "quot", "apos"].contains(name) { return true }
    let isHexadecimal = name.hasPrefix("#x")
    guard isHexadecimal || name.hasPrefix("#") else { return false }
    let digits = name.bytes.dropFirst(isHexadecimal ? 2 : 1)
    // `UInt32()` would accept a sign.
    guard digits.allSatisfy(\.isASCIIAlphanumeric) else { return false }
    return UInt32(Text(digits).string, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init) != nil
  }

  private mutating func name() -> ArraySlice<UInt8>? {
    guard let first = rest.first, first >= 0x80 || first == UInt8(ascii: "_") || first.isASCIIAlphanumeric,
      !(0x30...0x39).contains(first)
    else { return nil }
    let name = rest.prefix { $0 >= 0x80 || $0.isASCIIAlphanumeric || "-._:".utf8.contains($0) }
    rest = rest[name.endIndex...]
    return name
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }

  private mutating func skip(past end: String) -> Bool {
    let bytes = Array(end.utf8)
    while let first = rest.firstIndex(of: bytes[0]) {
      rest = rest[first...]
      if rest.starts(with: bytes) {
        rest = rest.dropFirst(bytes.count)
        return true
      }
      rest = rest.dropFirst()
    }
    return false
  }
}
