import Foundation
import Gate
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A document in the tree, and whether it says what it should. `make docs` writes what is generated anew.
struct Document {
  let path: String
  var text: String

  static let updates = ProcessInfo.processInfo.environment["VIDEO_SPEC_UPDATE_DOCUMENTS"] != nil

  /// Those whose examples at a prompt are run.
  static let withConsoles = [
    "README.md", "Implementations/boto3/README.md", "Docs/Reports.md", "Docs/WriteAnAdapter.md",
  ]
  /// Those whose Swift is a snippet's.
  static let withSnippets = ["README.md"]
  /// Those whose programs are files of the tree.
  static let withFiles = ["Docs/WriteAnAdapter.md"]

  init(_ name: String) throws {
    path = Program.root + "/" + name
    text = try String(contentsOfFile: path, encoding: .utf8)
  }

  /// The documents of the tree, chapters aside: their links are DocC's.
  static let all: [String] = {
    let files = FileManager.default
    let folders = ["Docs", "Implementations", "Benchmarks", "vectors"].flatMap { folder in
      (try? files.subpathsOfDirectory(atPath: Program.root + "/" + folder).map { "\(folder)/\($0)" }) ?? []
    }
    let top = (try? files.contentsOfDirectory(atPath: Program.root)) ?? []
    return (top + folders).filter { $0.hasSuffix(".md") && !$0.contains("/.build/") }.sorted()
  }()

  /// Compares with what should be there, or puts it there.
  func expect(_ wanted: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    guard !text.utf8.elementsEqual(wanted.utf8) else { return }
    if Self.updates { return try wanted.write(toFile: path, atomically: true, encoding: .utf8) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let others = wanted.split(separator: "\n", omittingEmptySubsequences: false)
    let index = zip(lines, others).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, others.count)
    Issue.record(
      """
      \(path) is out of date from line \(index + 1) on: run 'make docs'
        is:        \(index < lines.count ? lines[index] : "(its end)")
        should be: \(index < others.count ? others[index] : "(its end)")
      """, sourceLocation: sourceLocation)
  }

  /// The text with what stands between two markers replaced.
  static func replacing(in text: String, from start: String, to end: String, with inner: String) throws -> String {
    let open = try #require(text.range(of: start), "no \(start)")
    let close = try #require(text.range(of: end, range: open.upperBound..<text.endIndex), "no \(end) after \(start)")
    return text[..<open.upperBound] + inner + text[close.lowerBound...]
  }
}

@Suite("Documents", .serialized)
struct DocumentTests {
  @Test("Docs/Requirements.md is the catalogue's")
  func requirements() throws {
    let path = "Docs/Requirements.md"
    if Document.updates, !FileManager.default.fileExists(atPath: Program.root + "/" + path) {
      try "".write(toFile: Program.root + "/" + path, atomically: true, encoding: .utf8)
    }
    try Document(path).expect(RequirementsDocument(corpus: .shared).markdown)
  }

  @Test("Docs/Troubleshooting.md is the catalogue of causes")
  func troubleshooting() throws {
    try Document("Docs/Troubleshooting.md").expect(TroubleshootingDocument().markdown)
  }

  @Test(
    "a chapter's rules and examples are the catalogue's and the vectors'", arguments: Catalogue.subjects.map(\.name))
  func chapter(subject: String) throws {
    let document = try Document("Sources/VideoSpec/VideoSpec.docc/\(subject).md")
    var wanted = document.text
    for section in try #require(Catalogue.subjects.first { $0.name == subject }).sections {
      wanted = try Document.replacing(
        in: wanted, from: "<!-- rules: \(section.title) -->\n", to: "<!-- end of rules -->",
        with: "\n\(ChapterRules(section, corpus: .shared).markdown)\n")
    }
    try document.expect(wanted)
  }

  @Test(
    "what a document shows of the program is what the program prints",
    arguments: Document.withConsoles)
  func consoles(path: String) throws {
    let document = try Document(path)
    var wanted = document.text
    for block in document.text.matches(of: /```console\n(.*?)```/.dotMatchesNewlines()) {
      let commands = block.output.1.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
      var script = ""
      var shown = ""
      var isRunnable = true
      for command in commands {
        if command.hasPrefix("make ") || command.hasPrefix("git ") || command.hasPrefix("cd ") { isRunnable = false }
        if command.contains("python "), Program.pythonWithBoto3 == nil { isRunnable = false }
        if command.contains("python3 "), Program.python == nil { isRunnable = false }
        let python = Program.pythonWithBoto3.map { "python() { '\($0)' \"$@\"; }\n" } ?? ""
        // The gate starts an adapter without a shell, so a function named python does not serve it.
        let real = command.replacingOccurrences(of: "-- python ", with: "-- '\(Program.pythonWithBoto3 ?? "python")' ")
        let run = isRunnable ? try Program.run("/bin/sh", ["-c", python + script + real]) : nil
        script += command.hasPrefix("export ") ? command + "\n" : ""
        shown += "$ \(command)\n" + (run.map { $0.output + $0.error } ?? "")
      }
      // An example that does not work prints something too.
      for sign in ["crash:", "without an answer", "did not get ready", "Try 'video-spec"] {
        #expect(!shown.contains(sign), "\(commands)")
      }
      let text = shown.replacingOccurrences(of: Program.pythonWithBoto3 ?? "\u{0}", with: "python")
      if isRunnable { wanted = wanted.replacingOccurrences(of: block.output.0, with: "```console\n\(text)```") }
    }
    try document.expect(wanted)
  }

  @Test("a document's Swift examples are the snippets", arguments: Document.withSnippets)
  func snippets(path: String) throws {
    let document = try Document(path)
    var wanted = document.text
    for match in document.text.matches(of: /<!-- snippet: (\w+) -->\n```swift\n(.*?)```/.dotMatchesNewlines()) {
      let name = String(match.output.1)
      let source = try Document("Snippets/\(name).swift").text
      wanted = try Document.replacing(
        in: wanted, from: "<!-- snippet: \(name) -->\n```swift\n", to: "```", with: source)
    }
    try document.expect(wanted)
  }

  @Test(
    "figures in a document are the suite's own",
    arguments: ["README.md", "Sources/VideoSpec/VideoSpec.docc/VideoSpec.md"])
  func figures(path: String) throws {
    let document = try Document(path)
    var wanted = document.text
    var figures = [
      "cases": Corpus.shared.cases.count, "requirements": Catalogue.requirements.count,
      "suite-cases": Corpus.shared.cases.count { $0.evidence.kind == .suite },
      "contested-cases": Corpus.shared.cases.count { $0.evidence.kind == .contested },
    ]
    // Without Python nobody can count them.
    if Mutant.command != nil { figures["mutants"] = Mutant.all.count }
    for (name, value) in figures {
      wanted = wanted.replacing(try Regex("<!-- figure: \(name) -->[0-9]+"), with: "<!-- figure: \(name) -->\(value)")
    }
    try document.expect(wanted)
  }

  @Test(
    "links to files in the tree lead somewhere",
    arguments: Document.all)
  func links(path: String) throws {
    let document = try Document(path)
    let folder = URL(fileURLWithPath: document.path).deletingLastPathComponent()
    for match in document.text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
      let target = folder.appendingPathComponent(String(match.output.1)).path
      #expect(FileManager.default.fileExists(atPath: target), "\(path) links to \(match.output.1)")
    }
  }
}
