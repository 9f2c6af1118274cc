import Foundation
import Gate
import Testing
import VideoSpec
import spec_docs

/// An example in a document: the lines between two fences.
struct Fence: Sendable, CustomTestStringConvertible {
  var document: String
  var line: Int
  var language: String
  /// The line above that is not empty.
  var above: String
  var lines: [String]

  var testDescription: String { "\(document):\(line) \(language)" }
  var body: String { lines.map { $0 + "\n" }.joined() }

  static let all: [Fence] = workspace.documents.flatMap(fences)

  private static var workspace: Workspace { Workspace(root: Program.root, corpus: .shared, products: Program.products) }

  /// The fences of a document, except for what `make docs` writes between a chapter's markers.
  private static func fences(in document: String) -> [Fence] {
    guard let text = try? String(contentsOfFile: "\(Program.root)/\(document)", encoding: .utf8) else { return [] }
    var fences: [Fence] = []
    var open: Fence?
    var above = ""
    var isGenerated = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated() {
      if line.hasPrefix("<!-- rules: ") { isGenerated = true }
      if line == "<!-- end of rules -->" { isGenerated = false }
      if line.hasPrefix("```") {
        if let fence = open {
          if !isGenerated { fences.append(fence) }
          open = nil
        } else {
          open = Fence(
            document: document, line: index + 1, language: String(line.dropFirst(3)), above: above, lines: [])
        }
      } else if open != nil {
        open?.lines.append(line)
      }
      if !line.isEmpty { above = line }
    }
    return fences
  }
}

@Suite("Examples in documents")
struct FenceTests {
  @Test("an example is checked, or says why not", arguments: Fence.all)
  func checked(fence: Fence) throws {
    if let reason = fence.above.wholeMatch(of: /<!-- unchecked: (.+) -->/) {
      #expect(reason.output.1.count > 10, "a reason is more than a word")
      return
    }
    switch fence.language {
    case "console": break  // spec-docs runs it: see DocumentTests.
    case "swift": try swift(fence)
    case "json": try json(fence)
    case "yaml",
      "sh" where !fence.above.hasPrefix("<!-- file: "):
      try commands(fence)
    default:
      #expect(
        fence.above.hasPrefix("<!-- file: "),
        "nothing checks it: name its file above, or say '<!-- unchecked: … -->' and why")
    }
  }

  /// A snippet, or lines out of one.
  private func swift(_ fence: Fence) throws {
    if fence.above.hasPrefix("<!-- snippet: ") { return }
    let name = try #require(
      fence.above.wholeMatch(of: /<!-- excerpt: (\S+) -->/)?.output.1, "it needs a snippet, or an excerpt of a file")
    let source = try String(contentsOfFile: "\(Program.root)/\(name)", encoding: .utf8)
    for line in fence.lines where !line.isEmpty {
      #expect(source.contains(line.trimmingCharacters(in: .whitespaces)), "\(name) has no \(line)")
    }
  }

  /// JSON; messages of the protocol meet their schemas.
  private func json(_ fence: Fence) throws {
    let value = try JSONValue(parsing: fence.body.utf8)
    guard let type = value["type"]?.string else { return }
    let faults = try SchemaCheck(ProtocolSchemaTests.folder).faults(in: value, schema: "\(type).json")
    #expect(faults.isEmpty, "\(faults)")
  }

  /// Targets, commands, options and files that are there.
  private func commands(_ fence: Fence) throws {
    let makefile = try String(contentsOfFile: Program.root + "/Makefile", encoding: .utf8)
    for line in fence.lines {
      for target in line.matches(of: /\bmake ([a-z]+)/) {
        #expect(makefile.contains("\n\(target.output.1):"), "make knows no \(target.output.1)")
      }
      for path in line.matches(of: /(?:Scripts|Tools|Implementations|Docs|Benchmarks|vectors)\/[\w\/.-]+/) {
        #expect(FileManager.default.fileExists(atPath: "\(Program.root)/\(path.output)"), "there is no \(path.output)")
      }
      guard let use = line.firstMatch(of: /\bvideo-spec ([a-z0-9]+)(.*)/) else { continue }
      let help = try Program.run(Program.videoSpec, [String(use.output.1), "--help"])
      #expect(help.status == 0, "video-spec has no \(use.output.1)")
      let own = use.output.2.split(separator: " -- ", maxSplits: 1).first ?? ""
      for option in own.matches(of: /\s(--[a-z-]+)/) {
        #expect(help.output.contains(option.output.1), "video-spec \(use.output.1) has no \(option.output.1)")
      }
    }
  }
}
