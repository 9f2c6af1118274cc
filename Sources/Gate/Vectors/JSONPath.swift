import VideoSpec

/// The path of a value in a JSON text.
struct JSONPath: Hashable, Sendable, CustomStringConvertible {
  enum Step: Hashable, Sendable {
    case member(Text)
    case element(Int)
  }

  var steps: [Step] = []

  func appending(_ step: Step) -> JSONPath { JSONPath(steps: steps + [step]) }

  var description: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .member(let name): text += text.isEmpty ? name.string : ".\(name)"
      case .element(let index): text += "[\(index)]"
      }
    }
  }

  /// Returns the line, counted from 1, on which the value at this path begins, or its name if it is a member. If there is no such value,
  /// this is the line of the innermost value around it.
  ///
  /// - Parameter bytes: A JSON text that is known to be well-formed.
  func line(in bytes: [UInt8]) -> Int {
    var walker = JSONWalker(bytes: bytes)
    walker.walk(steps)
    return bytes[..<walker.position].count { $0 == 0x0A } + 1
  }
}

/// Follows a path through a JSON text that is known to be well-formed.
private struct JSONWalker {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func walk(_ steps: [JSONPath.Step]) {
    skipSpace()
    for (index, step) in steps.enumerated() {
      let start = position
      let found =
        switch step {
        case .member(let name): enterMember(name, isLast: index == steps.count - 1)
        case .element(let index): enterElement(index)
        }
      if !found {
        position = start
        return
      }
    }
  }

  private mutating func enterMember(_ name: Text, isLast: Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    while let byte = peek, byte != UInt8(ascii: "}") {
      let start = position
      skipValue()
      let found = (try? JSONValue(parsing: bytes[start..<position]))?.text == name
      if found, isLast {
        position = start
        return true
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { return false }
      if found { return true }
      skipValue()
      skipSpace()
      guard take(UInt8(ascii: ",")) else { return false }
    }
    return false
  }

  private mutating func enterElement(_ index: Int) -> Bool {
    guard take(UInt8(ascii: "[")) else { return false }
    for _ in 0..<index {
      skipValue()
      skipSpace()
      guard take(UInt8(ascii: ",")) else { return false }
    }
    return peek != UInt8(ascii: "]")
  }

  /// Skips a value: strings as a whole, arrays and objects by counting brackets, everything else up to its end.
  private mutating func skipValue() {
    var depth = 0
    repeat {
      guard let byte = peek else { return }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: if depth == 0 { skipScalar() }
      }
    } while depth > 0
  }

  private mutating func skipString() {
    while let byte = peek {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return }
    }
  }

  private mutating func skipScalar() {
    while let byte = peek, byte > 0x20, byte != UInt8(ascii: ","), byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}")
    {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    skipSpace()
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte <= 0x20 { position += 1 }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
}
