/// A JSON value that preserves the order of members, the digits of numbers and the bytes of strings.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number, with its digits as written. For the value, use `integer`.
  case number(String)
  case string(Text)
  case array([JSONValue])
  case object(JSONObject)
}

/// The members of a JSON object, in order.
///
/// Names are unique. Setting by subscript replaces the member in place, or appends it if there is none.
public struct JSONObject: Hashable, Sendable {
  public struct Member: Hashable, Sendable {
    public var name: Text
    public var value: JSONValue

    public init(name: Text, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  public var members: [Member]

  public init(members: [Member] = []) { self.members = members }

  public subscript(name: Text) -> JSONValue? {
    get { members.first { $0.name == name }?.value }
    set {
      let index = members.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (Text, JSONValue)...) {
    members = elements.map { Member(name: $0.0, value: $0.1) }
  }
}

extension JSONValue {
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  public var array: [JSONValue]? { if case .array(let array) = self { array } else { nil } }
  public var text: Text? { if case .string(let text) = self { text } else { nil } }
  public var string: String? { text?.string }
  public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  /// The number as an integer, or nil for other values, fractions, exponents and numbers that do not fit in 64 bits.
  public var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
  public var isNull: Bool { self == .null }

  public subscript(name: Text) -> JSONValue? { object?[name] }
}

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(Text(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (Text, JSONValue)...) {
    self = .object(JSONObject(members: elements.map { .init(name: $0.0, value: $0.1) }))
  }
  public init(_ string: String) { self = .string(Text(string)) }
  public init(_ number: Int) { self = .number(String(number)) }
}
