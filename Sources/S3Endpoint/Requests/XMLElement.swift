package import VideoSpec

/// An element of a document that a client sent: its local name, its text, and the elements inside it.
package struct XMLElement: Hashable, Sendable {
  /// The name without its prefix. Namespaces do not count, as for S3.
  package var name: Text
  package var children: [XMLElement] = []
  /// The text directly inside the element, references replaced.
  package var text = Text()

  /// The first element inside with this name.
  package func child(_ name: Text) -> XMLElement? { children.first { $0.name == name } }

  /// All elements inside with this name.
  package func all(_ name: Text) -> [XMLElement] { children.filter { $0.name == name } }

  /// The text of the first element inside with this name, or nil without one.
  package func value(_ name: Text) -> Text? { child(name)?.text }
}

extension XMLElement {
  /// Reads a document.
  ///
  /// Returns nil for a document that is not well-formed, nested too deeply, with more than 60 000 elements or with a document type, so that
  /// nobody can define entities. Attributes have to be well-formed; their values are dropped.
  package init?(document: [UInt8]) {
    guard Text(bytes: document).isUTF8 else { return nil }
    var parser = XMLDocumentParser(rest: document[...])
    guard let root = parser.document() else { return nil }
    self = root
  }
}

private struct XMLDocumentParser {
  var rest: ArraySlice<UInt8>
  private var count = 0

  private static let depthLimit = 16
  private static let elementLimit = 60_000

  init(rest: ArraySlice<UInt8>) { self.rest = rest }

  mutating func document() -> XMLElement? {
    _ = take("\u{FEFF}")
    guard misc(), let root = element(depth: 0), misc(), rest.isEmpty else { return nil }
    return root
  }

  /// Skips white space, comments and processing instructions.
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

  private mutating func element(depth: Int) -> XMLElement? {
    count += 1
    guard depth < Self.depthLimit, count <= Self.elementLimit, take("<"), let name = name(), attributes() else {
      return nil
    }
    let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
    var element = XMLElement(name: Text(local))
    if take("/>") { return element }
    guard take(">") else { return nil }
    var text: [UInt8] = []
    while !take("</") {
      guard content(of: &element, text: &text, depth: depth) else { return nil }
    }
    guard self.name() == name else { return nil }
    skipSpace()
    element.text = Text(bytes: text)
    return take(">") ? element : nil
  }

  private mutating func content(of element: inout XMLElement, text: inout [UInt8], depth: Int) -> Bool {
    if take("<!--") { return skip(past: "-->") }
    if take("<?") { return skip(past: "?>") }
    if take("<![CDATA[") {
      let before = rest
      guard skip(past: "]]>") else { return false }
      text += before[..<(rest.startIndex - 3)]
      return true
    }
    switch rest.first {
    case UInt8(ascii: "<"):
      guard let child = self.element(depth: depth + 1) else { return false }
      element.children.append(child)
      return true
    case UInt8(ascii: "&"): return reference(into: &text)
    case nil: return false
    default:
      let end = rest.firstIndex { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") } ?? rest.endIndex
      text += rest[..<end]
      rest = rest[end...]
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
      guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        let end = rest.firstIndex(of: quote), !rest[..<end].contains(UInt8(ascii: "<"))
      else { return false }
      rest = rest[(end + 1)...]
    }
  }

  /// Reads one of the five predefined entities, or a number.
  private mutating func reference(into text: inout [UInt8]) -> Bool {
    guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return false }
    let name = Text(rest[..<end].dropFirst())
    rest = rest[(end + 1)...]
    switch name {
    case "amp": text.append(UInt8(ascii: "&"))
    case "lt": text.append(UInt8(ascii: "<"))
    case "gt": text.append(UInt8(ascii: ">"))
    case "quot": text.append(UInt8(ascii: "\""))
    case "apos": text.append(UInt8(ascii: "'"))
    default:
      let isHexadecimal = name.hasPrefix("#x")
      let digits = name.bytes.dropFirst(isHexadecimal ? 2 : 1)
      // `UInt32()` would accept a sign.
      guard name.hasPrefix("#"), digits.allSatisfy(\.isASCIIAlphanumeric),
        let number = UInt32(Text(digits).string, radix: isHexadecimal ? 16 : 10), number > 0,
        let scalar = Unicode.Scalar(number)
      else { return false }
      text += String(scalar).utf8
    }
    return true
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

  private mutating func skip(past end: StaticString) -> Bool {
    let mark = UnsafeBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
    while let first = rest.firstIndex(of: mark[0]) {
      rest = rest[first...]
      if rest.starts(with: mark) {
        rest = rest.dropFirst(mark.count)
        return true
      }
      rest = rest.dropFirst()
    }
    return false
  }
}
