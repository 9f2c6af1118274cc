public import VideoSpec

/// Reads the members of an input, and names the one that is missing or malformed.
public struct InputReader: Sendable {
  private let value: JSONValue
  private let path: String

  public init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  /// The names of all members, in order.
  public var memberNames: [String] { (value.object?.members ?? []).map(\.name.string) }

  public func text(_ name: String) throws(InputError) -> Text {
    guard let text = try optionalText(name) else { throw fault(name, "is missing") }
    return text
  }

  /// Reads a text: a string, or an object with its bytes in Base64.
  public func optionalText(_ name: String) throws(InputError) -> Text? {
    guard let member = value[Text(name)] else { return nil }
    guard let text = Text(protocolForm: member) else {
      throw fault(name, "must be a string or {\"base64\": …}")
    }
    return text
  }

  public func bool(_ name: String) throws(InputError) -> Bool? {
    guard let member = value[Text(name)] else { return nil }
    guard let bool = member.bool else { throw fault(name, "must be true or false") }
    return bool
  }

  public func integer(_ name: String) throws(InputError) -> Int {
    guard let integer = value[Text(name)]?.integer else { throw fault(name, "must be an integer") }
    return integer
  }

  public func optionalInteger(_ name: String) throws(InputError) -> Int? {
    value[Text(name)] == nil ? nil : try integer(name)
  }

  /// Reads a number of bytes or seconds: a decimal string.
  public func size(_ name: String) throws(InputError) -> Int {
    let text = try text(name)
    guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int(text.string) else {
      throw fault(name, "must be a string of decimal digits, at most 2⁶³-1")
    }
    return size
  }

  public func optionalArray(_ name: String) throws(InputError) -> [JSONValue]? {
    guard let member = value[Text(name)] else { return nil }
    guard let array = member.array else { throw fault(name, "must be an array") }
    return array
  }

  public func texts(_ name: String) throws(InputError) -> [Text] {
    guard let array = value[Text(name)]?.array else { throw fault(name, "must be an array") }
    var texts: [Text] = []
    for (index, item) in array.enumerated() {
      guard let text = Text(protocolForm: item) else {
        throw fault("\(name)[\(index)]", "must be a string or {\"base64\": …}")
      }
      texts.append(text)
    }
    return texts
  }

  public func integers(_ name: String) throws(InputError) -> [Int] {
    guard let integers = value[Text(name)]?.array?.map(\.integer), !integers.contains(nil) else {
      throw fault(name, "must be an array of integers")
    }
    return integers.compactMap(\.self)
  }

  public func time(_ name: String) throws(InputError) -> Timestamp {
    guard let time = Timestamp(iso8601: try text(name)) else {
      throw fault(name, "must be a time such as 2026-01-02T03:04:05Z")
    }
    return time
  }

  /// Reads a string that names a value. An absent member means `fallback`.
  public func choice<Choice: RawRepresentable>(
    _ name: String, default fallback: Choice
  ) throws(InputError) -> Choice where Choice.RawValue == String {
    guard let text = try optionalText(name) else { return fallback }
    guard let choice = Choice(rawValue: text.string) else { throw fault(name, "has the unknown value \"\(text)\"") }
    return choice
  }

  public func endpoint(_ name: String = "endpoint") throws(InputError) -> Endpoint {
    guard let endpoint = Endpoint(try text(name)) else { throw fault(name, "must be SCHEME://HOST[:PORT]") }
    return endpoint
  }

  public func optionalReader(_ name: String) throws(InputError) -> InputReader? {
    guard let member = value[Text(name)] else { return nil }
    guard member.object != nil else { throw fault(name, "must be an object") }
    return InputReader(member, path: path + name + ".")
  }

  public func reader(_ name: String) throws(InputError) -> InputReader {
    guard let reader = try optionalReader(name) else { throw fault(name, "is missing") }
    return reader
  }

  public func readers(_ name: String) throws(InputError) -> [InputReader] {
    guard let array = value[Text(name)]?.array else { throw fault(name, "must be an array") }
    return array.enumerated().map { InputReader($1, path: "\(path)\(name)[\($0)].") }
  }

  /// Reads ordered pairs of texts. The value may be null, and an absent member means no pairs.
  public func queryItems(_ name: String) throws(InputError) -> [QueryItem] {
    guard let member = value[Text(name)] else { return [] }
    guard let array = member.array else { throw fault(name, "must be an array of pairs") }
    var items: [QueryItem] = []
    for (index, item) in array.enumerated() {
      guard let pair = item.array, pair.count == 2, let first = Text(protocolForm: pair[0]),
        pair[1].isNull || Text(protocolForm: pair[1]) != nil
      else { throw fault("\(name)[\(index)]", "must be a pair of texts") }
      items.append(QueryItem(first, Text(protocolForm: pair[1])))
    }
    return items
  }

  /// Reads ordered pairs of texts. An absent member means no pairs.
  public func fields(_ name: String) throws(InputError) -> [HeaderField] {
    var fields: [HeaderField] = []
    for (index, pair) in try queryItems(name).enumerated() {
      guard let value = pair.value else { throw fault("\(name)[\(index)]", "must be a pair of texts") }
      fields.append(HeaderField(pair.name, value))
    }
    return fields
  }

  private func fault(_ name: String, _ reason: String) -> InputError { InputError(field: path + name, reason: reason) }
}
