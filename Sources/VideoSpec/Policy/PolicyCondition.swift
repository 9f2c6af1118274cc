/// A condition of a POST policy, as the document spells it.
public enum PolicyCondition: Hashable, Sendable {
  /// `{"NAME": "VALUE"}`
  case exact(name: Text, value: Text)
  /// `["eq", "$NAME", "VALUE"]`. The reference includes its `$`, and is invalid without it (POL-044).
  case equal(reference: Text, value: Text)
  /// `["starts-with", "$NAME", "PREFIX"]`
  case startsWith(reference: Text, prefix: Text)
  /// `["content-length-range", LOWER, UPPER]`, in bytes, both bounds included.
  case contentLengthRange(lower: Bound, upper: Bound)

  /// A bound of a range: a number, or a string that should consist of digits (POL-050).
  public enum Bound: Hashable, Sendable {
    case number(Int)
    case text(Text)

    /// The bound as a number, or `nil` for a string with characters other than digits.
    public var value: Int? {
      switch self {
      case .number(let number): number
      case .text(let text):
        text.bytes.allSatisfy { (0x30...0x39).contains($0) } ? Int(text.string) : nil
      }
    }
  }

  public static func contentLengthRange(_ range: ClosedRange<Int>) -> PolicyCondition {
    .contentLengthRange(lower: .number(range.lowerBound), upper: .number(range.upperBound))
  }

  /// Returns whether the condition applies to the named field. Equivalent to comparing ``field``, but allocates no text.
  public func isAbout(_ name: Text) -> Bool {
    switch self {
    case .exact(let own, _): own.equalsIgnoringCase(name)
    case .equal(let reference, _), .startsWith(let reference, _):
      reference.bytes.count == name.bytes.count + 1 && reference.bytes.first == UInt8(ascii: "$")
        && Text(reference.bytes.dropFirst()).equalsIgnoringCase(name)
    case .contentLengthRange: false
    }
  }

  /// The name of the field that the condition applies to, without `$` and in lower case.
  ///
  /// `nil` for a range, and for an array whose name lacks its `$`.
  public var field: Text? {
    switch self {
    case .exact(let name, _): name.lowercased
    case .equal(let reference, _), .startsWith(let reference, _):
      reference.bytes.first == UInt8(ascii: "$") ? Text(reference.bytes.dropFirst()).lowercased : nil
    case .contentLengthRange: nil
    }
  }
}

extension PolicyCondition {
  /// Creates a condition from JSON.
  ///
  /// - Throws: ``MalformedPolicy`` if the JSON is not a condition (POL-032, POL-035).
  public init(json: JSONValue) throws(MalformedPolicy) {
    var parts = Parts()
    switch json {
    case .object(let object): for member in object.members { parts.add(member.value, named: member.name) }
    case .array(let array): for element in array { parts.add(element) }
    default: throw MalformedPolicy("a condition must be an object or an array")
    }
    self = try json.object == nil ? parts.listed() : parts.named()
  }

  /// Reads a condition from JSON, without a tree of its values.
  ///
  /// - Returns: The condition, or what is wrong with it.
  /// - Throws: ``JSONError`` if the text is not JSON.
  static func read(
    from reader: inout JSONReader
  ) throws(JSONError) -> Result<PolicyCondition, MalformedPolicy> {
    var parts = Parts()
    switch reader.nextByte() {
    case UInt8(ascii: "{"):
      try reader.members { reader, name throws(JSONError) in parts.add(try reader.value(), named: name) }
      return Result { () throws(MalformedPolicy) in try parts.named() }
    case UInt8(ascii: "["):
      try reader.elements { reader throws(JSONError) in parts.add(try reader.value()) }
      return Result { () throws(MalformedPolicy) in try parts.listed() }
    default:
      _ = try reader.value()
      return .failure(MalformedPolicy("a condition must be an object or an array"))
    }
  }

  /// The values of a condition: at most three are kept, because no condition has more.
  private struct Parts {
    var count = 0
    var name = Text()
    var first = JSONValue.null
    var second = JSONValue.null
    var third = JSONValue.null

    mutating func add(_ value: JSONValue, named name: Text? = nil) {
      if let name, count == 0 { self.name = name }
      switch count {
      case 0: first = value
      case 1: second = value
      case 2: third = value
      default: break
      }
      count += 1
    }

    /// The condition `{"NAME": "VALUE"}`.
    func named() throws(MalformedPolicy) -> PolicyCondition {
      guard count == 1 else {
        throw MalformedPolicy("a condition object must have exactly one property; this one has \(count)")
      }
      guard let value = first.text else {
        throw MalformedPolicy("the value of the condition on \"\(name)\" is not a string")
      }
      return .exact(name: name, value: value)
    }

    /// The condition `["OPERATOR", …, …]`.
    func listed() throws(MalformedPolicy) -> PolicyCondition {
      // S3 reads operators without regard to case (POL-035).
      guard count == 3, let operation = first.text?.lowercased else {
        throw MalformedPolicy("a condition array must have an operator and two operands")
      }
      if operation == Operators.range {
        return .contentLengthRange(lower: try Bound(json: second), upper: try Bound(json: third))
      }
      guard let reference = second.text, let value = third.text else {
        throw MalformedPolicy("an operand of \"\(operation)\" is not a string")
      }
      switch operation {
      case Operators.equal: return .equal(reference: reference, value: value)
      case Operators.startsWith: return .startsWith(reference: reference, prefix: value)
      default:
        throw MalformedPolicy("the operator \"\(operation)\" is unknown: use eq, starts-with or content-length-range")
      }
    }
  }

  /// Made once, because every text literal allocates.
  private enum Operators {
    static let equal: Text = "eq"
    static let startsWith: Text = "starts-with"
    static let range: Text = "content-length-range"
  }
}

extension PolicyCondition.Bound {
  fileprivate init(json: JSONValue) throws(MalformedPolicy) {
    switch json {
    case .number:
      guard let number = json.integer, number >= 0 else {
        throw MalformedPolicy("a bound of content-length-range is not a whole number from 0 to \(Int.max)")
      }
      self = .number(number)
    case .string(let text): self = .text(text)
    default: throw MalformedPolicy("a bound of content-length-range is not a number")
    }
  }
}
