import VideoSpec

/// Headers or form fields by lower-case name. The order of different names does not matter.
struct FieldSet {
  /// The names, in the order in which they first occur.
  private(set) var names: [Text] = []
  private var values: [Text: [Text]] = [:]

  init(_ fields: [HeaderField]) {
    for field in fields {
      let name = field.name.lowercased
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(name == "authorization" ? field.value.withoutSpaceAfterCommas : field.value)
    }
  }

  subscript(name: Text) -> [Text] { values[name] ?? [] }
}

extension Text {
  /// The text of an `Authorization` header without the optional space after its commas (SIG-065).
  fileprivate var withoutSpaceAfterCommas: Text {
    var output: [UInt8] = []
    for byte in bytes where byte != 0x20 || output.last != UInt8(ascii: ",") { output.append(byte) }
    return Text(bytes: output)
  }
}
