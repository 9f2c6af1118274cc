import VideoSpec

/// Reads the literals of JSON, JavaScript and Python: objects, arrays and strings as programs print them and people write them.
///
/// It accepts single quotes, names without quotes, trailing commas, comments, `True`, `None`, tuples and joined strings. An expression
/// that is not a literal becomes null. A text that ends early gives what was read.
struct LiteralReader {
  private static let depthLimit = 64
  /// The number of values of one literal.
  private static let valueLimit = 50_000
  /// The longest expression that is skipped.
  private static let expressionLimit = 2000

  let bytes: ArraySlice<UInt8>
  private(set) var position: Int
  private var values = 0

  init(_ bytes: ArraySlice<UInt8>, at position: Int? = nil) {
    self.bytes = bytes
    self.position = position ?? bytes.startIndex
  }

  /// Reads a literal; nil if there is none at this position, or if it is malformed.
  mutating func value() -> JSONValue? { value(depth: 0) }

  /// Reads a byte after white space and comments, if it is this one.
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
      || byte == 0x24
  }

  mutating func skipSpace() {
    while let byte = peek {
      if byte <= 0x20 || byte == 0xC2 && bytes.dropFirst(position - bytes.startIndex + 1).first == 0xA0 {
        position += byte == 0xC2 ? 2 : 1
      } else if byte == UInt8(ascii: "/"), position + 1 < bytes.endIndex, bytes[position + 1] == UInt8(ascii: "/") {
        while let byte = peek, byte != 0x0A {
          position += 1
          _ = byte
        }
      } else if byte == UInt8(ascii: "/"), position + 1 < bytes.endIndex, bytes[position + 1] == UInt8(ascii: "*") {
        position += 2
        while let byte = peek {
          position += 1
          if byte == UInt8(ascii: "*"), peek == UInt8(ascii: "/") {
            position += 1
            break
          }
        }
      } else {
        return
      }
    }
  }

  private mutating func value(depth: Int) -> JSONValue? {
    skipSpace()
    values += 1
    guard depth <= Self.depthLimit, values <= Self.valueLimit, let byte = peek else { return nil }
    switch byte {
    case UInt8(ascii: "{"): return object(depth: depth + 1)
    case UInt8(ascii: "["): return array(depth: depth + 1, end: UInt8(ascii: "]"))
    case UInt8(ascii: "("): return array(depth: depth + 1, end: UInt8(ascii: ")"))
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return strings()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = position
      position += 1
      while let byte = peek, isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") { position += 1 }
      return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    default: return word(depth: depth)
    }
  }

  private mutating func word(depth: Int) -> JSONValue? {
    let start = position
    while let byte = peek, isWord(byte) || byte == UInt8(ascii: ".") { position += 1 }
    let word = bytes[start..<position]
    switch String(decoding: word.prefix(24), as: UTF8.self) {
    case "true", "True": return .bool(true)
    case "false", "False": return .bool(false)
    case "null", "None", "undefined": return .null
    case "b", "u", "r", "f":
      if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") { return strings() }
    case "JSON.stringify":
      if peek == UInt8(ascii: "(") {
        position += 1
        let inner = value(depth: depth + 1)
        skipExpression()
        return inner.map { .string(Text($0.compact)) }
      }
    default: break
    }
    // An expression, such as `file` or `new Date()`.
    guard !word.isEmpty else { return nil }
    return skipExpression() ? .null : nil
  }

  /// Skips to the comma or the bracket that ends a value.
  @discardableResult
  private mutating func skipExpression() -> Bool {
    var depth = 0
    let end = min(bytes.endIndex, position + Self.expressionLimit)
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return true }
        depth -= 1
      case UInt8(ascii: ","): if depth == 0 { return true }
      case UInt8(ascii: ";"), UInt8(ascii: "<"): return false
      default: break
      }
      position += 1
    }
    return position == bytes.endIndex
  }

  private mutating func object(depth: Int) -> JSONValue? {
    position += 1
    var object = JSONObject()
    while true {
      skipSpace()
      guard let byte = peek else { return .object(object) }
      if byte == UInt8(ascii: "}") {
        position += 1
        return .object(object)
      }
      let name: Text
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
        name = string()
      } else {
        let start = position
        while let byte = peek, isWord(byte) || byte == UInt8(ascii: "-") { position += 1 }
        name = Text(bytes[start..<position])
        guard !name.isEmpty else { return nil }
      }
      skipSpace()
      guard let mark = peek else { return .object(object) }
      if mark == UInt8(ascii: ",") || mark == UInt8(ascii: "}") {
        // { url, fields }: names of variables
        object.members.append(.init(name: name, value: .null))
      } else {
        // Ruby and PHP print =>
        if mark == UInt8(ascii: "="), position + 1 < bytes.endIndex, bytes[position + 1] == UInt8(ascii: ">") {
          position += 2
        } else {
          guard mark == UInt8(ascii: ":") else { return nil }
          position += 1
        }
        skipSpace()
        guard peek != nil else { return .object(object) }
        guard let value = value(depth: depth) else { return nil }
        object.members.append(.init(name: name, value: value))
      }
      skipSpace()
      if peek == UInt8(ascii: ",") {
        position += 1
      } else if let byte = peek, byte != UInt8(ascii: "}") {
        return nil
      }
    }
  }

  private mutating func array(depth: Int, end: UInt8) -> JSONValue? {
    position += 1
    var array: [JSONValue] = []
    while true {
      skipSpace()
      guard let byte = peek else { return .array(array) }
      if byte == end {
        position += 1
        return .array(array)
      }
      guard let value = value(depth: depth) else { return nil }
      array.append(value)
      skipSpace()
      if peek == UInt8(ascii: ",") {
        position += 1
      } else if let byte = peek, byte != end {
        return nil
      }
    }
  }

  /// Reads a string and those that are joined to it: `"a" + "b"`, or `"a" "b"` in Python. A string with an expression has no known value.
  private mutating func strings() -> JSONValue {
    var text: Text = ""
    var isKnown = true
    while true {
      let isTemplate = peek == UInt8(ascii: "`")
      let part = string()
      if isTemplate, part.bytes[...].contains("${") { isKnown = false }
      text = text + part
      let before = position
      skipSpace()
      let isJoined = peek == UInt8(ascii: "+")
      if isJoined {
        position += 1
        skipSpace()
      }
      if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") {
        continue
      }
      if isJoined {
        skipExpression()
        return .null
      }
      position = before
      return isKnown ? .string(text) : .null
    }
  }

  /// Reads a string in any quotation marks. One without an end goes to the end of the text.
  mutating func string() -> Text {
    guard let quote = peek else { return "" }
    position += 1
    var output: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == quote { break }
      guard byte == UInt8(ascii: "\\"), let escape = peek else {
        output.append(byte)
        continue
      }
      position += 1
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case 0x0A: break
      case UInt8(ascii: "x"):
        if let value = hexadecimal(2) { output.append(UInt8(value & 0xFF)) }
      case UInt8(ascii: "u"): output += unicode()
      default: output.append(escape)
      }
    }
    return Text(bytes: output)
  }

  private mutating func unicode() -> [UInt8] {
    guard var code = hexadecimal(4) else { return [] }
    if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      if let low = hexadecimal(4), (0xDC00..<0xE000).contains(low) {
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
    }
    return Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
  }

  private mutating func hexadecimal(_ count: Int) -> UInt32? {
    let digits = bytes[position...].prefix(count)
    guard digits.count == count, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      return nil
    }
    position += count
    return value
  }
}

extension JSONValue {
  /// The value as JSON without white space.
  fileprivate var compact: String {
    switch self {
    case .null: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): "\"" + Self.escaped(text) + "\""
    case .array(let values): "[" + values.map(\.compact).joined(separator: ",") + "]"
    case .object(let object):
      "{" + object.members.map { "\"\(Self.escaped($0.name))\":" + $0.value.compact }.joined(separator: ",") + "}"
    }
  }

  private static func escaped(_ text: Text) -> String {
    var output = ""
    for scalar in text.string.unicodeScalars {
      switch scalar {
      case "\"", "\\": output += "\\" + String(scalar)
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
