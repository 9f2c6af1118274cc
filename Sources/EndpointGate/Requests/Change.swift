import Gate
import VideoSpec

/// The change of a request after signing, with all references replaced.
enum Change: Hashable, Sendable {
  case header(HeaderField)
  case removeHeader(Text)
  case query(HeaderField)
  case removeQuery(Text)
  case method(Text)
  case body(Text)
  case signature
  case head(find: Text, replace: Text)
  case field(HeaderField)
  case removeField(Text)
  case chunkSignature(Int)
  case trailerSignature
  case dropLastChunk
  case bodyBytes(find: Text, replace: Text)

  init(_ tampering: Tampering, _ values: ScenarioValues) throws(CaseStop) {
    func field(_ field: ScenarioField) throws(CaseStop) -> HeaderField {
      HeaderField(try values.text(field.name), try values.text(field.value))
    }
    switch tampering {
    case .header(let pair): self = .header(try field(pair))
    case .removeHeader(let name): self = .removeHeader(name)
    case .query(let pair): self = .query(try field(pair))
    case .removeQuery(let name): self = .removeQuery(name)
    case .method(let method): self = .method(method)
    case .body(let text): self = .body(try values.text(text))
    case .signature: self = .signature
    case .head(let find, let replace): self = .head(find: try values.text(find), replace: try values.text(replace))
    case .field(let pair): self = .field(try field(pair))
    case .removeField(let name): self = .removeField(name)
    case .chunkSignature(let number): self = .chunkSignature(number)
    case .trailerSignature: self = .trailerSignature
    case .dropLastChunk: self = .dropLastChunk
    case .bodyBytes(let find, let replace):
      self = .bodyBytes(find: try values.text(find), replace: try values.text(replace))
    }
  }
}

/// Changes of bytes, for ``Change``.
enum ByteChange {
  /// Replaces the first occurrence.
  ///
  /// - Throws: ``CaseStop`` if there is none: the scenario would test something else.
  static func replace(_ find: Text, with replacement: Text, in bytes: [UInt8]) throws(CaseStop) -> [UInt8] {
    guard let start = index(of: find.bytes, in: bytes) else {
      throw .notRun("\"\(Printable.text(find))\", which the scenario changes, does not occur in the request")
    }
    return Array(bytes[..<start]) + replacement.bytes + bytes[(start + find.bytes.count)...]
  }

  static func index(of part: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
    guard let first = part.first, bytes.count >= part.count else { return nil }
    var index = start
    while index <= bytes.count - part.count {
      if bytes[index] == first, bytes[index...].starts(with: part) { return index }
      index += 1
    }
    return nil
  }

  /// Returns another last digit than the given text has.
  static func alteringLast(_ text: Text) -> Text {
    var text = text
    guard let last = text.bytes.last else { return text }
    text.bytes[text.bytes.count - 1] = last == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    return text
  }

  /// Changes the last of the 64 digits after the n-th occurrence of a label.
  static func alterSignature(after label: String, number: Int, in bytes: [UInt8]) throws(CaseStop) -> [UInt8] {
    let label = Array(label.utf8)
    var end = 0
    for _ in 0..<number {
      guard let start = index(of: label, in: bytes, from: end) else {
        throw .notRun("the body has no chunk signature number \(number)")
      }
      end = start + label.count
    }
    guard end + 64 <= bytes.count else { throw .notRun("the body ends in the middle of a signature") }
    var bytes = bytes
    bytes[end + 63] = bytes[end + 63] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    return bytes
  }

  /// Cuts off the last chunk, which is empty, and what follows it.
  static func droppingLastChunk(_ bytes: [UInt8]) throws(CaseStop) -> [UInt8] {
    for mark in ["0;chunk-signature=", "0\r\n"].map({ Array($0.utf8) }) {
      if bytes.starts(with: mark) { return [] }
      let line = [0x0D, 0x0A] + mark
      if let start = bytes.indices.last(where: { bytes[$0] == 0x0D && bytes[$0...].starts(with: line) }) {
        return Array(bytes[..<(start + 2)])
      }
    }
    throw .notRun("the body has no last chunk")
  }
}
