import ReferenceImpl
import VideoSpec

/// Reads a text as programming languages print it: `'…'`, `"…"`, `` `…` ``, Python's `b'…'`, JavaScript's `'…' +`.
struct PrintedLiteral {
  /// The decoded text.
  var text: Text
  /// The position after the literal.
  var end: Int
  /// Whether the closing quotation mark is there.
  var isClosed: Bool

  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
  }

  /// Reads the literal whose quotation mark is at `start`, and the literals that are joined to it by `+` or white space.
  ///
  /// A list such as `'a', 'b'` is not joined. A literal on a later line is joined only if the line holds nothing before it.
  init(_ bytes: ArraySlice<UInt8>, at start: Int) {
    var output: [UInt8] = []
    var index = start
    var isClosed = false
    while true {
      isClosed = Self.read(bytes, &index, into: &output)
      guard isClosed else { break }
      var ahead = index
      while ahead < bytes.endIndex, Self.isSpace(bytes[ahead]) { ahead += 1 }
      if ahead < bytes.endIndex, bytes[ahead] == UInt8(ascii: "+") {
        ahead += 1
        while ahead < bytes.endIndex, Self.isSpace(bytes[ahead]) { ahead += 1 }
      }
      // Python repeats the prefix: b'…' b'…'.
      if ahead + 1 < bytes.endIndex, bytes[ahead] == UInt8(ascii: "b") || bytes[ahead] == UInt8(ascii: "u"),
        Self.isQuote(bytes[ahead + 1])
      {
        ahead += 1
      }
      guard ahead > index, ahead < bytes.endIndex, Self.isQuote(bytes[ahead]) else { break }
      index = ahead
    }
    text = Text(bytes: output)
    end = index
    self.isClosed = isClosed
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Reads one literal. Returns whether it is closed.
  private static func read(_ bytes: ArraySlice<UInt8>, _ index: inout Int, into output: inout [UInt8]) -> Bool {
    let quote = bytes[index]
    index += 1
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == quote {
        index += 1
        return true
      }
      guard byte == UInt8(ascii: "\\"), index + 1 < bytes.endIndex else {
        output.append(byte)
        index += 1
        continue
      }
      index += escape(bytes[index...], into: &output)
    }
    return false
  }

  /// Decodes the escape at the beginning of `bytes`. Returns its length.
  static func escape(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) -> Int {
    let start = bytes.startIndex
    let letter = bytes[start + 1]
    func hexadecimal(_ from: Int, _ count: Int) -> UInt32? {
      guard from + count <= bytes.endIndex else { return nil }
      return bytes[from..<(from + count)].reduce(UInt32?(0)) { value, byte in
        guard let value, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
        return value << 4 | UInt32(digit)
      }
    }
    switch letter {
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "x"):
      guard let value = hexadecimal(start + 2, 2) else { fallthrough }
      output.append(UInt8(value))
      return 4
    case UInt8(ascii: "u"):
      guard letter == UInt8(ascii: "u"), let value = hexadecimal(start + 2, 4), let scalar = Unicode.Scalar(value)
      else { fallthrough }
      output += Array(String(Character(scalar)).utf8)
      return 6
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "/"):
      output.append(letter)
    default: output += [UInt8(ascii: "\\"), letter]
    }
    return 2
  }
}

/// The names and the values of an object as a programming language prints it: JSON, `util.inspect` of Node.js, a Python
/// dictionary, a Ruby hash, an Elixir map, Rust's `Debug`, Java's `toString`.
///
/// It is read leniently: names may be quoted, and `:`, `=>` and `=` may follow them.
struct PrintedObject {
  struct Member: Hashable {
    /// The name of the enclosing object; empty for the outermost.
    var parent: Text
    var name: Text
    var value: Text
    /// Whether the value is quoted.
    var isText: Bool
  }

  private(set) var members: [Member] = []

  /// The number of bytes that are read of one object.
  static let limit = 1 << 18

  init(_ text: Text) {
    var reader = Reader(bytes: text.bytes.prefix(Self.limit))
    reader.run()
    members = reader.members
  }

  /// The first value of one of the names, whatever the enclosing object.
  func value(_ names: Text...) -> Text? {
    for name in names {
      if let member = members.first(where: { $0.name == name }) { return member.value }
    }
    return nil
  }

  /// The members of the objects with this name, compared without regard to case.
  func members(of parent: Text) -> [Member] { members.filter { $0.parent.equalsIgnoringCase(parent) } }

  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var members: [Member] = []
    private var parents: [Text] = []
    private var pending: Text?
    /// Whether the value of ``pending`` is written as a call, whose arguments may have names.
    private var isConstructed = false
    /// A text without a name, the first of a pair such as `{"host", "h"}`.
    private var loose: Text?

    init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    mutating func run() {
      var index = bytes.startIndex
      while index < bytes.endIndex {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
          // `Some("…")` and `StatusCode(403)` are values of the name before them.
          if byte == UInt8(ascii: "(") {
            index += 1
            continue
          }
          // `Object [AxiosHeaders] {`: the class of an object that has its own name.
          if byte == UInt8(ascii: "["), pending != nil, let end = className(at: index) {
            index = end
            continue
          }
          if parents.count < 64 { parents.append(pending ?? parents.last ?? "") }
          pending = nil
          loose = nil
          index += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          _ = parents.popLast()
          pending = nil
          loose = nil
          index += 1
        case UInt8(ascii: ","), UInt8(ascii: ";"):
          pending = nil
          index += 1
        case let quote where PrintedLiteral.isQuote(quote):
          let literal = PrintedLiteral(bytes, at: index)
          index = literal.end
          take(literal.text, isText: true, &index)
        case let letter where Self.isWord(letter):
          var end = index + 1
          while end < bytes.endIndex, Self.isWord(bytes[end]) { end += 1 }
          // A prefix of a literal: b'…', u'…'.
          if end < bytes.endIndex, end - index == 1, PrintedLiteral.isQuote(bytes[end]) {
            index = end
            continue
          }
          let word = Text(bytes[index..<end])
          index = end
          take(word, isText: false, &index)
        default: index += 1
        }
      }
    }

    /// The position after `[Name]` if an object follows; nil otherwise.
    private func className(at index: Int) -> Int? {
      var end = index + 1
      while end < bytes.endIndex, end - index < 80, Self.isWord(bytes[end]) { end += 1 }
      guard end > index + 1, bytes[end...].starts(with: "] {".utf8) else { return nil }
      return end + 1
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".") || byte >= 0x80
    }

    /// Takes a word or a literal: a name if `:`, `=>` or `=` follows, and otherwise a value.
    private mutating func take(_ text: Text, isText: Bool, _ index: inout Int) {
      var ahead = index
      while ahead < bytes.endIndex, bytes[ahead] == 0x20 { ahead += 1 }
      if ahead < bytes.endIndex, pending == nil || isConstructed {
        if bytes[ahead] == UInt8(ascii: "=") {
          index = ahead + 1
          if index < bytes.endIndex, bytes[index] == UInt8(ascii: ">") { index += 1 }
          pending = text
          isConstructed = false
          return
        }
        // `::` is a path of Rust or Ruby.
        if bytes[ahead] == UInt8(ascii: ":"), ahead + 1 >= bytes.endIndex || bytes[ahead + 1] != UInt8(ascii: ":") {
          index = ahead + 1
          pending = text
          isConstructed = false
          return
        }
      }
      if let name = pending {
        // `Some("…")` and `HeaderValue { … }`: the value follows, or members with names.
        if !isText, ahead < bytes.endIndex, "({[".utf8.contains(bytes[ahead]) {
          index = ahead
          if bytes[ahead] == UInt8(ascii: "(") {
            index += 1
            isConstructed = true
          }
          return
        }
        members.append(Member(parent: parents.last ?? "", name: name, value: text, isText: isText))
        pending = nil
      } else if isText {
        if let name = loose {
          members.append(Member(parent: parents.last ?? "", name: name, value: text, isText: true))
          loose = nil
        } else {
          loose = text
        }
      }
    }
  }
}
