import VideoSpec

/// A value of a vector file and its path. It is read strictly: a missing or unknown member, or one of the wrong type, is a fault.
struct VectorNode {
  let value: JSONValue
  var path = JSONPath()

  /// Checks that this is an object with all required members and no members but the required and optional ones.
  func requireMembers(_ required: [Text], optional: [Text] = []) throws(VectorFault) {
    guard let object = value.object else { throw fault("must be an object") }
    for member in object.members where !required.contains(member.name) && !optional.contains(member.name) {
      throw VectorFault(path: path.appending(.member(member.name)), reason: "is an unknown member")
    }
    if let missing = required.first(where: { object[$0] == nil }) { throw fault("has no member \"\(missing)\"") }
  }

  func optional(_ name: Text) -> VectorNode? {
    value[name].map { VectorNode(value: $0, path: path.appending(.member(name))) }
  }

  func member(_ name: Text) throws(VectorFault) -> VectorNode {
    guard let node = optional(name) else { throw fault("has no member \"\(name)\"") }
    return node
  }

  func members() throws(VectorFault) -> [(name: Text, node: VectorNode)] {
    guard let object = value.object else { throw fault("must be an object") }
    return object.members.map { ($0.name, VectorNode(value: $0.value, path: path.appending(.member($0.name)))) }
  }

  func elements() throws(VectorFault) -> [VectorNode] {
    guard let array = value.array else { throw fault("must be an array") }
    return array.enumerated().map { VectorNode(value: $1, path: path.appending(.element($0))) }
  }

  /// Reads a string that is not empty.
  func string() throws(VectorFault) -> String {
    guard let string = value.string, !string.isEmpty else { throw fault("must be a string that is not empty") }
    return string
  }

  func strings() throws(VectorFault) -> [String] {
    try elements().map { node throws(VectorFault) in try node.string() }
  }

  func integer() throws(VectorFault) -> Int {
    guard let integer = value.integer else { throw fault("must be an integer") }
    return integer
  }

  /// Reads a string and converts it with `read`. If that fails, the fault says that the string is not `meaning`.
  func parsed<Value>(as meaning: String, _ read: (String) -> Value?) throws(VectorFault) -> Value {
    let string = try string()
    guard let value = read(string) else { throw fault("\"\(string)\" is not \(meaning)") }
    return value
  }

  func fault(_ reason: String) -> VectorFault { VectorFault(path: path, reason: reason) }
}

extension VectorNode {
  /// Parses and reads a file. An error names the file and the line.
  static func read<Value>(
    name: String, bytes: [UInt8], _ body: (VectorNode) throws(VectorFault) -> Value
  ) throws(VectorError) -> Value {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw VectorError(file: name, line: error.line, path: "", reason: "column \(error.column): \(error.reason)")
    }
    do throws(VectorFault) {
      return try body(VectorNode(value: value))
    } catch {
      throw VectorError(
        file: name, line: error.path.line(in: bytes), path: error.path.description, caseID: error.caseID,
        reason: error.reason)
    }
  }
}

extension VectorNode {
  /// The limit for the expanded repetitions and joined parts of one case, in bytes.
  static let expansionLimit = 16 << 20

  /// Returns the value with every `{"repeat", "count"}` expanded and every `{"parts"}` joined.
  func expanded() throws(VectorFault) -> JSONValue {
    // Most values have none, and making a path for every value of all vectors takes time.
    guard VectorNode.isShortened(value) else { return value }
    var budget = VectorNode.expansionLimit
    return try expanded(&budget)
  }

  private static func isRepetition(_ object: JSONObject) -> Bool {
    object.members.count == 2 && object["repeat"] != nil && object["count"] != nil
  }

  private static func isJoined(_ object: JSONObject) -> Bool {
    object.members.count == 1 && object["parts"]?.array != nil
  }

  private static func isShortened(_ value: JSONValue) -> Bool {
    switch value {
    case .array(let items): items.contains(where: isShortened)
    case .object(let object):
      isRepetition(object) || isJoined(object) || object.members.contains { isShortened($0.value) }
    default: false
    }
  }

  private func expanded(_ budget: inout Int) throws(VectorFault) -> JSONValue {
    switch value {
    case .array:
      var items: [JSONValue] = []
      for node in try elements() { items.append(try node.expanded(&budget)) }
      return .array(items)
    case .object(let object) where VectorNode.isRepetition(object):
      return try repetition(&budget)
    case .object(let object) where VectorNode.isJoined(object):
      var bytes: [UInt8] = []
      for part in try member("parts").elements() {
        guard let text = try part.expanded(&budget).text else {
          throw part.fault("must be a string or {\"repeat\", \"count\"}")
        }
        bytes += text.bytes
      }
      return .string(Text(bytes: bytes))
    case .object:
      var object = JSONObject()
      for (name, node) in try members() {
        object.members.append(.init(name: name, value: try node.expanded(&budget)))
      }
      return .object(object)
    default: return value
    }
  }

  private func repetition(_ budget: inout Int) throws(VectorFault) -> JSONValue {
    // An empty unit would never exceed the limit, and the loop would not end.
    guard let unit = try member("repeat").value.text, !unit.isEmpty else {
      throw fault("\"repeat\" must be a string that is not empty")
    }
    let count = try member("count").integer()
    let (size, overflow) = unit.bytes.count.multipliedReportingOverflow(by: count)
    guard count >= 0, !overflow, size <= budget else {
      throw fault(
        "\"count\" must not be negative, and the repetitions of a case must not exceed \(VectorNode.expansionLimit) bytes"
      )
    }
    budget -= size
    // Almost all units are one byte, and there are megabytes of them.
    if unit.bytes.count == 1 { return .string(Text(bytes: Array(repeating: unit.bytes[0], count: count))) }
    return .string(Text(Array(repeatElement(unit.bytes, count: count).joined())))
  }
}
