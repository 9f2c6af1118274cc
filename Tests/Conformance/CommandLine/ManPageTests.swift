import Foundation
import Testing

@Suite("Manual pages")
struct ManPageTests {
  private static func exists(_ tool: String) -> Bool {
    (try? Program.run("/bin/sh", ["-c", "command -v \(tool)"]))?.status == 0
  }

  private static let hasGroff = exists("groff")
  private static let hasMandoc = exists("mandoc")

  /// A page as text, without roff's escapes and fonts.
  private func page(_ command: DescribedCommand) throws -> String {
    let result = try Program.run(Program.videoSpec, ["man"] + command.words)
    #expect(result.status == 0 && result.error.isEmpty)
    return result.output.replacingOccurrences(of: "\\-", with: "-").replacing(/\\f[BIR]/, with: "")
  }

  @Test("a page names every option, command and exit status", arguments: DescribedCommand.all)
  func complete(command: DescribedCommand) throws {
    let page = try page(command)
    for option in command.options { #expect(page.contains(option), "\(option)") }
    for name in command.commands {
      #expect(page.contains("\n\(name)\n"), "\(name)")
      #expect(page.contains(".BR video-spec-\(name.replacing(" ", with: "-")) (1)"), "\(name)")
    }
    for line in command.section("Exit status") {
      guard let status = line.firstMatch(of: #/^  (\d+) /#) else { continue }
      #expect(page.contains("\n.TP\n\(status.output.1)\n"), "\(line)")
    }
  }

  @Test("all pages are written to a directory, one for each command")
  func output() throws {
    let scratch = try ScratchFile(name: "marker")
    let folder = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path
    let result = try Program.run(Program.videoSpec, ["man", "--output", folder])
    #expect(result.status == 0, "\(result.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".1") }
    let wanted = DescribedCommand.all.map { (["video-spec"] + $0.words).joined(separator: "-") + ".1" }
    #expect(Set(names) == Set(wanted))
    for command in DescribedCommand.all {
      let name = (["video-spec"] + command.words).joined(separator: "-")
      let printed = try Program.run(Program.videoSpec, ["man"] + command.words).output
      #expect(try String(contentsOfFile: "\(folder)/\(name).1", encoding: .utf8) == printed)
    }
  }

  @Test(
    "groff formats the pages without a warning, and shows options that can be copied",
    .enabled(if: hasGroff, "not run: there is no groff"))
  func groff() throws {
    let script = """
      for command in "$@"; do video-spec man $command | groff -man -Tutf8 -ww -P -c -P -b -P -u; done
      """
    let result = try Program.run("/bin/bash", ["-c", script, "bash"] + DescribedCommand.all.map(\.name))
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.contains("--known-failures FILE") && result.output.contains("'-': "))
  }

  @Test("mandoc finds no error in the pages", .enabled(if: hasMandoc, "not run: there is no mandoc"))
  func mandoc() throws {
    let script = "for command in \"$@\"; do video-spec man $command | mandoc -T lint -W error || exit 1; done"
    let result = try Program.run("/bin/bash", ["-c", script, "bash"] + DescribedCommand.all.map(\.name))
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }
}
