import Gate
import ReferenceImpl
import VideoSpec

/// Compares the response to a call with what a step expects of it.
struct ServiceJudge {
  let values: ScenarioValues

  /// Returns the first thing that is wrong; nil if the response is the expected one.
  func failure(
    of response: ReceivedResponse, _ outputs: ServiceOutputs, expected: ExpectedOutput
  ) throws(CaseStop) -> Failure? {
    let statuses = expected.response.statuses
    if !statuses.isEmpty, !statuses.contains(response.status) {
      let code = outputs.errorCode.text.map { " \(Printable.text(Text($0.bytes.prefix(80))))" } ?? ""
      let wanted = statuses.map { "\($0)" }.joined(separator: " or ")
      return Failure(
        "the status is \(response.status)\(code), expected \(wanted)",
        divergence: Divergence(step: "status", expected: Text(wanted), observed: Text("\(response.status)")))
    }
    if let failure = try ResponseJudge(values: values).failure(of: response, expected: expected.response) {
      return failure
    }
    if let type = expected.errorType {
      let found = response.header("content-type")?.split(at: UInt8(ascii: ";")).first?.trimmed.lowercased
      let matcher = try ResolvedMatcher(type, values)
      if !matcher.accepts(found.map { [$0] } ?? []) {
        let shown = found.map { ResolvedMatcher.shown([$0]) } ?? "absent"
        return difference("the error's media type", shown, matcher.shown)
      }
    }
    var members = expected.output.map { member in
      (member.name.string, outputs.call.place(member.name).map { outputs.select($0) } ?? .absent, member.matcher)
    }
    if let matcher = expected.errorCode { members.append(("the error's code", outputs.errorCode, matcher)) }
    if let matcher = expected.errorField { members.append(("the error's field", outputs.errorField, matcher)) }
    for (name, found, matcher) in members {
      guard var failure = try failure(of: found, matcher, named: name) else { continue }
      if let fault = outputs.fault { failure.reason += "; the body is not JSON (\(fault))" }
      return failure
    }
    return nil
  }

  private func failure(
    of found: MemberPath.Selection, _ matcher: ValueMatcher, named name: String
  ) throws(CaseStop) -> Failure? {
    let resolved = try ResolvedValueMatcher(matcher, values)
    return resolved.accepts(found) ? nil : difference(name, found.shown, resolved.shown)
  }

  private func difference(_ name: String, _ found: String, _ wanted: String) -> Failure {
    Failure(
      "\(name) is \(found), expected \(wanted)".withoutControls,
      divergence: Divergence(step: name, expected: Text(wanted), observed: Text(found)))
  }
}

/// A matcher of JSON values whose references are replaced.
indirect enum ResolvedValueMatcher: Hashable {
  case equal(JSONValue)
  case absent
  case present
  case oneOf([JSONValue])
  case not(ResolvedValueMatcher)
  case each(ResolvedValueMatcher)
  case list([JSONValue])
  case set([JSONValue])
  case count(Int)
  case number(from: Int?, to: Int?)
  case text(ResolvedMatcher)

  init(_ matcher: ValueMatcher, _ values: ScenarioValues) throws(CaseStop) {
    func json(_ value: ScenarioJSON) throws(CaseStop) -> JSONValue {
      try value.typed { (reference) throws(CaseStop) in try values.json(reference) }
    }
    func all(_ list: [ScenarioJSON]) throws(CaseStop) -> [JSONValue] {
      var resolved: [JSONValue] = []
      for value in list { resolved.append(try json(value)) }
      return resolved
    }
    switch matcher {
    case .equal(let value): self = .equal(try json(value))
    case .absent: self = .absent
    case .present: self = .present
    case .oneOf(let list): self = .oneOf(try all(list))
    case .not(let matcher): self = .not(try ResolvedValueMatcher(matcher, values))
    case .each(let matcher): self = .each(try ResolvedValueMatcher(matcher, values))
    case .list(let list): self = .list(try all(list))
    case .set(let list): self = .set(try all(list))
    case .count(let count): self = .count(count)
    case .number(let from, let to): self = .number(from: from, to: to)
    case .text(let matcher): self = .text(try ResolvedMatcher(matcher, values))
    }
  }

  func accepts(_ found: MemberPath.Selection) -> Bool {
    switch self {
    case .equal(let value): return found.only.map { Self.areEqual($0, value) } ?? false
    case .absent: return found == .absent
    case .present: return found.only.map { !$0.isNull } ?? (found != .absent)
    case .oneOf(let values): return found.only.map { only in values.contains { Self.areEqual(only, $0) } } ?? false
    case .not(let matcher): return !matcher.accepts(found)
    case .each(let matcher): return found.elements.map { $0.allSatisfy { matcher.accepts(.value($0)) } } ?? false
    case .list(let values):
      return found.elements.map { $0.count == values.count && zip($0, values).allSatisfy(Self.areEqual) } ?? false
    case .set(let values):
      guard var left = found.elements, left.count == values.count else { return false }
      for value in values {
        guard let index = left.firstIndex(where: { Self.areEqual($0, value) }) else { return false }
        left.remove(at: index)
      }
      return true
    case .count(let count): return found.elements?.count == count
    case .number(let from, let to):
      guard case .number(let digits)? = found.only, let number = Double(digits) else { return false }
      return number >= from.map(Double.init) ?? -.infinity && number <= to.map(Double.init) ?? .infinity
    case .text(let matcher): return found.only?.text.map { matcher.accepts([$0]) } ?? false
    }
  }

  /// Whether two values are the same. Numbers may be written differently: 12.50 is 12.5.
  private static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
    guard case .number(let one) = left, case .number(let other) = right else { return left == right }
    return one == other || Double(one) == Double(other)
  }

  /// The expectation in words.
  var shown: String {
    func list(_ values: [JSONValue]) -> String { values.map(\.shown).joined(separator: ", ") }
    switch self {
    case .equal(let value): return value.shown
    case .absent: return "absent"
    case .present: return "present, and not null"
    case .oneOf(let values): return "one of \(list(values))"
    case .not(let matcher): return "not \(matcher.shown)"
    case .each(let matcher): return "each \(matcher.shown)"
    case .list(let values): return values.isEmpty ? "an empty list" : "\(list(values)) in this order"
    case .set(let values): return values.isEmpty ? "an empty list" : "\(list(values)) in any order"
    case .count(let count): return "a list of \(count)"
    case .number(let from, let to): return ResolvedMatcher.number(from: from, to: to).shown
    case .text(let matcher): return "a text \(matcher.shown)"
    }
  }
}

extension MemberPath.Selection {
  /// The one value; nil if there is none, or a list.
  fileprivate var only: JSONValue? { if case .value(let value) = self { value } else { nil } }

  /// The elements of a list; nil if there is none.
  fileprivate var elements: [JSONValue]? {
    switch self {
    case .absent: nil
    case .value(let value): value.array
    case .values(let values): values
    }
  }

  /// The text, if the value is one.
  fileprivate var text: Text? { only?.text }

  fileprivate var shown: String {
    switch self {
    case .absent: "absent"
    case .value(let value): value.shown
    case .values(let values): values.isEmpty ? "an empty list" : values.prefix(20).map(\.shown).joined(separator: ", ")
    }
  }
}

extension JSONValue {
  /// The value in a sentence, cut to a bounded length.
  fileprivate var shown: String {
    if let text { return ResolvedMatcher.shown([text]) }
    let line = line
    return Printable.text(Text(line.prefix(160))) + (line.count > 160 ? "… (\(line.count) bytes)" : "")
  }
}
