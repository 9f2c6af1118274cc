/// An element of an XML document: its local name, its text, and the elements inside it.
///
/// This is what S3's documents need. Namespaces, the values of attributes, comments and processing instructions make no difference.
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

/// The reason why bytes are not an XML document that ``XMLElement`` reads.
package struct XMLError: Error, Hashable, Sendable {
  package var reason: String
}

extension XMLElement {
  /// The deepest nesting of elements.
  package static let depthLimit = 32
  /// The most elements of a document.
  package static let elementLimit = 100_000

  /// Reads a document.
  ///
  /// - Throws: ``XMLError`` for a document that is not UTF-8, has raw control characters, is not well-formed, nested deeper than ``depthLimit``, with more than
  ///   ``elementLimit`` elements or with a document type, so that nobody can define entities.
  package init(parsing document: [UInt8]) throws(XMLError) {
    guard Text(bytes: document).isUTF8 else { throw XMLError(reason: "it is not UTF-8") }
    guard !document.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) else {
      throw XMLError(reason: "it has a control character, which XML does not allow")
    }
    var reader = XMLReader(rest: document[...])
    self = try reader.document()
  }
}

private struct XMLReader {
  private var rest: ArraySlice<UInt8>
  private var count = 0

  init(rest: ArraySlice<UInt8>) { self.rest = rest }

  mutating func document() throws(XMLError) -> XMLElement {
    _ = take("\u{FEFF}")
    try skipBetweenElements()
    let root = try element(depth: 0)
    try skipBetweenElements()
    guard rest.isEmpty else { throw XMLError(reason: "something follows the last element") }
    return root
  }

  /// Skips white space, comments and processing instructions.
  private mutating func skipBetweenElements() throws(XMLError) {
    while true {
      skipSpace()
      if take("<?") {
        try skip(past: "?>")
      } else if take("<!--") {
        try skip(past: "-->")
      } else {
        return
      }
    }
  }

  private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
    count += 1
    guard depth < XMLElement.depthLimit else { throw XMLError(reason: "its elements are nested too deeply") }
    guard count <= XMLElement.elementLimit else { throw XMLError(reason: "it has too many elements") }
    guard take("<"), let name = name() else { throw XMLError(reason: "an element is expected") }
    try attributes()
    let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
    var element = XMLElement(name: Text(local))
    if take("/>") { return element }
    guard take(">") else { throw XMLError(reason: "the tag <\(Text(name).printable)> does not end") }
    var text: [UInt8] = []
    while !take("</") { try content(of: &element, text: &text, depth: depth) }
    let isClosed = self.name() == name
    skipSpace()
    guard isClosed, take(">") else {
      throw XMLError(reason: "<\(Text(name).printable)> is not closed by </\(Text(name).printable)>")
    }
    element.text = Text(bytes: text)
    return element
  }

  private mutating func content(of element: inout XMLElement, text: inout [UInt8], depth: Int) throws(XMLError) {
    if take("<!--") { return try skip(past: "-->") }
    if take("<?") { return try skip(past: "?>") }
    if take("<![CDATA[") {
      let before = rest
      try skip(past: "]]>")
      text += before[..<(rest.startIndex - 3)]
      return
    }
    switch rest.first {
    case UInt8(ascii: "<"): element.children.append(try self.element(depth: depth + 1))
    case UInt8(ascii: "&"): try reference(into: &text)
    case nil: throw XMLError(reason: "<\(element.name.printable)> is not closed")
    default:
      let end = rest.firstIndex { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") } ?? rest.endIndex
      text += rest[..<end]
      rest = rest[end...]
    }
  }

  private mutating func attributes() throws(XMLError) {
    var value: [UInt8] = []
    while true {
      let before = rest.count
      skipSpace()
      guard let next = rest.first, next != UInt8(ascii: ">"), next != UInt8(ascii: "/") else { return }
      guard rest.count < before, name() != nil else { throw XMLError(reason: "an attribute is malformed") }
      skipSpace()
      guard take("=") else { throw XMLError(reason: "an attribute has no value") }
      skipSpace()
      guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        throw XMLError(reason: "an attribute's value has no quotation marks")
      }
      while rest.first != quote {
        if rest.first == UInt8(ascii: "&") {
          try reference(into: &value)
        } else if let byte = rest.popFirst(), byte != UInt8(ascii: "<") {
          continue
        } else {
          throw XMLError(reason: "an attribute's value does not end")
        }
      }
      rest.removeFirst()
    }
  }

  /// Reads one of the five predefined entities, or a number. No reference to a character is longer than 32 bytes.
  private mutating func reference(into text: inout [UInt8]) throws(XMLError) {
    guard let end = rest.prefix(32).firstIndex(of: UInt8(ascii: ";")) else {
      throw XMLError(reason: "an \"&\" does not begin a reference")
    }
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
      else { throw XMLError(reason: "&\(name.printable); is no character") }
      text += String(scalar).utf8
    }
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

  private mutating func skip(past end: StaticString) throws(XMLError) {
    let mark = UnsafeBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
    while let first = rest.firstIndex(of: mark[0]) {
      rest = rest[first...]
      if rest.starts(with: mark) {
        rest = rest.dropFirst(mark.count)
        return
      }
      rest = rest.dropFirst()
    }
    throw XMLError(reason: "\(end) is missing")
  }
}
