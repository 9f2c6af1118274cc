import Foundation
import Gate
import Testing

/// A command as its help describes it.
struct DescribedCommand: Sendable, CustomTestStringConvertible {
  /// Empty for the program.
  var name: String
  var help: String

  var testDescription: String { name.isEmpty ? "video-spec" : name }
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// `--profile` and `-p`.
  var options: [String] {
    section("Options").compactMap { $0.firstMatch(of: #/^  (?:(-\w), |    )(--[a-z-]+)/#) }.flatMap { match in
      (match.output.1.map { [String($0)] } ?? []) + [String(match.output.2)]
    }
  }

  /// The names in the lists of commands.
  var commands: [String] {
    let titles = [
      "Commands", "Run the suite", "Work with requests, forms and videos", "Test uploads", "Services",
      "Develop an adapter or vectors",
      "About this program",
    ]
    return titles.flatMap(section).compactMap { $0.firstMatch(of: #/^  ([a-z0-9]+(?: [a-z0-9]+)?)  /#) }.map {
      String($0.output.1)
    }
  }

  func section(_ title: String) -> [Substring] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "\(title):") else { return [] }
    return Array(lines[(start + 1)...].prefix { !$0.isEmpty })
  }

  init(_ name: String) {
    self.name = name
    let words = name.split(separator: " ").map(String.init)
    help = (try? Program.run(Program.videoSpec, words + ["--help"]))?.output ?? ""
  }

  /// The program, its commands and theirs.
  static let all: [DescribedCommand] = {
    let program = DescribedCommand("")
    let commands = program.commands.map { DescribedCommand($0) }
    return [program] + commands + commands.flatMap(\.commands).map { DescribedCommand($0) }
  }()
}

@Suite("Help")
struct HelpTests {
  @Test("the help finds all commands")
  func commands() {
    let names = Set(DescribedCommand.all.map(\.name))
    #expect(
      names == [
        "", "check", "list", "show", "s3", "serve", "inspect", "inspect url", "inspect post", "inspect error", "sign",
        "sign url",
        "sign headers", "sign post", "policy", "policy build", "policy evaluate", "key", "key generate", "key parse",
        "validate", "adapter", "vectors", "vectors lint", "vectors format", "vectors export", "help", "version",
        "completions", "man",
      ])
  }

  @Test("every command describes itself within 80 columns, and 'help' says the same", arguments: DescribedCommand.all)
  func describes(command: DescribedCommand) throws {
    let result = try Program.run(Program.videoSpec, ["help"] + command.words)
    #expect(result.status == 0 && result.error.isEmpty && result.output == command.help)
    #expect(command.help.hasPrefix("Usage: video-spec"))
    // A usage and an example are to be copied, so they are not broken.
    let wide = command.help.split(separator: "\n").map(String.init).filter { $0.count > 80 }
    #expect(wide.allSatisfy { $0.hasPrefix("  video-spec ") || $0.hasPrefix("Usage: ") }, "\(wide)")
    if !command.name.isEmpty { #expect(command.options.contains("--help")) }
    if command.commands.isEmpty {
      #expect(!command.section("Examples").isEmpty && !command.section("Exit status").isEmpty)
    }
  }

  @Test("the examples' commands and options exist", arguments: DescribedCommand.all)
  func examples(command: DescribedCommand) throws {
    for line in command.section("Examples") where line.contains("video-spec ") && !line.contains("# ") {
      for part in line.components(separatedBy: "video-spec ").dropFirst() {
        let words = part.split(whereSeparator: " )".contains).map(String.init)
        let name = words.prefix { $0.first?.isLowercase == true }
        let used = try #require(
          DescribedCommand.all.last { !$0.name.isEmpty && name.starts(with: $0.words) }, "\(line)")
        for option in words.prefix(while: { $0 != "--" && $0 != "|" }) where option.hasPrefix("--") {
          #expect(used.options.contains(option) || option == "--version", "\(line)")
        }
      }
    }
  }

  @Test("the exit statuses of the program are documented")
  func exitStatuses() throws {
    let lines = DescribedCommand("").section("Exit status").map(String.init)
    #expect(lines.compactMap { Int($0.prefix(4).trimmingCharacters(in: .whitespaces)) } == [0, 1, 2, 3, 70])
  }

  @Test("help is asked for in four ways", arguments: [["help"], ["--help"], ["-h"], ["help", "help"]])
  func ways(arguments: [String]) throws {
    let result = try Program.run(Program.videoSpec, arguments)
    #expect(result.status == 0 && result.output.hasPrefix("Usage: video-spec"))
  }
}
