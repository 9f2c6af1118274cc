/// A POST policy: its expiration, and the conditions that a form has to satisfy.
public struct PolicyDocument: Hashable, Sendable {
  /// The largest policy in bytes. A policy is a form field, and all fields together may have 20 KB.
  public static let sizeLimit = 20_480

  public var expiration: Timestamp
  public var conditions: [PolicyCondition]

  public init(expiration: Timestamp, conditions: [PolicyCondition]) {
    self.expiration = expiration
    self.conditions = conditions
  }
}

// MARK: - Reading

extension PolicyDocument {
  /// Parses a policy strictly: size and depth are limited, and duplicate names and trailing text are errors (POL-031 to POL-036).
  ///
  /// - Throws: ``MalformedPolicy``. For invalid JSON, the message states the line and column.
  public init(parsing bytes: [UInt8]) throws(MalformedPolicy) {
    guard bytes.count <= PolicyDocument.sizeLimit else {
      throw MalformedPolicy("the policy has \(bytes.count) bytes, more than \(PolicyDocument.sizeLimit)")
    }
    var read = PolicyReading()
    do throws(JSONError) {
      var reader = JSONReader(bytes, depthLimit: 8)
      try read.document(from: &reader)
      try reader.end()
    } catch {
      throw MalformedPolicy("the policy is not JSON: \(error)")
    }
    if let fault = read.fault { throw fault }
    guard let time = read.expiration else {
      throw MalformedPolicy("the policy has no \"expiration\" that is a string")
    }
    guard let expiration = Timestamp(policyExpiration: time) else {
      throw MalformedPolicy("the expiration \"\(time)\" is not YYYY-MM-DDTHH:MM:SSZ")
    }
    guard let conditions = read.conditions else {
      throw MalformedPolicy("the policy has no \"conditions\" that is an array")
    }
    self.expiration = expiration
    self.conditions = conditions
  }
}

/// What has been read of a policy. JSON that is no policy is read to its end, because a fault of the JSON itself is reported first.
private struct PolicyReading {
  /// The first thing that is wrong.
  var fault: MalformedPolicy?
  var expiration: Text?
  var conditions: [PolicyCondition]?

  /// Made once, because every text literal allocates.
  private enum Names {
    static let expiration: Text = "expiration"
    static let conditions: Text = "conditions"
  }

  mutating func document(from reader: inout JSONReader) throws(JSONError) {
    guard reader.nextByte() == UInt8(ascii: "{") else {
      _ = try reader.value()
      fault = MalformedPolicy("the policy is not a JSON object")
      return
    }
    try reader.members { reader, name throws(JSONError) in try member(name, from: &reader) }
  }

  private mutating func member(_ name: Text, from reader: inout JSONReader) throws(JSONError) {
    switch name {
    case Names.expiration: expiration = try reader.value().text
    case Names.conditions where reader.nextByte() == UInt8(ascii: "["):
      var read: [PolicyCondition] = []
      try reader.elements { reader throws(JSONError) in
        switch try PolicyCondition.read(from: &reader) {
        case .success(let condition): read.append(condition)
        case .failure(let error): fault = fault ?? error
        }
      }
      conditions = read
    default:
      _ = try reader.value()
      if name != Names.conditions { fault = fault ?? MalformedPolicy("unexpected member \"\(name)\"") }
    }
  }
}

extension Timestamp {
  /// Parses `2026-01-02T03:04:05Z`, or `2026-01-02T03:04:05.000Z`, of which the fraction is dropped.
  fileprivate init?(policyExpiration text: Text) {
    var bytes = text.bytes
    if bytes.count > 20, bytes[19] == UInt8(ascii: "."), bytes.last == UInt8(ascii: "Z") {
      guard bytes.count > 21, bytes[20..<(bytes.count - 1)].allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      bytes.removeSubrange(19..<(bytes.count - 1))
    }
    self.init(iso8601: Text(bytes: bytes))
  }
}

// MARK: - Writing

extension PolicyDocument {
  /// The document as boto3 writes it: ASCII only, `, ` and `: ` as separators, `expiration` first.
  ///
  /// Texts must be UTF-8. Other bytes become U+FFFD.
  public var json: [UInt8] {
    var writer = Writer(expiration: expiration)
    for condition in conditions { writer.append(condition) }
    return writer.finish()
  }

  /// Writes a document condition by condition, in the format of ``PolicyDocument/json``.
  public struct Writer: ~Copyable {
    private var output: [UInt8] = []
    private var isFirst = true

    public init(expiration: Timestamp) {
      output.reserveCapacity(640)
      output.append("{\"expiration\": \"")
      output.append(contentsOf: expiration.iso8601.bytes)
      output.append("\", \"conditions\": [")
    }

    public mutating func append(_ condition: PolicyCondition) {
      separate()
      condition.append(to: &output)
    }

    /// Appends the condition `{"NAME": "VALUE"}`.
    public mutating func append(exactly name: Text, _ value: Text) {
      separate()
      PolicyCondition.append(exactly: name, value, to: &output)
    }

    /// Appends conditions that are already serialized, separated by `, `.
    public mutating func append(written conditions: [UInt8]) {
      separate()
      output.append(contentsOf: conditions)
    }

    public consuming func finish() -> [UInt8] {
      output.append("]}")
      return output
    }

    private mutating func separate() {
      if !isFirst { output.append(", ") }
      isFirst = false
    }
  }
}

extension PolicyCondition {
  /// Appends the condition as boto3 writes it.
  public func append(to output: inout [UInt8]) {
    switch self {
    case .exact(let name, let value): PolicyCondition.append(exactly: name, value, to: &output)
    case .equal(let reference, let value): PolicyCondition.append("eq", reference, value, to: &output)
    case .startsWith(let reference, let prefix): PolicyCondition.append("starts-with", reference, prefix, to: &output)
    case .contentLengthRange(let lower, let upper):
      output.append("[\"content-length-range\", ")
      lower.append(to: &output)
      output.append(", ")
      upper.append(to: &output)
      output.append("]")
    }
  }

  /// The condition as boto3 writes it, for use in messages.
  public var text: Text {
    var output: [UInt8] = []
    append(to: &output)
    return Text(bytes: output)
  }

  fileprivate static func append(exactly name: Text, _ value: Text, to output: inout [UInt8]) {
    output.append("{")
    name.appendASCIILiteral(to: &output)
    output.append(": ")
    value.appendASCIILiteral(to: &output)
    output.append("}")
  }

  private static func append(_ name: StaticString, _ reference: Text, _ value: Text, to output: inout [UInt8]) {
    output.append("[\"")
    output.append(name)
    output.append("\", ")
    reference.appendASCIILiteral(to: &output)
    output.append(", ")
    value.appendASCIILiteral(to: &output)
    output.append("]")
  }
}

extension PolicyCondition.Bound {
  fileprivate func append(to output: inout [UInt8]) {
    switch self {
    case .number(let number): output += String(number).utf8
    case .text(let text): text.appendASCIILiteral(to: &output)
    }
  }
}

extension Text {
  /// Appends the text as a JSON string in ASCII, as Python's `json.dumps` writes it.
  fileprivate func appendASCIILiteral(to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    // Without an early exit, the compiler can vectorize the loop.
    var special: UInt8 = 0
    for byte in bytes {
      special |= byte &- 0x20 > 0x5E ? 1 : 0
      special |= byte == UInt8(ascii: "\"") ? 1 : 0
      special |= byte == UInt8(ascii: "\\") ? 1 : 0
    }
    if special == 0 {
      output.append(contentsOf: bytes)
    } else {
      for unit in string.utf16 { Text.appendEscaped(unit, to: &output) }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ unit: UInt16, to output: inout [UInt8]) {
    switch unit {
    case 0x22: output.append("\\\"")
    case 0x5C: output.append("\\\\")
    case 0x0A: output.append("\\n")
    case 0x0D: output.append("\\r")
    case 0x09: output.append("\\t")
    case 0x08: output.append("\\b")
    case 0x0C: output.append("\\f")
    case 0x20..<0x7F: output.append(UInt8(unit))
    default:
      let digits = String(unit, radix: 16)
      output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
