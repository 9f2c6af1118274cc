import ReferenceImpl
package import VideoSpec

/// The parameters of a request's query, checked against those of its operation.
package struct QueryValues: Sendable {
  private var integers: [Text: Int] = [:]
  private var texts: [Text: Text] = [:]

  /// No parameters.
  init() {}

  /// Reads a query. Parameters that the operation does not have are ignored.
  ///
  /// - Parameter target: The path and the query of the request line.
  /// - Throws: ``Rejection`` with ``ErrorCode/parameterInvalid`` for a value that is out of range, malformed or repeated (LIB-018).
  init(_ target: some Collection<UInt8>, _ parameters: [ServiceOperation.QueryParameter]) throws(Rejection) {
    guard !parameters.isEmpty, let mark = target.firstIndex(of: UInt8(ascii: "?")) else {
      for parameter in parameters {
        if case .integer(_, let usual) = parameter.value { integers[parameter.name] = usual }
      }
      return
    }
    var sent: [Text: [Text]] = [:]
    for (name, value) in URLEncodedForm.fields(Text(target[target.index(after: mark)...])) {
      sent[name, default: []].append(value)
    }
    for parameter in parameters { try read(sent[parameter.name] ?? [], of: parameter) }
  }

  /// The value of a parameter that is an integer, or its default.
  package func integer(_ name: Text) -> Int { integers[name] ?? 0 }

  /// The value of a parameter that is an integer without a default; nil if it was not sent.
  package func optionalInteger(_ name: Text) -> Int? { integers[name] }

  /// The value of a parameter that is a word or a text; nil if it was not sent.
  package func text(_ name: Text) -> Text? { texts[name] }

  /// Whether a parameter was sent.
  package func has(_ name: Text) -> Bool { sentNames.contains(name) }

  private var sentNames: Set<Text> = []

  private mutating func read(
    _ values: [Text], of parameter: ServiceOperation.QueryParameter
  ) throws(Rejection) {
    func rejection(_ message: String) -> Rejection {
      Rejection(.parameterInvalid, field: parameter.name.string, "the parameter \"\(parameter.name)\" \(message)")
    }
    if values.count > 1 { throw rejection("occurs \(values.count) times") }
    if !values.isEmpty { sentNames.insert(parameter.name) }
    switch parameter.value {
    case .integer(let range, let usual):
      guard let value = values.first else {
        integers[parameter.name] = usual
        return
      }
      guard let integer = Int(value.string), value.bytes.allSatisfy({ (0x30...0x39).contains($0) }),
        range.contains(integer)
      else {
        let bounds =
          range.upperBound == .max ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        throw rejection("must be an integer \(bounds)")
      }
      integers[parameter.name] = integer
    case .word(let words):
      guard let value = values.first else { return }
      guard words.contains(where: { Text($0) == value }) else {
        throw rejection("must be one of \(words.joined(separator: ", "))")
      }
      texts[parameter.name] = value
    case .text(let longest, _):
      guard let value = values.first else { return }
      guard let string = value.validString else { throw rejection("is not UTF-8") }
      guard string.unicodeScalars.count <= longest else { throw rejection("has more than \(longest) characters") }
      texts[parameter.name] = value
    }
  }
}

/// Names and values as forms and queries encode them (WHATWG URL, application/x-www-form-urlencoded).
enum URLEncodedForm {
  /// Returns the fields in their order. A field without `=` has no value.
  static func fields(_ text: Text) -> [(name: Text, value: Text)] {
    text.split(at: UInt8(ascii: "&")).filter { !$0.isEmpty }.map { pair in
      let (name, value) = pair.splitOnce(at: UInt8(ascii: "=")) ?? (pair, Text())
      return (decoded(name), decoded(value))
    }
  }

  /// Decodes a name or a value, where a plus sign is a space.
  private static func decoded(_ text: Text) -> Text {
    PercentEncoding.decode(Text(bytes: text.bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }))
  }
}
