import Gate
import VideoSpec

/// A Markdown file of the checkout.
package struct Document {
  /// The path from the root of the checkout.
  package let path: String
  package let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  init(_ path: String, in root: String) throws {
    self.init(path: path, text: String(decoding: try FileSystem.read("\(root)/\(path)"), as: UTF8.self))
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The text with everything that is generated as it should be.
  ///
  /// - Throws: ``DocumentFault`` if a marker is wrong, or a command does not do what a document shows.
  package func generated(by workspace: Workspace) throws -> String {
    switch path {
    case RequirementsDocument.path: RequirementsDocument(corpus: workspace.corpus).markdown
    case TroubleshootingDocument.path: TroubleshootingDocument().markdown
    case ServerMessagesDocument.path: ServerMessagesDocument().markdown
    default: try rewritten(by: workspace)
    }
  }

  private func rewritten(by workspace: Workspace) throws -> String {
    let lines = lines.map(String.init)
    var output: [String] = []
    var index = 0
    /// The last line that is not empty.
    var above = ""
    while index < lines.count {
      let line = lines[index]
      do throws(DocumentFault) { output.append(try Figures.updated(line, workspace)) } catch { throw error.at(index) }
      var next = index + 1
      if let section = Section(line) {
        guard let end = lines[next...].firstIndex(of: section.end) else {
          throw DocumentFault("there is no \(section.end) for this marker").at(index)
        }
        do { output += try section.lines(workspace, of: self) } catch let fault as DocumentFault {
          throw fault.at(index)
        }
        next = end
      } else if line.hasPrefix("```") {
        guard let end = lines[next...].firstIndex(of: "```") else {
          throw DocumentFault("nothing ends this block").at(index)
        }
        let block = Block(language: String(line.dropFirst(3)), above: above, lines: Array(lines[next..<end]))
        do { output += try block.generated(workspace) } catch let fault as DocumentFault { throw fault.at(index) }
        output.append("```")
        next = end + 1
      }
      if !line.isEmpty { above = line }
      index = next
    }
    return output.joined(separator: "\n")
  }
}

/// Something that is wrong in a document, in a sentence.
package struct DocumentFault: Error, CustomStringConvertible {
  package let reason: String
  /// From 1; nil if the whole document is concerned.
  package private(set) var line: Int?

  init(_ reason: String) { self.reason = reason }

  /// - Parameter index: The index of the line, from 0.
  fileprivate func at(_ index: Int) -> DocumentFault {
    var copy = self
    copy.line = index + 1
    return copy
  }

  package var description: String { reason }
}

/// The first line of a document that is not as it should be.
struct Difference: CustomStringConvertible {
  let wanted: String
  private let line: Int
  private let found: String
  private let expected: String

  /// Nil for texts that are equal.
  init?(_ text: String, _ wanted: String) {
    guard !text.utf8.elementsEqual(wanted.utf8) else { return nil }
    self.wanted = wanted
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let others = wanted.split(separator: "\n", omittingEmptySubsequences: false)
    let same = zip(lines, others).prefix { $0.0.utf8.elementsEqual($0.1.utf8) }.count
    line = same + 1
    found = same < lines.count ? String(lines[same]) : "(the end)"
    expected = same < others.count ? String(others[same]) : "(the end)"
  }

  var description: String {
    "\(line): out of date from here on; run 'make docs'\n  is:        \(found)\n  should be: \(expected)"
  }
}
