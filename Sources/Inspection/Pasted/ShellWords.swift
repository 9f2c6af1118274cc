import VideoSpec

/// Splits a command line into words, as bash, cmd.exe and PowerShell do.
struct ShellWords {
  /// A command has at most a few hundred words; the limit bounds what a hostile text costs.
  private static let limit = 2000

  private(set) var words: [Text] = []
  /// The offset after the command.
  private(set) var end: Int

  private let bytes: ArraySlice<UInt8>

  /// - Parameter start: The offset of the command's first byte.
  init(_ bytes: ArraySlice<UInt8>, from start: Int) {
    self.bytes = bytes
    end = start
    // Browsers quote for cmd.exe with carets: ^"https://…^".
    if Self.isForCmd(bytes[start...]) { readCmd() } else { readBash() }
  }

  /// Whether the first quotation mark has a caret.
  private static func isForCmd(_ bytes: ArraySlice<UInt8>) -> Bool {
    let line = bytes.prefix { $0 != 0x0A }
    guard let quote = line.firstIndex(of: UInt8(ascii: "\"")) else { return line.last == UInt8(ascii: "^") }
    return quote > line.startIndex && line[quote - 1] == UInt8(ascii: "^") || line.last == UInt8(ascii: "^")
  }

  // MARK: bash and PowerShell

  private mutating func readBash() {
    var word: [UInt8]?
    var index = end
    scan: while index < bytes.endIndex, words.count < Self.limit {
      let byte = bytes[index]
      switch byte {
      case 0x20, 0x09, 0:
        if let text = word { words.append(Text(bytes: text)) }
        word = nil
        index += 1
      case 0x0A: break scan
      case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        // Within a word it is part of a URL that was not quoted.
        if word == nil { break scan }
        word?.append(byte)
        index += 1
      case UInt8(ascii: "&"):
        guard word != nil, index + 1 < bytes.endIndex, bytes[index + 1] > 0x20, bytes[index + 1] != byte else {
          break scan
        }
        word?.append(byte)
        index += 1
      case UInt8(ascii: "'"):
        let isANSI = word == [UInt8(ascii: "$")]
        if isANSI { word = [] }
        index = readSingle(index + 1, into: &word, resolving: isANSI)
      case UInt8(ascii: "\""): index = readDouble(index + 1, into: &word)
      case UInt8(ascii: "\\"), UInt8(ascii: "`"):
        let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0x0A
        // A continuation may have spaces before its line break where an editor or a browser added them.
        var after = index + 1
        while after < bytes.endIndex, bytes[after] == 0x20 || bytes[after] == 0x09 { after += 1 }
        if after < bytes.endIndex, bytes[after] == 0x0A {
          index = after + 1
        } else if byte == UInt8(ascii: "`") {
          // The end of a code span, unless PowerShell continues the line.
          break scan
        } else {
          word = (word ?? []) + [next]
          index += 2
        }
      default:
        if word == nil { word = [] }
        word?.append(byte)
        index += 1
      }
    }
    if let text = word { words.append(Text(bytes: text)) }
    end = min(index, bytes.endIndex)
  }

  /// Reads to the closing quotation mark, and resolves the escapes of `$'…'`.
  private func readSingle(_ start: Int, into word: inout [UInt8]?, resolving: Bool) -> Int {
    var index = start
    if word == nil { word = [] }
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "'") {
      guard resolving, bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex else {
        word?.append(bytes[index])
        index += 1
        continue
      }
      let escape = bytes[index + 1]
      index += 2
      switch escape {
      case UInt8(ascii: "n"): word?.append(0x0A)
      case UInt8(ascii: "r"): word?.append(0x0D)
      case UInt8(ascii: "t"): word?.append(0x09)
      case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
        let digits = bytes[index...].prefix(escape == UInt8(ascii: "x") ? 2 : 4).prefix(while: Self.isHexadecimal)
        let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
        if escape == UInt8(ascii: "x") {
          word?.append(UInt8(value & 0xFF))
        } else {
          word? += Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
        }
        index += digits.count
      default: word?.append(escape)
      }
    }
    return index + 1
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private func readDouble(_ start: Int, into word: inout [UInt8]?) -> Int {
    var index = start
    if word == nil { word = [] }
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "`"), index + 1 < bytes.endIndex {
        let next = bytes[index + 1]
        if next == 0x0A {
          index += 2
          continue
        }
        if "\"\\$`".utf8.contains(next) {
          word?.append(next)
          index += 2
          continue
        }
      }
      word?.append(byte)
      index += 1
    }
    return index + 1
  }

  // MARK: cmd.exe

  private mutating func readCmd() {
    var word: [UInt8]?
    var isQuoted = false
    var index = end
    while index < bytes.endIndex, words.count < Self.limit {
      var byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "^"), index < bytes.endIndex {
        byte = bytes[index]
        index += 1
        if byte == 0x0A {
          // An escaped line break within quotation marks is followed by the one that it escapes.
          if isQuoted, index < bytes.endIndex, bytes[index] == 0x0A {
            word?.append(0x0A)
            index += 1
          }
          continue
        }
      } else if byte == 0x0A {
        index -= 1
        break
      }
      if byte == UInt8(ascii: "\\"), index < bytes.endIndex {
        // \" of the C runtime; the quotation mark may have a caret.
        var next = index
        if bytes[next] == UInt8(ascii: "^"), next + 1 < bytes.endIndex { next += 1 }
        if bytes[next] == UInt8(ascii: "\"") || bytes[next] == UInt8(ascii: "\\") {
          word = (word ?? []) + [bytes[next]]
          index = next + 1
          continue
        }
      }
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
        if word == nil { word = [] }
      } else if byte <= 0x20, !isQuoted {
        if let text = word { words.append(Text(bytes: text)) }
        word = nil
      } else {
        if word == nil { word = [] }
        word?.append(byte)
      }
    }
    if let text = word { words.append(Text(bytes: text)) }
    end = index
  }
}
