import VideoSpec

/// The first value of each field, found by its name in constant time: a form may have as many fields as fit into the input.
struct FieldIndex {
  private var values: [Text: Text] = [:]

  init(_ fields: some Sequence<Field>) {
    for field in fields where values[field.name.lowercased] == nil { values[field.name.lowercased] = field.value }
  }

  /// The value of a field, without regard to the case of its name; nil if there is none.
  subscript(name: Text) -> Text? { values[name.lowercased] }
}
