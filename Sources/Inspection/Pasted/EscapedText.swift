import VideoSpec

/// Texts that are escaped within a pasted text: the strings of JSON and source code, and HTML.
enum EscapedText {
  /// The escaped texts among the lines that no format has claimed, decoded once.
  static func all(in lines: PastedLines) -> [(lines: Range<Int>, text: Text)] {
    var found: [(lines: Range<Int>, text: Text)] = []
    // The two characters \n within a line, or an escaped quotation mark or angle bracket.
    var numbers = Set(lines.lines(containing: "\\n"))
    numbers.formUnion(lines.lines(containing: "\\\""))
    numbers.formUnion(lines.lines(containing: "\\u003c", ignoringCase: true))
    for number in numbers.sorted() where !lines.isClaimed(number) {
      found.append((number..<(number + 1), withoutBackslashes(lines[number])))
    }
    let escaped = lines.lines(containing: "&lt;").filter { !numbers.contains($0) && !lines.isClaimed($0) }
    // Adjacent lines of HTML form one text.
    var run: Range<Int>?
    for number in escaped {
      if let last = run, number <= last.upperBound + 2, isUnclaimed(last.upperBound..<number, lines) {
        run = last.lowerBound..<(number + 1)
      } else {
        if let run { found.append((run, withoutEntities(lines.bytes(of: run)))) }
        run = number..<(number + 1)
      }
    }
    if let run { found.append((run, withoutEntities(lines.bytes(of: run)))) }
    return found
  }

  private static func isUnclaimed(_ range: Range<Int>, _ lines: PastedLines) -> Bool {
    range.allSatisfy { !lines.isClaimed($0) }
  }

  /// Resolves the escapes of JSON, JavaScript and Python strings.
  static func withoutBackslashes(_ bytes: ArraySlice<UInt8>) -> Text {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < bytes.endIndex else {
        output.append(byte)
        continue
      }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): break
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"), UInt8(ascii: "\\"): output.append(escape)
      case UInt8(ascii: "u"):
        let digits = bytes[index...].prefix(4)
        if digits.count == 4,
          let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
        {
          output += Array(String(Character(scalar)).utf8)
          index += 4
        } else {
          output += [byte, escape]
        }
      default: output += [byte, escape]
      }
    }
    return Text(bytes: output)
  }

  /// The character of a numeric reference, such as `&#x2F;`, and the number of its bytes.
  private static func reference(_ bytes: ArraySlice<UInt8>) -> ([UInt8], count: Int)? {
    guard bytes.starts(with: "&#".utf8), let end = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    var digits = bytes[..<end].dropFirst(2)
    let isHexadecimal = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
    if isHexadecimal { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (Array(String(Character(scalar)).utf8), end - bytes.startIndex + 1)
  }

  /// Resolves the character references of HTML once.
  static func withoutEntities(_ bytes: ArraySlice<UInt8>) -> Text {
    let names: [(Text, UInt8)] = [
      ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&amp;", 0x26), ("&#34;", 0x22), ("&#39;", 0x27),
      ("&#x27;", 0x27), ("&#10;", 0x0A), ("&#13;", 0x0D),
    ]
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == 0x26, let (name, byte) = names.first(where: { bytes[index...].starts(with: $0.0.bytes) }) {
        output.append(byte)
        index += name.bytes.count
      } else if bytes[index] == 0x26, let (character, count) = reference(bytes[index...].prefix(10)) {
        output += character
        index += count
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return Text(bytes: output)
  }
}
