import Gate
import VideoSpec

/// The table of the protocol's messages, made from their schemas.
struct MessageTable {
  /// The messages, in the order in which they are first sent.
  private static let messages = ["hello", "ready", "run", "result", "at", "bye"]

  private let schemas: [JSONValue]

  /// - Parameter root: The root of the checkout.
  init(root: String) throws {
    schemas = try MessageTable.messages.map { name in
      try JSONValue(parsing: try FileSystem.read("\(root)/Docs/schema/protocol.v1/\(name).json"))
    }
  }

  var markdown: String {
    "| message | field | needed | meaning |\n|---|---|---|---|\n" + schemas.map(rows).joined()
  }

  private func rows(_ schema: JSONValue) -> String {
    let title = schema["title"]?.string ?? ""
    let (name, meaning) =
      title.firstIndex(of: ":").map { (title[..<$0], title[$0...].dropFirst(2)) } ?? ("", title[...])
    let remark = schema["description"]?.string.map { " \($0)" } ?? ""
    let link = "[`\(name)`](schema/protocol.v1/\(name).json)"
    let needed = (schema["required"]?.array ?? []).compactMap(\.text)
    var text = "| \(link) | | | \(meaning.prefix(1).uppercased() + meaning.dropFirst()).\(remark) |\n"
    for property in schema["properties"]?.object?.members ?? [] where property.name != "type" {
      let mark = needed.contains(property.name) ? "yes" : ""
      text += "| | `\(property.name)` | \(mark) | \(property.value["description"]?.string ?? "") |\n"
    }
    return text
  }
}
