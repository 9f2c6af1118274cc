extension JSONValue {
  /// The value on one line without spaces, as in a message of the adapter protocol.
  public var line: [UInt8] {
    var writer = JSONWriter(indents: false)
    writer.write(self, depth: 0)
    return writer.output
  }

  /// The canonical form of JSON files.
  ///
  /// It is indented by two spaces and ends with a newline. Each member has its own line, except that small arrays and objects
  /// that fit are written on one line.
  public var document: [UInt8] {
    var writer = JSONWriter(indents: true)
    writer.write(self, depth: 0)
    writer.output.append(0x0A)
    return writer.output
  }
}

private struct JSONWriter {
  let indents: Bool
  var output: [UInt8] = []

  /// The maximum length, counted without spaces, of an array or object that is written on one line. Its nesting is at most two.
  private static let width = 110

  init(indents: Bool) { self.indents = indents }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let bool): output += (bool ? "true" : "false").utf8
    case .number(let digits): output += digits.utf8
    case .string(let text): write(text)
    case .array(let array):
      let items = array.map { (Text?.none, $0) }
      write(items, open: "[", close: "]", inline: isInline(value), depth: depth)
    case .object(let object):
      let items = object.members.map { (Optional($0.name), $0.value) }
      write(items, open: "{", close: "}", inline: isInline(value), depth: depth)
    }
  }

  private mutating func write(
    _ items: [(Text?, JSONValue)], open: Unicode.Scalar, close: Unicode.Scalar, inline: Bool, depth: Int
  ) {
    output.append(UInt8(ascii: open))
    for (index, (name, value)) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if indents {
        if !inline { newline(depth + 1) } else if index > 0 { output.append(0x20) }
      }
      if let name {
        write(name)
        output.append(UInt8(ascii: ":"))
        if indents { output.append(0x20) }
      }
      write(value, depth: depth + 1)
    }
    if indents, !inline, !items.isEmpty { newline(depth) }
    output.append(UInt8(ascii: close))
  }

  private mutating func newline(_ depth: Int) {
    output.append(0x0A)
    output += repeatElement(0x20, count: depth * 2)
  }

  private func isInline(_ value: JSONValue) -> Bool {
    indents && value.nesting <= 2 && value.line.count <= Self.width
  }

  private mutating func write(_ text: Text) {
    output.append(UInt8(ascii: "\""))
    for byte in text.bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x0A: output += "\\n".utf8
      case 0x0D: output += "\\r".utf8
      case 0x09: output += "\\t".utf8
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  /// The depth of nesting: 0 for scalars, 1 for arrays and objects of scalars, and so on.
  fileprivate var nesting: Int {
    switch self {
    case .array(let array): 1 + (array.map(\.nesting).max() ?? 0)
    case .object(let object): 1 + (object.members.map(\.value.nesting).max() ?? 0)
    default: 0
    }
  }
}
