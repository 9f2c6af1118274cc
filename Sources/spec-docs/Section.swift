import Gate
import VideoSpec

/// A part of a document between two markers, which is generated as a whole.
enum Section {
  /// `<!-- rules: TITLE -->`: the rules of a section of the catalogue.
  case rules(String)
  /// `<!-- messages -->`: the messages of the adapter protocol.
  case messages
  /// `<!-- browser types -->`: the media types that browsers send.
  case browserTypes

  /// Nil for a line that begins no section.
  init?(_ line: String) {
    switch line {
    case "<!-- messages -->": self = .messages
    case "<!-- browser types -->": self = .browserTypes
    default:
      guard let title = Marker.value(of: "rules", in: line) else { return nil }
      self = .rules(title)
    }
  }

  /// The line that ends it.
  var end: String {
    switch self {
    case .rules: "<!-- end of rules -->"
    case .messages: "<!-- end of messages -->"
    case .browserTypes: "<!-- end of browser types -->"
    }
  }

  /// The lines between the markers.
  func lines(_ workspace: Workspace, of document: Document) throws -> [String] {
    let markdown: String
    switch self {
    case .rules(let title):
      // A chapter has the name of its subject; two subjects may have sections with the same title.
      let subject = Catalogue.subjects.first { document.path.hasSuffix("/\($0.name).md") }
      guard let section = subject?.sections.first(where: { $0.title == title }) else {
        throw DocumentFault("the catalogue has no section \"\(title)\" under a subject of this document's name")
      }
      markdown = ChapterRules(section, corpus: workspace.corpus).markdown
    case .messages: markdown = try MessageTable(root: workspace.root).markdown
    case .browserTypes: markdown = try BrowserType.table(try BrowserType.all(in: workspace.root))
    }
    return [""] + markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// A comment that says what follows: `<!-- NAME: VALUE -->`.
enum Marker {
  /// The value of a marker; nil if the line is not a marker of this name.
  static func value(of name: String, in line: String) -> String? {
    let (start, end) = ("<!-- \(name): ", " -->")
    guard line.hasPrefix(start), line.hasSuffix(end), line.utf8.count > start.utf8.count + end.utf8.count else {
      return nil
    }
    return String(line.dropFirst(start.count).dropLast(end.count))
  }
}
