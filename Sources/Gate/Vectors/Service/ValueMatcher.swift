import VideoSpec

/// What a value of a JSON response is compared with.
///
/// Unlike ``ResponseMatcher`` it tells types apart: the number 5 is not the text "5".
package indirect enum ValueMatcher: Hashable, Sendable {
  case equal(ScenarioJSON)
  case absent
  /// There is a value, and it is not null.
  case present
  case oneOf([ScenarioJSON])
  case not(ValueMatcher)
  /// Every element matches.
  case each(ValueMatcher)
  /// The elements, in order.
  case list([ScenarioJSON])
  /// The elements, in any order.
  case set([ScenarioJSON])
  /// The number of elements.
  case count(Int)
  /// A number between these.
  case number(from: Int?, to: Int?)
  /// A matcher of texts.
  case text(ResponseMatcher)

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard let object = node.value.object else {
      guard node.value.array == nil else {
        throw node.fault("must be a value or a matcher; {\"list\": […]} is an array")
      }
      self = .equal(try ScenarioJSON(node, scope))
      return
    }
    guard let name = object.members.first?.name else { throw node.fault("must not be empty") }
    if ["absent", "present", "oneOf", "not", "each", "list", "set", "count"].contains(name) {
      // A repetition has a count, too.
      if object["repeat"] == nil { try node.requireMembers([name]) }
    }
    func values() throws(VectorFault) -> [ScenarioJSON] {
      try node.member(name).elements().map { node throws(VectorFault) in try ScenarioJSON(node, scope) }
    }
    switch name {
    case "absent", "present":
      let member = try node.member(name)
      guard member.value == .bool(true) else { throw member.fault("must be true") }
      self = name == "absent" ? .absent : .present
    case "oneOf":
      let values = try values()
      if values.isEmpty { throw try node.member(name).fault("must not be empty") }
      self = .oneOf(values)
    case "not": self = .not(try ValueMatcher(node.member(name), &scope))
    case "each": self = .each(try ValueMatcher(node.member(name), &scope))
    case "list": self = .list(try values())
    case "set": self = .set(try values())
    case "count" where object["repeat"] == nil: self = .count(try node.member(name).number(0...100_000))
    default:
      let matcher = try ResponseMatcher(node, &scope)
      if case .number(let from, let to) = matcher { self = .number(from: from, to: to) } else { self = .text(matcher) }
    }
  }

  /// The expectation in words.
  package var shown: String {
    func list(_ values: [ScenarioJSON]) -> String { values.map(\.shown).joined(separator: ", ") }
    return switch self {
    case .equal(let value): value.shown
    case .absent: "absent"
    case .present: "present"
    case .oneOf(let values): "one of \(list(values))"
    case .not(let matcher): "not \(matcher.shown)"
    case .each(let matcher): "each \(matcher.shown)"
    case .list(let values): values.isEmpty ? "none" : "\(list(values)), in this order"
    case .set(let values): values.isEmpty ? "none" : "\(list(values)), in any order"
    case .count(let count): "\(count) of them"
    case .number(let from, let to): ResponseMatcher.number(from: from, to: to).shown
    case .text(let matcher): matcher.shown
    }
  }
}
