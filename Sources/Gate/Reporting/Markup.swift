import VideoSpec

/// Text on its way into XML, HTML and Markdown. What an implementation says may be anything; it must stay text there.
enum Markup {
  /// For content and attributes of XML and HTML alike. What neither may hold, control characters, and marks that turn the direction of
  /// writing show as `\xNN`; line feeds and tabs stay.
  static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&", "<", ">": output += entity(scalar)
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\n", "\t": output.unicodeScalars.append(scalar)
      default: output += shown(scalar)
      }
    }
    return output
  }

  /// An element with its attributes; what is inside of it is markup already.
  static func element(_ name: String, _ attributes: [(name: String, value: String)] = [], _ inner: String) -> String {
    "<\(name)\(attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined())>\(inner)</\(name)>"
  }

  /// For a paragraph or a table's cell of Markdown, on one line: nothing in it is markup, and nothing ends the cell.
  static func markdown(_ text: String) -> String {
    let punctuation = Set("\\`*_{}[]()#+!|~$@".unicodeScalars)
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&", "<", ">": output += entity(scalar)
      case _ where punctuation.contains(scalar): output += "\\\(scalar)"
      default: output += shown(scalar)
      }
    }
    return output
  }

  private static func entity(_ scalar: Unicode.Scalar) -> String {
    scalar == "&" ? "&amp;" : scalar == "<" ? "&lt;" : "&gt;"
  }

  /// A fenced block of Markdown, whatever its lines hold.
  static func fenced(_ lines: [String]) -> [String] {
    let text = lines.map { line in line.split(separator: "\n", omittingEmptySubsequences: false).map(visible) }.joined()
    let longest = text.map(longestRun).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ["\(fence)text"] + text + [fence]
  }

  private static func visible(_ line: Substring) -> String { line.unicodeScalars.map(shown).joined() }

  private static func longestRun(of line: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in line.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: Printable.text(Text(String(scalar)))
    default: scalar.properties.isNoncharacterCodePoint ? Printable.text(Text(String(scalar))) : String(scalar)
    }
  }
}

extension String {
  /// No more bytes of it than a limit, and how many there were.
  func cut(to limit: Int) -> String {
    utf8.count <= limit ? self : "\(Text(utf8.prefix(limit)).string)… (\(utf8.count) bytes)"
  }
}
