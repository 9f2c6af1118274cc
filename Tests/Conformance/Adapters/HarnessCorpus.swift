import Foundation
import Gate
import Testing
import VideoSpec

/// Vectors for adapters that are shell scripts (two cases to accept, one to reject), and a way to run the gate against such an adapter.
struct HarnessCorpus {
  private let file: ScratchFile

  init() throws {
    let accepted = #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#
    let rejected = #"{"verdict": "rejected", "error": {"code": "AccessDenied", "status": 403}}"#
    try self.init(
      TestVectors.file(
        "verify.url", profile: "verify", requirement: "SIG-150",
        TestVectors.vectorCase("SIG-150-01", input: TestVectors.verifyInput, expect: accepted),
        TestVectors.vectorCase("SIG-150-02", input: TestVectors.verifyInput, expect: accepted),
        TestVectors.vectorCase("SIG-150-03", input: TestVectors.verifyInput, expect: rejected)))
  }

  init(_ text: String) throws { file = try ScratchFile(text, name: "test.json") }

  var directory: String { URL(fileURLWithPath: file.path).deletingLastPathComponent().path }

  func add(_ text: String, named name: String) throws {
    try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
  }

  /// - Returns: The result of the gate, how long it took, and the processes that are left.
  func checked(
    script: String, profile: String = "verify", _ arguments: [String] = []
  ) throws -> (result: Program.Result, time: Duration, left: [pid_t]) {
    let scripts = AdapterScripts()
    let path = try scripts.script(script)
    let start = ContinuousClock.now
    let result = try Program.run(
      Program.videoSpec, ["check", "--vectors", directory, "--profile", profile] + arguments + ["--", path])
    let time = ContinuousClock.now - start
    return (result, time, scripts.groupsEnd() ? [] : scripts.noted)
  }

  func check(script: String, _ arguments: [String] = []) throws -> Program.Result {
    try checked(script: script, arguments).result
  }
}
