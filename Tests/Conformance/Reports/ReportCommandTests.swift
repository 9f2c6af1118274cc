import Foundation
import Testing
import VideoSpec

@Suite("Where reports go")
struct ReportCommandTests {
  @Test("a report replaces a file and keeps its mode, and is not written through a symbolic link")
  func reportTargets() throws {
    let scratch = try ScratchFile("old", name: "report.json")
    let link = scratch.path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path)
    let arguments = ["check", "--only", "SIG-006", "--json"]
    let refused = try Program.run(Program.videoSpec, arguments + [link])
    #expect(refused.status == 2 && refused.error.contains("is a symbolic link"), "\(refused.error)")
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == "old")
    #expect(try Program.run(Program.videoSpec, arguments + [scratch.path]).status == 0)
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8).contains("\"status\": \"conformant\""))
    #expect(try Program.run(Program.videoSpec, arguments + ["/dev/stdout"]).output.contains("\"conformant\""))
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("a file is written once, whatever its spelling, and not over the one that is read")
  func namedTwice() throws {
    let scratch = try ScratchFile("old", name: "a")
    let folder = scratch.path.dropLast(2)
    #expect(link(scratch.path, "\(folder)/hard") == 0 && symlink(String(folder), "\(folder)/folder") == 0)
    let first = ["check", "--only", "SIG-001", "--json", scratch.path]
    for second in [
      ["--html", "\(folder)/./a"], ["--html", "\(folder)//a"], ["--markdown", "\(folder)/folder/a"],
      ["--junit", "\(folder)/hard"], ["--update-known-failures", "\(folder)/./a"], ["--known-failures", scratch.path],
      ["--trace-io", scratch.path, "--", "video-spec", "adapter"],
    ] {
      let result = try Program.run(Program.videoSpec, first + second)
      #expect(result.status == 2 && result.error.contains("is named twice"), "\(second): \(result.error)")
    }
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == "old")
    // A file that does not exist yet.
    let new = ["check", "--only", "SIG-001", "--json", "\(folder)/new", "--html", "\(folder)/folder/new"]
    #expect(try Program.run(Program.videoSpec, new).status == 2)
    #expect(
      try Program.run(Program.videoSpec, ["check", "--only", "SIG-001", "--json", "-", "--html", "/dev/stdout"]).status
        == 2)
  }

  @Test(
    "no file is written through a link, and that is known before the run",
    arguments: ["trace-io", "update-known-failures", "html"])
  func links(option: String) throws {
    let scratch = try ScratchFile("old", name: "a")
    for (name, target) in [("link", scratch.path), ("dangling", "/no/such/file"), ("created", "b")] {
      let path = scratch.path + name
      #expect(symlink(target, path) == 0)
      let result = try Program.run(
        Program.videoSpec, ["check", "--only", "SIG-001", "--\(option)", path, "--", "video-spec", "adapter"])
      #expect(
        result.status == 2 && result.output.isEmpty && result.error.contains("is a symbolic link"), "\(result.error)")
    }
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == "old")
    #expect(!FileManager.default.fileExists(atPath: scratch.path.dropLast() + "b"))
  }

  @Test("a report on /dev/stdout and the text do not overwrite each other in a file")
  func ownStream() throws {
    let result = try Program.run(Program.videoSpec, ["check", "--only", "SIG-006", "--html", "/dev/stdout"])
    #expect(result.output.hasPrefix("<!DOCTYPE html>") && result.output.contains("</html>\n") && result.status == 0)
    #expect(result.output.split(separator: "\n").last?.hasPrefix("conformant") == true)
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
