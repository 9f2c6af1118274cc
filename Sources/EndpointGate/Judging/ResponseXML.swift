import VideoSpec

/// The elements of an XML document, each with its path and its text.
///
/// Namespaces, attributes, comments and processing instructions make no difference. A document type is refused, because entities could
/// make a short document long.
struct ResponseXML {
  struct Element {
    /// Local names from the root to the element.
    let path: [Text]
    var text: [UInt8] = []
  }

  /// In the order of their start tags.
  private(set) var elements: [Element] = []

  private static let depthLimit = 32
  private static let elementLimit = 100_000

  /// Returns nil for bytes that are not a well-formed document.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(rest: bytes[...])
    guard reader.read(into: &elements) else { return nil }
  }

  var root: Text { elements.first?.path.first ?? Text() }

  /// The texts of all elements with this path from the root.
  func texts(at path: [Text]) -> [Text] { elements.filter { $0.path == path }.map { Text(bytes: $0.text) } }

  /// The text of the first element whose path ends like this.
  func first(_ path: [Text]) -> Text? {
    elements.first { $0.path.suffix(path.count) == path[...] }.map { Text(bytes: $0.text) }
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>
    /// The full names of the open elements, and where they are in the list.
    private var open: [(name: Text, index: Int)] = []
    private var hasEnded = false

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func read(into elements: inout [Element]) -> Bool {
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
      while let byte = rest.first {
        let isRight = byte == UInt8(ascii: "<") ? markup(&elements) : characters(&elements)
        if !isRight || elements.count > elementLimit { return false }
      }
      return hasEnded && open.isEmpty
    }

    private mutating func characters(_ elements: inout [Element]) -> Bool {
      let text = rest.prefix { $0 != UInt8(ascii: "<") }
      rest = rest[text.endIndex...]
      guard let last = open.last else {
        return text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      }
      guard let decoded = Self.decoded(text) else { return false }
      elements[last.index].text += decoded
      return true
    }

    private mutating func markup(_ elements: inout [Element]) -> Bool {
      if rest.starts(with: "<!--".utf8) { return take(until: "-->") != nil }
      if rest.starts(with: "<?".utf8) { return take(until: "?>") != nil }
      if rest.starts(with: "<![CDATA[".utf8) {
        guard let last = open.last, let data = take(until: "]]>") else { return false }
        elements[last.index].text += data.dropFirst("<![CDATA[".utf8.count)
        return true
      }
      guard let tag = take(until: ">")?.dropFirst(), let first = tag.first, first != UInt8(ascii: "!") else {
        return false
      }
      if first == UInt8(ascii: "/") {
        guard let last = open.popLast(), Self.name(tag.dropFirst()) == last.name else { return false }
        hasEnded = open.isEmpty
        return true
      }
      let name = Self.name(tag)
      guard !hasEnded, !name.isEmpty, open.count < depthLimit else { return false }
      let local = Text(name.bytes[((name.bytes.lastIndex(of: UInt8(ascii: ":")) ?? -1) + 1)...])
      elements.append(Element(path: (open.last.map { elements[$0.index].path } ?? []) + [local]))
      if tag.last == UInt8(ascii: "/") {
        hasEnded = open.isEmpty
      } else {
        open.append((name, elements.count - 1))
      }
      return true
    }

    private static func name(_ tag: ArraySlice<UInt8>) -> Text {
      Text(tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") })
    }

    /// Returns what comes before a token, and skips both.
    private mutating func take(until token: String) -> ArraySlice<UInt8>? {
      let token = Array(token.utf8)
      var index = rest.startIndex
      while index <= rest.endIndex - token.count {
        if rest[index] == token[0], rest[index...].starts(with: token) {
          defer { rest = rest[(index + token.count)...] }
          return rest[..<index]
        }
        index += 1
      }
      return nil
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
      guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
      var output: [UInt8] = []
      var rest = text
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "&") else {
          output.append(byte)
          continue
        }
        guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
          let scalar = scalar(Text(rest[..<end]).string)
        else { return nil }
        output += Array(String(Character(scalar)).utf8)
        rest = rest[(end + 1)...]
      }
      return output
    }

    private static func scalar(_ reference: String) -> Unicode.Scalar? {
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
  }
}
