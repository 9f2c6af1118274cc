import Foundation
import Gate
import Testing
import VideoSpec

/// `Docs/WriteAnAdapter.md`: what it shows are the files that run here.
@Suite("Write an adapter")
struct AdapterTutorialTests {
  static let folder = "Docs/examples/adapters"

  private static func check(_ command: [String]) throws -> Program.Result {
    try Program.run(
      Program.videoSpec, ["check", "--profile", "presign-url", "--quiet", "--timeout-scale", "10", "--"] + command)
  }

  static let commands = [
    "python3 \(folder)/python/adapter.py", "sh \(folder)/shell/adapter.sh", "perl \(folder)/perl/adapter.pl",
  ]

  /// Those whose tools are on this machine.
  static let runnable = commands.filter { command in
    let needs =
      switch command.prefix(2) {
      case "py": "command -v python3"
      case "pe": "perl -MJSON::PP -MDigest::SHA -e 1"
      default: "command -v jq && command -v openssl && command -v od"
      }
    return (try? Program.run("/bin/sh", ["-c", needs]))?.status == 0
  }

  @Test("is conformant", arguments: runnable)
  func conformant(command: String) throws {
    let result = try Self.check(command.split(separator: " ").map(String.init))
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.hasSuffix("\nconformant\n"))
  }

  @Test(
    "the first attempt fails as the text says, with a report that names the line",
    .enabled(if: Program.python != nil, "not run: there is no python3"))
  func first() throws {
    let result = try Self.check(["python3", "\(Self.folder)/python/first.py"])
    #expect(result.status == 1)
    #expect(result.output.hasSuffix("\nnot conformant: 8 cases failed; 19 cases not supported\n"))
    for rule in ["SIG-032", "SIG-033", "SIG-081"] {
      #expect(result.output.contains("\n\(rule)-"), "\(rule) does not fail")
    }
    #expect(result.output.contains("differs   canonicalRequest, line 5"))
  }

  @Test("the first attempt has thirty lines, at most")
  func thirty() throws {
    #expect(
      try String(contentsOfFile: "\(Program.root)/\(Self.folder)/python/first.py", encoding: .utf8).split(
        separator: "\n"
      ).count <= 30)
  }
}
