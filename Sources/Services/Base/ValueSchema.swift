import ReferenceImpl
package import VideoSpec

/// A type of JSON values: what a request is checked against, and what OpenAPI describes.
package indirect enum ValueSchema: Sendable {
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case boolean
  /// A string without NUL, which PostgreSQL cannot store, with its length in characters and one of OpenAPI's formats (`uuid`, `uri`,
  /// `date-time`).
  case text(format: String? = nil, length: ClosedRange<Int>? = nil)
  case word([String])
  case array(ValueSchema)
  /// An object whose member names are not known in advance.
  case map(ValueSchema)
  case object(ObjectSchema)
}

/// A JSON object: its members and their types.
package struct ObjectSchema: Sendable {
  /// The name of the schema in OpenAPI's components.
  package let name: String
  package let members: [Member]
  /// The largest body with such an object, in bytes.
  package var bodyLimit = 16 << 10

  package struct Member: Sendable {
    package let name: Text
    package let value: ValueSchema
    package let isRequired: Bool
    package let isNullable: Bool
    package let description: String

    package init(
      _ name: Text, _ value: ValueSchema, isRequired: Bool = true, isNullable: Bool = false, _ description: String
    ) {
      self.name = name
      self.value = value
      self.isRequired = isRequired
      self.isNullable = isNullable
      self.description = description
    }
  }

  package init(_ name: String, bodyLimit: Int = 16 << 10, _ members: [Member]) {
    self.name = name
    self.bodyLimit = bodyLimit
    self.members = members
  }
}

extension ValueSchema {
  /// Whether a value has the type. Bounds are not checked: an operation says more precisely what is wrong with a number.
  func hasType(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.integer, .number): value.wholeNumber != nil
    case (.text, .string(let text)): !text.bytes.contains(0)
    case (.number, .number), (.boolean, .bool): true
    case (.word(let words), .string(let text)): words.contains { Text($0) == text }
    case (.array(let element), .array(let values)): values.allSatisfy(element.hasType)
    case (.map(let element), .object(let object)): object.members.allSatisfy { element.hasType($0.value) }
    case (.object(let schema), .object(let object)): schema.violation(in: object) == nil
    default: false
    }
  }

  /// What the type is called in a message.
  var noun: String {
    switch self {
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "true or false"
    case .text: "a string"
    case .word(let words): "one of \(words.joined(separator: ", "))"
    case .array: "an array"
    case .map, .object: "an object"
    }
  }
}

extension ObjectSchema {
  /// Returns the first member that is missing or has another type, or nil. Members that the schema does not name are ignored.
  func violation(in object: JSONObject) -> Rejection? {
    for member in members {
      guard let value = object[member.name] else {
        if !member.isRequired { continue }
        return Rejection(.fieldInvalid, field: member.name.string, "the member \"\(member.name)\" is missing")
      }
      if value.isNull, member.isNullable { continue }
      if case .text = member.value, value.text?.bytes.contains(0) == true {
        return Rejection(
          .fieldInvalid, field: member.name.string, "the member \"\(member.name)\" contains the character NUL (U+0000)")
      }
      if !member.value.hasType(value) {
        return Rejection(
          .fieldInvalid, field: member.name.string, "the member \"\(member.name)\" is not \(member.value.noun)")
      }
    }
    return nil
  }
}

extension JSONValue {
  /// The value of a number without a fraction, such as `7`, `7.0` and `7e0`; nil for other values and above 2⁵³.
  var wholeNumber: Int? {
    guard case .number(let digits) = self else { return nil }
    if let integer = Int(digits) { return integer }
    guard let double = Double(digits), abs(double) <= 9_007_199_254_740_992, double.rounded() == double else {
      return nil
    }
    return Int(double)
  }

  /// The value of a number, or nil for other values. A number that is too large is infinite.
  var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }
}
