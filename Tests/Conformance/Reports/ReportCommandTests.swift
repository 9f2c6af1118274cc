import Foundation
import Testing
import VideoSpec

@Suite("Where reports go")
struct ReportCommandTests {
  @Test("a report is written through a link or a pipe, and a file keeps its mode")
  func reportTargets() throws {
    let scratch = try ScratchFile("old", name: "report.json")
    let link = scratch.path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path)
    for path in [scratch.path, link] {
      #expect(try Program.run(Program.videoSpec, ["check", "--only", "SIG-006", "--json", path]).status == 0)
      #expect(try String(contentsOfFile: scratch.path, encoding: .utf8).contains("\"status\": \"conformant\""))
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == scratch.path)
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("a report that cannot be written is the suite's own fault, and the text and the others are there all the same")
  func unwritableReport() throws {
    let scratch = try ScratchFile("", name: "report.xml")
    let result = try Program.run(
      Program.videoSpec,
      [
        "check", "--only", "SIG-001", "--json", "/no/such/folder/report.json", "--html", "/no/such/page", "--junit",
        scratch.path,
      ])
    #expect(result.status == 70 && result.output.contains("conformant"))
    #expect(result.error.contains("/no/such/folder") && result.error.contains("/no/such/page"))
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8).hasSuffix("</testsuites>\n"))
  }

  @Test("all reports are written even where nobody reads the text")
  func reportsFirst() throws {
    let scratch = try ScratchFile("", name: "report")
    let options = ["json", "junit", "markdown", "html"].map { "--\($0) \(scratch.path).\($0)" }.joined(separator: " ")
    let check = "sleep 0.3; video-spec check --only SIG-006 \(options)"
    _ = try Program.run("/bin/sh", ["-c", "{ \(check); } | :"])
    for (name, end) in [("json", "}\n"), ("junit", "</testsuites>\n"), ("markdown", "\n"), ("html", "</html>\n")] {
      #expect(try String(contentsOfFile: "\(scratch.path).\(name)", encoding: .utf8).hasSuffix(end), "\(name)")
    }
  }

  @Test("one report may take the place of the text", arguments: ["json", "junit", "markdown", "html"])
  func onStandardOutput(format: String) throws {
    let result = try Program.run(Program.videoSpec, ["check", "--only", "SIG-006", "--\(format)", "-"])
    let start = ["json": "{\n", "junit": "<?xml", "markdown": "## VideoSpec", "html": "<!DOCTYPE html>"]
    #expect(result.status == 0 && result.output.hasPrefix(start[format] ?? ""), "\(result.output.prefix(80))")
  }

  @Test("a report in JSON is whole, and says what the text says")
  func jsonReport() throws {
    let result = try Program.run(Program.videoSpec, ["check", "--only", "SIG-006", "--json", "-"])
    let report = try JSONValue(parsing: result.output.utf8)
    #expect(result.status == 0 && report.object != nil)
    #expect(!result.output.contains("wJalrXUtnFEMI"))
  }
}
