import VideoSpec

/// An element of an XML document, limited to what S3's responses use: elements, text and character references.
///
/// Documents are compared by meaning: the XML declaration, attributes, white space between elements and the way a character is
/// escaped make no difference.
struct XMLElement {
  let name: Text
  let children: [XMLElement]
  /// The text of the element, including the white space between its children.
  let text: Text

  /// - Throws: ``Failure`` for a document that is not XML or uses XML that S3's responses do not have.
  init(parsing document: Text) throws(Failure) {
    var reader = XMLReader(rest: document.bytes[...])
    self = try reader.document()
  }

  fileprivate init(name: Text, children: [XMLElement] = [], text: Text = Text()) {
    self.name = name
    self.children = children
    self.text = text
  }

  /// Checks that every wanted element is there once, with the same text. Other elements do not matter.
  func check(against wanted: XMLElement) throws(Failure) {
    guard name == wanted.name else { throw Failure("the body has the element <\(name)> instead of <\(wanted.name)>") }
    if wanted.children.isEmpty, text != wanted.text || !children.isEmpty {
      throw Failure("the body's element <\(name)> has the wrong text")
    }
    for child in wanted.children {
      let found = children.filter { $0.name == child.name }
      guard found.count == 1 else {
        throw Failure("the body has \(found.count) elements <\(child.name)>, expected one")
      }
      try found[0].check(against: child)
    }
  }
}

private struct XMLReader {
  var rest: ArraySlice<UInt8>
  private var depth = 0

  init(rest: ArraySlice<UInt8>) { self.rest = rest }

  mutating func document() throws(Failure) -> XMLElement {
    skipSpace()
    if skip("<?xml") {
      guard readUntil("?>") != nil else { throw fault("the XML declaration does not end") }
    }
    skipSpace()
    guard skip("<") else { throw fault("it does not begin with an element") }
    let root = try element()
    skipSpace()
    guard rest.isEmpty else { throw fault("something follows the last element") }
    return root
  }

  /// Reads an element whose `<` has been read.
  private mutating func element() throws(Failure) -> XMLElement {
    guard let tag = readUntil(">") else { throw fault("a tag does not end") }
    let name = Text(tag.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: "/") })
    guard !name.isEmpty, !name.bytes.contains(where: "!?<&\"'=".utf8.contains) else {
      throw fault("<\(name) is not an element")
    }
    if tag.last == UInt8(ascii: "/") { return XMLElement(name: name) }
    depth += 1
    defer { depth -= 1 }
    guard depth <= 16 else { throw fault("its elements are nested too deeply") }
    var children: [XMLElement] = []
    var text: [UInt8] = []
    while true {
      text += try characters()
      if skip("</") {
        guard let end = readUntil(">"), Text(end.prefix { !Self.isSpace($0) }) == name else {
          throw fault("<\(name)> is not closed by </\(name)>")
        }
        return XMLElement(name: name, children: children, text: Text(bytes: text))
      }
      guard skip("<") else { throw fault("<\(name)> is not closed") }
      children.append(try element())
    }
  }

  /// Reads the text up to the next tag.
  private mutating func characters() throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    while let byte = rest.first, byte != UInt8(ascii: "<") {
      rest.removeFirst()
      if byte == UInt8(ascii: "&") {
        guard let name = readUntil(";"), let scalar = Self.character(Text(name).string) else {
          throw fault("an \"&\" does not begin a character reference")
        }
        text += Array(String(Character(scalar)).utf8)
      } else {
        text.append(byte)
      }
    }
    return text
  }

  private static func character(_ reference: String) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard reference.utf8.first == UInt8(ascii: "#") else { return nil }
      let digits = reference.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { Unicode.Scalar($0) }
    }
  }

  private mutating func skip(_ token: String) -> Bool {
    guard rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }

  private mutating func skipSpace() { rest = rest.drop(while: Self.isSpace) }

  /// Returns what comes before a token and skips the token; nil if there is no such token.
  private mutating func readUntil(_ token: String) -> ArraySlice<UInt8>? {
    let token = Array(token.utf8)
    guard let end = rest.indices.first(where: { rest[$0...].starts(with: token) }) else { return nil }
    defer { rest = rest[(end + token.count)...] }
    return rest[..<end]
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  private func fault(_ reason: String) -> Failure { Failure("the body is not XML: \(reason)") }
}
