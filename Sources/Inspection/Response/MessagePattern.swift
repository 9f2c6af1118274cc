import ReferenceImpl
package import VideoSpec

/// The wording of a message, with names in braces for what differs: `the region '{region}' is wrong; expecting '{expected}'`.
///
/// A message matches only as a whole. Case, the kind of quotation mark, the width of white space and a full stop at the end do not
/// matter: stores and SDKs differ in them.
package struct MessagePattern: Hashable, Sendable {
  /// The pattern as it is written in the table.
  package let text: String
  /// The names of the captures, in order.
  package let names: [String]
  /// What comes before, between and after the captures, folded.
  let literals: [[UInt8]]

  package init(_ text: String) {
    self.text = text
    var literals: [[UInt8]] = [[]]
    var names: [String] = []
    var rest = Message(Text(text), keepsFullStop: true).folded[...]
    let shown = Message(Text(text), keepsFullStop: true).shown
    var index = 0
    while let byte = rest.first {
      if byte == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
        let first = shown[(index + 1)...].first,
        first.isASCIIAlphanumeric
      {
        names.append(Text(shown[(index + 1)..<end]).string)
        literals.append([])
        index = end + 1
      } else {
        literals[literals.count - 1].append(byte)
        index += 1
      }
      rest = rest[index...]
    }
    if literals[literals.count - 1].last == UInt8(ascii: ".") { literals[literals.count - 1].removeLast() }
    self.names = names
    self.literals = literals
  }

  /// The number of bytes that are fixed.
  var weight: Int { literals.reduce(0) { $0 + $1.count } }

  /// Whether a whole message has this wording.
  package func matches(_ message: Text) -> Bool { captures(in: Message(message)) != nil }

  /// A message, prepared to be compared with many patterns.
  struct Message: Sendable {
    /// The message with white space collapsed, without a full stop at its end.
    let shown: [UInt8]
    /// The message in lower case with one kind of quotation marks. It has the same length.
    let folded: [UInt8]

    /// Messages are shorter. What comes later is not read.
    private static let limit = 1 << 16

    init(_ text: Text, keepsFullStop: Bool = false) {
      var shown: [UInt8] = []
      shown.reserveCapacity(min(text.bytes.count, Self.limit))
      for byte in text.bytes.prefix(Self.limit) {
        let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
        if !isSpace {
          shown.append(byte)
        } else if let last = shown.last, last != 0x20 {
          shown.append(0x20)
        }
      }
      while shown.last == 0x20 { shown.removeLast() }
      if !keepsFullStop, shown.last == UInt8(ascii: ".") { shown.removeLast() }
      self.shown = shown
      folded = shown.map { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "\""), UInt8(ascii: "`"): UInt8(ascii: "'")
        default: byte
        }
      }
    }
  }

  /// What the captures stand for in a message; nil if the message does not have this wording.
  func captures(in message: Message) -> [String: Text]? {
    let bytes = message.folded
    guard let first = literals.first, let last = literals.last else { return nil }
    if names.isEmpty { return bytes == first ? [:] : nil }
    guard bytes.count >= first.count + last.count, bytes.starts(with: first),
      bytes.suffix(last.count).elementsEqual(last)
    else { return nil }
    let end = bytes.count - last.count
    var index = first.count
    var captures: [String: Text] = [:]
    for (name, literal) in zip(names, literals.dropFirst()).dropLast() {
      guard let start = Self.find(literal, in: bytes[index..<end]) else { return nil }
      captures[name] = captures[name] ?? Text(message.shown[index..<start]).trimmed
      index = start + literal.count
    }
    if let name = names.last { captures[name] = captures[name] ?? Text(message.shown[index..<end]).trimmed }
    return captures
  }

  static func find(_ literal: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = literal.first, bytes.count >= literal.count else {
      return literal.isEmpty ? bytes.startIndex : nil
    }
    var index = bytes.startIndex
    while index <= bytes.endIndex - literal.count {
      if bytes[index] == first, bytes[index...].starts(with: literal) { return index }
      index += 1
    }
    return nil
  }

  /// A message with this wording.
  package func message(_ values: (String) -> String) -> String {
    var output = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: start)..<end])
      if names.contains(name) {
        output += rest[..<start] + values(name)
      } else {
        output += rest[...end]
      }
      rest = rest[rest.index(after: end)...]
    }
    return output + rest
  }
}
