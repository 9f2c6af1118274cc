import VideoSpec

/// The members of a control request's JSON, or the parameters of its query. Each has to be known and of the right kind.
struct ControlInput {
  /// The most bytes of a body.
  static let limit = 16 << 10

  private let object: JSONObject

  /// Reads the body of a request. An empty one is an empty object.
  ///
  /// - Throws: ``ControlError`` for what is not a JSON object, and for an unknown member.
  init(body: [UInt8], members: [Text]) throws(ControlError) {
    guard !body.isEmpty else {
      object = JSONObject()
      return
    }
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(parsing: body, depthLimit: 4) } catch {
      throw ControlError(400, "InvalidJSON", "the body is not JSON: \(error)")
    }
    guard let object = value.object else { throw ControlError(400, "InvalidJSON", "the body is not a JSON object") }
    self.object = object
    try check(members, "member")
  }

  /// Reads the parameters of a query.
  ///
  /// - Throws: ``ControlError`` for an unknown parameter, and for one that occurs twice.
  init(query: [QueryItem], parameters: [Text]) throws(ControlError) {
    var object = JSONObject()
    for item in query {
      if object[item.name] != nil { throw .invalid(item.name, "the parameter occurs twice") }
      object[item.name] = .string(item.value ?? "")
    }
    self.object = object
    try check(parameters, "parameter")
  }

  private func check(_ names: [Text], _ kind: String) throws(ControlError) {
    guard let other = object.members.first(where: { !names.contains($0.name) }) else { return }
    let known = names.isEmpty ? "none is allowed" : "allowed: \(names.map(\.string).joined(separator: ", "))"
    throw ControlError(
      400, "UnknownName", "there is no \(kind) \"\(other.name.printable)\"; \(known)", field: other.name.printable)
  }

  /// Returns the text of a member, or nil without it. It has at least one byte.
  func text(_ name: Text, upTo limit: Int) throws(ControlError) -> Text? {
    guard let value = object[name] else { return nil }
    guard let text = value.text else { throw .invalid(name, "the value is not a string") }
    guard (1...limit).contains(text.bytes.count) else {
      throw .invalid(name, "the value has \(text.bytes.count) bytes, not 1 to \(limit)")
    }
    return text
  }

  /// Returns a whole number, or nil without the member. It may be a JSON number, or a string of digits.
  func number(_ name: Text, in range: ClosedRange<Int>) throws(ControlError) -> Int? {
    guard let value = object[name] else { return nil }
    let digits =
      switch value {
      case .number(let digits): Text(digits)
      case .string(let text): text
      default: Text()
      }
    let isNegative = digits.bytes.first == UInt8(ascii: "-")
    let isNumber = digits.bytes.count <= 20 && Text(digits.bytes.dropFirst(isNegative ? 1 : 0)).isDecimal
    guard isNumber, let number = Int(digits.string), range.contains(number) else {
      throw .invalid(name, "the value is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Returns a truth value, or nil without the member. In a query it is `true` or `false`.
  func flag(_ name: Text) throws(ControlError) -> Bool? {
    switch object[name] {
    case nil: return nil
    case .bool(let flag)?: return flag
    case .string("true")?: return true
    case .string("false")?: return false
    default: throw .invalid(name, "the value is not true or false")
    }
  }

  func has(_ name: Text) -> Bool { object[name] != nil }
}
