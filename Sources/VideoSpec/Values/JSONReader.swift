/// The reason why a text is not JSON, and its position.
public struct JSONError: Error, Hashable, Sendable {
  /// The line, counted from 1.
  public var line: Int
  /// The column in bytes, counted from 1.
  public var column: Int
  public var reason: String
}

extension JSONError: CustomStringConvertible {
  public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSONValue {
  /// Parses one JSON text (RFC 8259) strictly. It rejects trailing bytes, duplicate names, lone surrogates and malformed UTF-8.
  ///
  /// - Parameters:
  ///   - bytes: The text, in UTF-8 without a byte order mark.
  ///   - depthLimit: The maximum nesting of arrays and objects. Deeper nesting is an error, not a stack overflow.
  /// - Throws: ``JSONError`` with the line and column of the first error.
  public init(parsing bytes: some Collection<UInt8>, depthLimit: Int = 64) throws(JSONError) {
    var reader = JSONReader(Array(bytes), depthLimit: depthLimit)
    self = try reader.value()
    try reader.end()
  }
}

/// Reads a JSON text piece by piece, for readers that do not need a tree of all values.
package struct JSONReader: ~Copyable {
  private let bytes: [UInt8]
  private let depthLimit: Int
  private var position = 0
  private var depth = 0

  /// - Parameters: See ``JSONValue/init(parsing:depthLimit:)``.
  package init(_ bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  /// The first byte of the next value, after white space; nil at the end of the text.
  package mutating func nextByte() -> UInt8? {
    skipSpace()
    return peek
  }

  /// Checks that nothing but white space follows.
  package mutating func end() throws(JSONError) {
    if let byte = nextByte() { throw fault("unexpected \(shown(byte)) after the value") }
  }

  /// Reads the next value.
  package mutating func value() throws(JSONError) -> JSONValue {
    guard let byte = nextByte() else { throw fault("the text ends where a value is expected") }
    switch byte {
    case UInt8(ascii: "{"):
      var object = JSONObject()
      try members { reader, name throws(JSONError) in
        object.members.append(.init(name: name, value: try reader.value()))
      }
      return .object(object)
    case UInt8(ascii: "["):
      var array: [JSONValue] = []
      try elements { reader throws(JSONError) in array.append(try reader.value()) }
      return .array(array)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case 0xEF where bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]):
      throw fault("JSON must not begin with a byte order mark")
    default: throw fault("unexpected \(shown(byte)) where a value is expected")
    }
  }

  /// Reads an object whose `{` is the next byte. Names are unique.
  ///
  /// - Parameter read: Reads the value of the member with the given name.
  package mutating func members(
    _ read: (inout JSONReader, Text) throws(JSONError) -> Void
  ) throws(JSONError) {
    try enter()
    defer { depth -= 1 }
    var first: Text?
    var others = SmallTextTable<Void>()
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    while true {
      skipSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw fault("expected a member's name") }
      let name = try string()
      // Many objects have one member, whose name needs no table.
      let isNew = first == nil || (first != name && others.insert(name))
      if first == nil { first = name }
      guard isNew else { throw fault("the name \"\(name)\" occurs twice", at: start) }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("expected a colon after the name \"\(name)\"") }
      try read(&self, name)
      skipSpace()
      if take(UInt8(ascii: "}")) { return }
      guard take(UInt8(ascii: ",")) else { throw fault("expected a comma or \"}\"") }
    }
  }

  /// Reads an array whose `[` is the next byte.
  ///
  /// - Parameter read: Reads an element.
  package mutating func elements(_ read: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    try enter()
    defer { depth -= 1 }
    skipSpace()
    if take(UInt8(ascii: "]")) { return }
    while true {
      try read(&self)
      skipSpace()
      if take(UInt8(ascii: "]")) { return }
      guard take(UInt8(ascii: ",")) else { throw fault("expected a comma or \"]\"") }
    }
  }

  /// Reads a string whose opening quotation mark is the next byte.
  package mutating func string() throws(JSONError) -> Text {
    let start = position
    position += 1
    var result: [UInt8] = []
    while true {
      let end = endOfPlainText(from: position)
      // Copying a slice directly takes twice as long.
      bytes.withUnsafeBufferPointer { bytes in
        let plain = UnsafeBufferPointer(rebasing: bytes[position..<end])
        if result.isEmpty { result = Array(plain) } else { result.append(contentsOf: plain) }
      }
      position = end
      guard let byte = peek else { throw fault("the string that begins here has no end", at: start) }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        let text = Text(bytes: result)
        if !text.isUTF8 { throw fault("the string that begins here is not UTF-8", at: start) }
        return text
      case UInt8(ascii: "\\"): result += try escape()
      default: throw fault("a string contains an unescaped control character", at: position - 1)
      }
    }
  }

  /// The position of the next quotation mark, backslash or control character, or the end of the text.
  private func endOfPlainText(from start: Int) -> Int {
    var end = start
    while let word = word(at: end), !JSONReader.endsPlainText(word) { end += 8 }
    return bytes.withUnsafeBufferPointer { bytes in
      while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
        end += 1
      }
      return end
    }
  }

  /// Whether one of eight bytes is a quotation mark, a backslash or a control character.
  private static func endsPlainText(_ word: UInt64) -> Bool {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    // The difference has the top bit of each byte that is less than what is subtracted, and of no byte below the first such one.
    func less(_ word: UInt64, _ limit: UInt64) -> UInt64 { (word &- ones &* limit) & ~word & tops }
    return less(word, 0x20) | less(word ^ ones &* 0x22, 1) | less(word ^ ones &* 0x5C, 1) != 0
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    let start = position - 1
    guard let byte = peek else { throw fault("the text ends in an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = try hexUnit(start)
      if (0xD800..<0xDC00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault("a lone surrogate", at: start) }
        let low = try hexUnit(start)
        guard (0xDC00..<0xE000).contains(low) else { throw fault("a lone surrogate", at: start) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("a lone surrogate", at: start) }
      return Array(Character(scalar).utf8)
    default: throw fault("unknown escape \\\(shown(byte))", at: start)
    }
  }

  private mutating func hexUnit(_ start: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw fault("\\u needs four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONError) -> String {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits("expected a digit of a number") }
    if take(UInt8(ascii: ".")) { try digits("expected a digit after the decimal point") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits("expected a digit in the exponent")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits(_ complaint: String) throws(JSONError) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw fault(complaint) }
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: expected) else { throw fault("expected \(word)") }
    position += expected.count
    return value
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    if depth > depthLimit { throw fault("nested deeper than \(depthLimit)") }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      // Most space is indentation.
      position += word(at: position) == 0x2020_2020_2020_2020 ? 8 : 1
    }
  }

  /// Eight bytes, or nil if there are fewer.
  private func word(at position: Int) -> UInt64? {
    guard position <= bytes.count - 8 else { return nil }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func shown(_ byte: UInt8) -> String {
    (0x21..<0x7F).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "the byte 0x\(String(byte, radix: 16))"
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> JSONError {
    let read = bytes[..<(offset ?? position)]
    let lineStart = read.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONError(
      line: read.count { $0 == 0x0A } + 1, column: read.count - lineStart + 1, reason: reason)
  }
}
