import VideoSpec

/// The elements of a response's XML document, each with its path and its text.
struct ResponseXML {
  struct Element {
    /// Local names from the root to the element.
    let path: [Text]
    let text: Text
  }

  /// In the order of their start tags.
  private(set) var elements: [Element] = []

  /// Returns nil for bytes that are not a document: see ``XMLElement/init(parsing:)``.
  init?(_ bytes: [UInt8]) {
    guard let root = try? XMLElement(parsing: bytes) else { return nil }
    append(root, inside: [])
  }

  var root: Text { elements.first?.path.first ?? Text() }

  /// The texts of all elements with this path from the root.
  func texts(at path: [Text]) -> [Text] { elements.filter { $0.path == path }.map(\.text) }

  /// The text of the first element whose path ends like this.
  func first(_ path: [Text]) -> Text? { elements.first { $0.path.suffix(path.count) == path[...] }?.text }

  private mutating func append(_ element: XMLElement, inside path: [Text]) {
    let path = path + [element.name]
    elements.append(Element(path: path, text: element.text))
    for child in element.children { append(child, inside: path) }
  }
}
