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
    switch json {
    case .object(let object):
      guard object.members.count == 1, let member = object.members.first else {
        throw MalformedPolicy("a condition object must have exactly one property; this one has \(object.members.count)")
      }
      guard let value = member.value.text else {
        throw MalformedPolicy("the value of the condition on \"\(member.name)\" is not a string")
      }
      self = .exact(name: member.name, value: value)
    case .array(let array): try self.init(array: array)
    default: throw MalformedPolicy("a condition must be an object or an array")
    }
  }

  private init(array: [JSONValue]) throws(MalformedPolicy) {
    // S3 reads operators without regard to case (POL-035).
    guard array.count == 3, let operation = array[0].text?.lowercased else {
      throw MalformedPolicy("a condition array must have an operator and two operands")
    }
    if operation == "content-length-range" {
      self = .contentLengthRange(lower: try Bound(json: array[1]), upper: try Bound(json: array[2]))
      return
    }
    guard let reference = array[1].text, let value = array[2].text else {
      throw MalformedPolicy("an operand of \"\(operation)\" is not a string")
    }
    switch operation {
    case "eq": self = .equal(reference: reference, value: value)
    case "starts-with": self = .startsWith(reference: reference, prefix: value)
    default:
      throw MalformedPolicy("the operator \"\(operation)\" is unknown: use eq, starts-with or content-length-range")
    }
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
