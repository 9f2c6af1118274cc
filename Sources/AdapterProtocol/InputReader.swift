public import VideoSpec

/// Reads the members of an input, and says which one is missing or ill-formed.
public struct InputReader: Sendable {
  private let value: JSONValue
  private let path: String

  public init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  /// The members, by name, in order.
  public var members: [(name: String, value: JSONValue)] {
    (value.object?.members ?? []).map { ($0.name.string, $0.value) }
  }

  public func text(_ name: String) throws(InputError) -> Text {
    guard let text = try optionalText(name) else { throw fault(name, "is missing") }
    return text
  }

  /// A text: a string, or an object with its Base64.
  public func optionalText(_ name: String) throws(InputError) -> Text? {
    guard let member = value[Text(name)] else { return nil }
    guard let text = Text(protocolForm: member) else {
      throw fault(name, "should be a string or {\"base64\"}")
    }
    return text
  }

  public func bool(_ name: String) throws(InputError) -> Bool? {
    guard let member = value[Text(name)] else { return nil }
    guard let bool = member.bool else { throw fault(name, "should be true or false") }
    return bool
  }

  public func integer(_ name: String) throws(InputError) -> Int {
    guard let integer = value[Text(name)]?.integer else { throw fault(name, "should be an integer") }
    return integer
  }

  public func optionalInteger(_ name: String) throws(InputError) -> Int? {
    value[Text(name)] == nil ? nil : try integer(name)
  }

  /// A number of bytes or seconds: a decimal string.
  public func size(_ name: String) throws(InputError) -> Int {
    let text = try text(name)
    guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int(text.string) else {
      throw fault(name, "should be a decimal string of at most 2⁶³-1")
    }
    return size
  }

  public func texts(_ name: String) throws(InputError) -> [Text] {
    guard let array = value[Text(name)]?.array else { throw fault(name, "should be an array") }
    var texts: [Text] = []
    for (index, item) in array.enumerated() {
      guard let text = Text(protocolForm: item) else { throw fault("\(name)[\(index)]", "should be a text") }
      texts.append(text)
    }
    return texts
  }

  public func integers(_ name: String) throws(InputError) -> [Int] {
    guard let integers = value[Text(name)]?.array?.map(\.integer), !integers.contains(nil) else {
      throw fault(name, "should be an array of integers")
    }
    return integers.compactMap(\.self)
  }

  public func time(_ name: String) throws(InputError) -> Timestamp {
    guard let time = Timestamp(iso8601: try text(name)) else { throw fault(name, "should be as 2026-01-02T03:04:05Z") }
    return time
  }

  public func choice<Choice: RawRepresentable>(
    _ name: String, default fallback: Choice
  ) throws(InputError) -> Choice where Choice.RawValue == String {
    guard let text = try optionalText(name) else { return fallback }
    guard let choice = Choice(rawValue: text.string) else { throw fault(name, "has no meaning for \"\(text)\"") }
    return choice
  }

  public func endpoint(_ name: String = "endpoint") throws(InputError) -> Endpoint {
    guard let endpoint = Endpoint(try text(name)) else { throw fault(name, "should be SCHEME://HOST[:PORT]") }
    return endpoint
  }

  public func optionalReader(_ name: String) throws(InputError) -> InputReader? {
    guard let member = value[Text(name)] else { return nil }
    guard member.object != nil else { throw fault(name, "should be an object") }
    return InputReader(member, path: path + name + ".")
  }

  public func reader(_ name: String) throws(InputError) -> InputReader {
    guard let reader = try optionalReader(name) else { throw fault(name, "is missing") }
    return reader
  }

  public func readers(_ name: String) throws(InputError) -> [InputReader] {
    guard let array = value[Text(name)]?.array else { throw fault(name, "should be an array") }
    return array.enumerated().map { InputReader($1, path: "\(path)\(name)[\($0)].") }
  }

  /// Ordered pairs whose second half may be null; an absent member is none.
  public func pairs(_ name: String) throws(InputError) -> [(name: Text, value: Text?)] {
    guard let member = value[Text(name)] else { return [] }
    guard let array = member.array else { throw fault(name, "should be an array of pairs") }
    var pairs: [(name: Text, value: Text?)] = []
    for (index, item) in array.enumerated() {
      guard let pair = item.array, pair.count == 2, let first = Text(protocolForm: pair[0]),
        pair[1].isNull || Text(protocolForm: pair[1]) != nil
      else { throw fault("\(name)[\(index)]", "should be a pair of texts") }
      pairs.append((first, Text(protocolForm: pair[1])))
    }
    return pairs
  }

  /// Ordered pairs of texts; an absent member is none.
  public func fields(_ name: String) throws(InputError) -> [HeaderField] {
    var fields: [HeaderField] = []
    for (index, pair) in try pairs(name).enumerated() {
      guard let value = pair.value else { throw fault("\(name)[\(index)]", "should be a pair of texts") }
      fields.append(HeaderField(pair.name, value))
    }
    return fields
  }

  private func fault(_ name: String, _ reason: String) -> InputError { InputError(field: path + name, reason: reason) }
}

/// An input that does not follow `Docs/Protocol.md`. This is a fault of the sender, not a rejection.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  public var field: String
  public var reason: String

  public init(field: String, reason: String) {
    self.field = field
    self.reason = reason
  }

  public var description: String { "input.\(field): \(reason)" }
}
