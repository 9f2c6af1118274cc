import Foundation
import Gate
import Testing
import VideoSpec
import spec_docs

@Suite("Documents", .serialized)
struct DocumentTests {
  @Test("what is generated in documents is up to date")
  func upToDate() throws {
    let python = Program.pythonWithBoto3.map { ["VIDEO_SPEC_PYTHON": $0] } ?? [:]
    let result = try Program.run(Program.products + "/spec-docs", ["check"], environment: python)
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }

  private static var workspace: Workspace { Workspace(root: Program.root, corpus: .shared, products: Program.products) }

  private func generated(_ text: String, path: String = "Docs/Some.md") throws -> String {
    try Document(path: path, text: text).generated(by: Self.workspace)
  }

  @Test("what is marked is generated, and nothing else is changed")
  func markers() throws {
    let count = Catalogue.requirements.count
    #expect(
      try generated("# A\n\nThere are <!-- figure: requirements -->1 rules.\n")
        == "# A\n\nThere are <!-- figure: requirements -->\(count) rules.\n")
    let license = try String(contentsOfFile: Program.root + "/Makefile", encoding: .utf8)
    #expect(
      try generated("<!-- file: Makefile -->\n\n```make\nold\n```\nend")
        == "<!-- file: Makefile -->\n\n```make\n\(license)```\nend")
    let chapter = try generated(
      "<!-- rules: Layouts -->\nold\n<!-- end of rules -->\n", path: "Sources/VideoSpec/VideoSpec.docc/Keys.md")
    #expect(
      chapter.hasPrefix("<!-- rules: Layouts -->\n\n### KEY-001: ") && chapter.hasSuffix("\n\n<!-- end of rules -->\n"))
    let console = "```console\n$ export A=1\n$ echo $A >&2\n1\n```\n"
    #expect(try generated("```console\n$ export A=1\n$ echo $A >&2\n2\n3\n```\n") == console)
    for text in [
      "```text\n$ echo 1\n2\n```", "<!-- unchecked: a reason -->\n```console\n$ echo 1\n2\n```",
      "```console\n$ make check\n```", "the marker `<!-- figure: cases -->`",
    ] {
      #expect(try generated(text) == text)
    }
  }

  @Test(
    "a wrong marker is a fault that names its line",
    arguments: [
      ("\n<!-- figure: cases -->1\n", 2), ("a <!-- figure: stars -->1", 1), ("a <!-- figure: cases -->many", 1),
      ("\n\n<!-- rules: Layouts -->\n<!-- end of rules -->", 3), ("<!-- messages -->\n", 1), ("a\n```text\n", 2),
      ("<!-- file: no/such/file -->\n```c\n```", 2), ("<!-- snippet: None -->\n```swift\n```", 2),
      ("<!-- message: run -->\n```json\n```", 2), ("```console\necho\n```", 1),
      ("\n```console\n$ video-spec check --no-such-option\n```", 2),
    ])
  func faults(text: String, line: Int) throws {
    let fault = #expect(throws: DocumentFault.self) { try generated(text) }
    #expect(fault?.line == line, "\(fault?.reason ?? "")")
  }

  @Test(
    "links to files in the tree lead somewhere", arguments: Self.workspace.documents.filter { !$0.contains(".docc/") })
  func links(path: String) throws {
    let text = try String(contentsOfFile: "\(Program.root)/\(path)", encoding: .utf8)
    let folder = URL(fileURLWithPath: "\(Program.root)/\(path)").deletingLastPathComponent()
    for match in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
      let target = folder.appendingPathComponent(String(match.output.1)).path
      #expect(FileManager.default.fileExists(atPath: target), "\(path) links to \(match.output.1)")
    }
  }
}
