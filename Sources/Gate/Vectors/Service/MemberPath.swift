package import VideoSpec

/// The place of a value in a JSON document: names of members with dots between them, `*` for all elements of an array, and a number for one of
/// them, from 0.
package struct MemberPath: Hashable, Sendable, CustomStringConvertible {
  package enum Step: Hashable, Sendable {
    case member(Text)
    case elements
  }

  package let steps: [Step]

  /// What is found at a path.
  package enum Selection: Hashable, Sendable {
    case absent
    case value(JSONValue)
    /// The values that a path with `*` finds, in their order.
    case values([JSONValue])
  }

  /// Reads `member`, `member.member` or `members.*.member`. Returns nil if a name is empty.
  package init?(_ text: Text) {
    let parts = text.split(at: UInt8(ascii: "."))
    if parts.contains(where: \.isEmpty) { return nil }
    steps = parts.map { $0 == "*" ? .elements : .member($0) }
  }

  init(member: Text) { steps = [.member(member)] }

  /// Whether the path leads to one value, and not to all elements of an array.
  package var isSingle: Bool { !steps.contains(.elements) }

  package var description: String {
    steps.map { step in
      switch step {
      case .member(let name): name.string
      case .elements: "*"
      }
    }.joined(separator: ".")
  }

  /// Finds the values in a document. An element without the member that the path names counts as null, so that it is not overlooked.
  package func select(in document: JSONValue) -> Selection { Self.select(in: document, steps[...]) }

  private static func select(in value: JSONValue, _ rest: ArraySlice<Step>) -> Selection {
    switch rest.first {
    case nil: return .value(value)
    case .member(let name)?:
      let member = value.array.flatMap { element(name, of: $0) } ?? value[name]
      return member.map { select(in: $0, rest.dropFirst()) } ?? .absent
    case .elements?:
      guard let array = value.array else { return .absent }
      return .values(
        array.flatMap { element -> [JSONValue] in
          switch select(in: element, rest.dropFirst()) {
          case .absent: [.null]
          case .value(let value): [value]
          case .values(let values): values
          }
        })
    }
  }

  private static func element(_ index: Text, of array: [JSONValue]) -> JSONValue? {
    guard index.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(index.string),
      array.indices.contains(index)
    else { return nil }
    return array[index]
  }

  /// Puts a value into a document. A path with `*` cannot be written, and changes nothing.
  package func put(_ value: JSONValue, into document: inout JSONObject) {
    put(value, into: &document, steps[...])
  }

  private func put(_ value: JSONValue, into object: inout JSONObject, _ rest: ArraySlice<Step>) {
    guard case .member(let name)? = rest.first else { return }
    if rest.count == 1 {
      object[name] = value
      return
    }
    var inner = object[name]?.object ?? JSONObject()
    put(value, into: &inner, rest.dropFirst())
    object[name] = .object(inner)
  }
}
