public import VideoSpec

/// Writes vector files in the canonical form that ``VectorLint`` checks.
public enum VectorFormat {
  /// Returns a file in canonical form: the members of the file, of its groups and of its cases in order, two spaces of
  /// indentation, and short values on one line.
  ///
  /// - Throws: ``JSONError`` if the file is not JSON. Whether it is a valid vector file is not checked.
  public static func canonicalBytes(of source: VectorSource) throws(JSONError) -> [UInt8] {
    let value = try JSONValue(parsing: source.bytes)
    if !source.hasCases { return value.document }
    let file = sorted(value, VectorFile.memberOrder) { name, member in
      guard name == "groups" else { return member }
      return elements(of: member) { group in
        sorted(group, VectorGroup.memberOrder) { name, member in
          name == "cases" ? elements(of: member) { sorted($0, VectorCase.memberOrder) { $1 } } : member
        }
      }
    }
    return file.document
  }

  /// Sorts an object's members. Those that the order does not name come last, as they were; other values are left alone.
  private static func sorted(
    _ value: JSONValue, _ order: [Text], _ change: (Text, JSONValue) -> JSONValue
  ) -> JSONValue {
    guard let object = value.object else { return value }
    func rank(_ name: Text) -> Int { order.firstIndex(of: name) ?? order.count }
    let members = object.members.enumerated().sorted {
      (rank($0.element.name), $0.offset) < (rank($1.element.name), $1.offset)
    }
    return .object(
      JSONObject(
        members: members.map { .init(name: $0.element.name, value: change($0.element.name, $0.element.value)) }))
  }

  private static func elements(of value: JSONValue, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    guard case .array(let elements) = value else { return value }
    return .array(elements.map(change))
  }
}
