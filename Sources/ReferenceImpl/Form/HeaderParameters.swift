import VideoSpec

/// The parameters of a header's value: all that follows the first semicolon in `form-data; name="key"; filename="a;b.webm"`.
struct HeaderParameters {
  /// The values by their names in lower case.
  private let values: [Text: Text]

  /// Reads `name=value` and `name="value"` between semicolons, with or without white space around them.
  ///
  /// In a quoted value, `\"` and `\\` stand for the second character, and every other character stands for itself (FRM-011): browsers
  /// write `C:\video.webm` and `%22`. An unquoted value may contain more than a token, because boundaries and file names do: all but
  /// `"`, `;`, spaces and control characters.
  /// - Throws: ``Rejection``, MalformedPOSTRequest, also for a name that occurs twice, because readers disagree about which counts.
  init(_ bytes: ArraySlice<UInt8>) throws(Rejection) {
    var scanner = ParameterScanner(rest: bytes)
    var values: [Text: Text] = [:]
    while let (name, value) = try scanner.next() {
      guard values.updateValue(value, forKey: name) == nil else {
        throw .malformedForm("a header has a parameter twice")
      }
    }
    self.values = values
  }

  /// - Parameter name: In lower case.
  subscript(name: Text) -> Text? { values[name] }
}

private struct ParameterScanner {
  var rest: ArraySlice<UInt8>

  private static let semicolon = UInt8(ascii: ";")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Returns the next parameter, or `nil` at the end. Skips empty ones, for instance after a trailing semicolon.
  mutating func next() throws(Rejection) -> (name: Text, value: Text)? {
    rest = rest.drop { $0 == Self.semicolon || Self.isSpace($0) }
    guard !rest.isEmpty else { return nil }
    let name = take { $0 != UInt8(ascii: "=") && $0 != Self.semicolon }.withoutOptionalSpace.lowercased
    guard rest.popFirst() == UInt8(ascii: "="), !name.isEmpty, name.bytes.allSatisfy(\.isTokenCharacter) else {
      throw .malformedForm("a parameter of a header is not NAME=VALUE")
    }
    rest = rest.drop(while: Self.isSpace)
    let value = rest.first == Self.quote ? try quotedValue() : try value()
    return (name, value)
  }

  private mutating func value() throws(Rejection) -> Text {
    let value = take { $0 != Self.semicolon }.withoutOptionalSpace
    guard !value.isEmpty, value.bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != Self.quote }) else {
      throw .malformedForm("a parameter of a header has no value, or one that must be quoted")
    }
    return value
  }

  private mutating func quotedValue() throws(Rejection) -> Text {
    var value: [UInt8] = []
    rest.removeFirst()
    while let byte = rest.popFirst() {
      if byte == Self.quote {
        let behind = take { $0 != Self.semicolon }
        guard behind.withoutOptionalSpace.isEmpty else {
          throw .malformedForm("a quoted parameter is followed by other text")
        }
        return Text(bytes: value)
      }
      if byte == Self.backslash, let next = rest.first, next == Self.quote || next == Self.backslash {
        value.append(next)
        rest.removeFirst()
      } else {
        value.append(byte)
      }
    }
    throw .malformedForm("a quoted parameter has no closing quotation mark")
  }

  private mutating func take(while condition: (UInt8) -> Bool) -> Text {
    let taken = rest.prefix(while: condition)
    rest = rest[taken.endIndex...]
    return Text(taken)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Decodes a parameter's value that names its character set: `UTF-8'en'na%C3%AFve.webm` (RFC 5987).
enum ExtendedValue {
  /// Returns the value in UTF-8, or `nil` if it is not well-formed or its character set is neither UTF-8 nor ISO-8859-1.
  static func decode(_ text: Text) -> Text? {
    let parts = text.split(at: UInt8(ascii: "'"))
    guard parts.count == 3, PercentEncoding.isWellFormed(parts[2].bytes[...]), parts[2].bytes.allSatisfy(isValue) else {
      return nil
    }
    let decoded = PercentEncoding.decode(parts[2])
    switch parts[0].lowercased {
    case "utf-8": return decoded.validString == nil ? nil : decoded
    case "iso-8859-1": return Text(decoded.bytes.flatMap { UTF8.encode(Unicode.Scalar($0))! })
    default: return nil
    }
  }

  /// RFC 5987's attr-char and the `%` of an escape: a token's characters except for `*` and `'`.
  private static func isValue(_ byte: UInt8) -> Bool {
    byte.isTokenCharacter && byte != UInt8(ascii: "*") && byte != UInt8(ascii: "'")
  }
}
