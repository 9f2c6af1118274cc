import VideoSpec

/// Escapes text for XML, HTML and Markdown. Whatever an implementation sends stays text there.
enum Markup {
  // MARK: - XML and HTML

  /// Escapes a text for the content and the attributes of XML and HTML. Characters that XML does not allow, control characters, and marks
  /// that change the direction of writing are shown as `\xNN`. Line feeds and tabs stay.
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

  /// Escapes a text on one line for HTML, and turns its code spans into `<code>` elements.
  static func prose(_ text: String) -> String {
    CodeSpans.parts(of: text.withoutControls).map { part in
      switch part {
      case .text(let text): escaped(text)
      case .code(let code, _): element("code", [], escaped(code))
      }
    }.joined()
  }

  /// Returns an element with its attributes. `inner` is markup.
  static func element(_ name: String, _ attributes: [(name: String, value: String)] = [], _ inner: String) -> String {
    "<\(name)\(attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined())>\(inner)</\(name)>"
  }

  // MARK: - Markdown

  /// Escapes a text for a paragraph of Markdown, on one line. Nothing in it is markup.
  static func markdown(verbatim text: String) -> String { escapedForMarkdown(text.unicodeScalars.map(shown).joined()) }

  /// Escapes a text for a paragraph of Markdown, on one line. Its code spans stay code spans; nothing else in it is markup.
  static func markdown(_ text: String) -> String { markdown(text, inTable: false) }

  /// Escapes a text like `markdown(_:)`, for the cell of a table, which ends at a bar even inside a code span.
  static func markdownCell(_ text: String) -> String { markdown(text, inTable: true) }

  private static func markdown(_ text: String, inTable: Bool) -> String {
    CodeSpans.parts(of: text.unicodeScalars.map(shown).joined()).map { part in
      switch part {
      case .text(let text): return escapedForMarkdown(text)
      case .code(let code, let fence):
        let inner =
          inTable ? code.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") : code
        // A span must not begin or end with a backtick.
        let pad = inner.first == "`" || inner.last == "`" ? " " : ""
        return fence + pad + inner + pad + fence
      }
    }.joined()
  }

  private static func escapedForMarkdown(_ text: String) -> String {
    let punctuation = Set("\\`*_{}[]()#+!|~$@".unicodeScalars)
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&", "<", ">": output += entity(scalar)
      case _ where punctuation.contains(scalar): output += "\\\(scalar)"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func entity(_ scalar: Unicode.Scalar) -> String {
    scalar == "&" ? "&amp;" : scalar == "<" ? "&lt;" : "&gt;"
  }

  /// Returns a fenced block of Markdown, with a fence that no line can end.
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

/// The code spans of a line, as CommonMark reads them: a run of backticks opens a span that ends at the next run of the same length. A run
/// that nothing closes is text.
enum CodeSpans {
  enum Part: Equatable {
    case text(String)
    /// The code, and the backticks around it.
    case code(String, fence: String)
  }

  static func parts(of text: String) -> [Part] {
    let tick = UInt8(ascii: "`")
    let bytes = Array(text.utf8)
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    func run(at start: Int) -> Int { bytes[start...].prefix { $0 == tick }.count }
    var parts: [Part] = []
    var (start, index) = (0, 0)
    while index < bytes.count {
      guard bytes[index] == tick else {
        index += 1
        continue
      }
      let length = run(at: index)
      var end = index + length
      while end < bytes.count, bytes[end] != tick || run(at: end) != length {
        end += bytes[end] == tick ? run(at: end) : 1
      }
      if end < bytes.count {
        if start < index { parts.append(.text(string(start..<index))) }
        parts.append(
          .code(trimmed(string(index + length..<end)), fence: String(repeating: "`", count: length)))
        index = end + length
        start = index
      } else {
        index += length
      }
    }
    if start < bytes.count { parts.append(.text(string(start..<bytes.count))) }
    return parts
  }

  /// One space on each side of the code belongs to the markup, unless the code is nothing but spaces.
  private static func trimmed(_ code: String) -> String {
    let isPadded = code.utf8.count > 2 && code.first == " " && code.last == " " && code.contains { $0 != " " }
    return isPadded ? String(code.dropFirst().dropLast()) : code
  }
}

extension String {
  /// Returns at most the first `limit` bytes. A text that is cut ends with its length.
  func cut(to limit: Int) -> String {
    utf8.count <= limit ? self : "\(Text(utf8.prefix(limit)).string)… (\(utf8.count) bytes)"
  }
}
