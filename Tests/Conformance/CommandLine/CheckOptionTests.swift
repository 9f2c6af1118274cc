import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Options of check")
struct CheckOptionTests {
  private static let reject = "read -r line; ready; while read_run; do reject; done; echo '{\"type\":\"bye\"}'"

  @Test("--fail-fast stops at the first failure that counts, and the status stays 1")
  func failFast() throws {
    let harness = try HarnessCorpus()
    let stopped = try harness.check(script: Self.reject, ["--fail-fast", "--json", "-"])
    let report = try JSONValue(parsing: stopped.output.utf8)
    let verdicts = report["cases"]?.array?.compactMap { $0["verdict"]?.string }
    #expect(stopped.status == 1 && verdicts == ["fail", "not-run", "not-run"], "\(stopped.output)")
    let text = try harness.check(script: Self.reject, ["--fail-fast"]).output
    #expect(text.contains("1 case failed; 2 cases not run") && text.contains("stopped after SIG-150-01"))
    let whole = try harness.check(script: Self.reject)
    #expect(whole.status == 1 && whole.output.contains("2 cases failed") && !whole.output.contains("not run"))
  }

  @Test("--fail-fast goes on after a known failure, and stops at the next")
  func failFastKnown() throws {
    let harness = try HarnessCorpus()
    let known = try ScratchFile(
      #"""
      {"format": 1, "implementation": "sh", "failures": [{"id": "SIG-150-01", "outcome": "fail", "reason": "r"}]}
      """#)
    let result = try harness.check(script: Self.reject, ["--fail-fast", "--known-failures", known.path])
    #expect(result.status == 1 && result.output.contains("stopped after SIG-150-02"), "\(result.output)")
  }

  @Test("--fail-fast changes nothing for an implementation that conforms")
  func failFastConformant() throws {
    let arguments = ["check", "--only", "SIG-006"]
    let whole = try Program.run(Program.videoSpec, arguments)
    let fast = try Program.run(Program.videoSpec, arguments + ["--fail-fast"])
    #expect(fast.status == 0 && fast.output == whole.output)
  }

  private func trace(_ arguments: [String], adapter: [String]) throws -> (lines: [String], result: Program.Result) {
    let scratch = try ScratchFile(name: "messages.txt")
    let result = try Program.run(
      Program.videoSpec, ["check", "--trace-io", scratch.path] + arguments + ["--"] + adapter)
    let text = try String(contentsOfFile: scratch.path, encoding: .utf8)
    return (text.split(separator: "\n").map(String.init), result)
  }

  @Test("--trace-io writes the messages as they are, in order, without secrets")
  func traceIO() throws {
    let (lines, result) = try trace(
      ["--only", "SIG-006-07", "--only", "SIG-006-08"], adapter: [Program.videoSpec, "adapter"])
    #expect(result.status == 0 && lines.map { $0.prefix(2) } == ["> ", "< ", "> ", "< ", "> ", "< ", "> ", "< "])
    let messages = try lines.map { try JSONValue(parsing: $0.dropFirst(2).utf8) }
    #expect(
      messages.map { $0["type"]?.string ?? "" } == [
        "hello", "ready", "run", "result", "run", "result", "bye", "bye",
      ])
    for id in ["SIG-006-07", "SIG-006-08"] {
      let vector = try #require(CaseID(id).flatMap(Corpus.shared.vector))
      let run = try #require(
        messages.first { $0["type"] == "run" && $0["operation"]?.string == vector.operation.rawValue })
      let secret = try #require(vector.input["credentials"]?["secretAccessKey"]?.string)
      #expect(run["input"]?["credentials"]?["secretAccessKey"] == "<redacted>")
      #expect(run["input"]?["target"] == vector.input["target"])
      #expect(!lines.contains { $0.contains(secret) })
    }
  }

  @Test("--trace-io takes secrets out of what an adapter sends back, and writes why a result did not come")
  func traceFailure() throws {
    let leak =
      "sed -u 's/{\"type\":\"run\".*\"secretAccessKey\":\"\\([^\"]*\\)\".*/my secret is \\1/; s/.*\"hello\".*/\(AdapterScripts.ready.replacing("verify.url", with: "sign.url").replacing("\"verify\"", with: "\"presign-url\""))/'"
    let (lines, result) = try trace(["--only", "SIG-006-07"], adapter: ["sh", "-c", leak])
    #expect(result.status == 1 && lines.count == 5, "\(lines)")
    #expect(lines.dropFirst(3).first == "< my secret is <redacted>", "\(lines)")
    #expect(lines.last?.hasPrefix("! the adapter broke the protocol: it sent ") == true, "\(lines)")
    let never = try trace(["--only", "SIG-006-07"], adapter: ["sh", "-c", "exit 5"])
    #expect(never.result.status == 1 && never.lines.count == 2, "\(never.lines)")
    #expect(never.lines.last?.hasPrefix("! the adapter crashed: it ended with exit status 5") == true, "\(never.lines)")
  }

  @Test("a trace that cannot be written is a fault, and the report is there all the same")
  func unwritableTrace() throws {
    let result = try Program.run(
      Program.videoSpec,
      ["check", "--only", "SIG-006-07", "--trace-io", "/no/such/folder/x", "--", Program.videoSpec, "adapter"])
    #expect(result.status == 70 && result.output.contains("conformant") && result.error.contains("/no/such/folder"))
  }

  @Test("progress is shown on a terminal alone: what runs, and for how long")
  func progress() throws {
    let command = "video-spec check --only SIG-006-07 -- video-spec adapter"
    let quiet = try Program.run("/bin/sh", ["-c", command])
    #expect(quiet.status == 0 && quiet.error.isEmpty)
    guard (try? Program.run("/bin/sh", ["-c", "command -v script"]))?.status == 0 else { return }
    let shown = try Program.run("/bin/sh", ["-c", "script -qec '\(command)' /dev/null"])
    #expect(shown.output.contains("starting the adapter"), "\(shown.output)")
    #expect(shown.output.contains(/0 of 1  SIG-006-07 sign\.url  [0-9]+ s/), "\(shown.output)")
    #expect(shown.output.contains("\r\u{1B}[K"))
  }
}
