import Foundation
import Gate
import Testing
import VideoSpec

/// An adapter that is wrong in its own way, and how the gate ends on it.
struct Harness: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let script: String
  let status: Int32
  /// What the text says.
  let says: String
  /// The gate's own waiting: deadlines that have to pass.
  let waits: Duration

  init(_ name: String, _ script: String, _ status: Int32, says: String, waits: Duration = .zero) {
    testDescription = name
    self.script = script
    self.status = status
    self.says = says
    self.waits = waits
  }
}

@Suite(
  "Bad harnesses: each has its verdict and its exit status, in time, with no process left", .serialized,
  .timeLimit(.minutes(60)))
struct BadHarnessTests {
  /// Starting a gate and some shells takes a while on a busy machine; a deadline more than needed takes longer.
  static let patience = Duration.seconds(45)

  /// What every script begins with; `honest` is right in all three cases, `bye` says so.
  private static let prelude = """
    honest() { if [ "$(number)" -lt 3 ]; then answer; else reject; fi; }
    bye() { echo '{"type":"bye"}'; }
    all() { while read_run; do "$@"; done; bye; }
    status() { echo "{\\"type\\":\\"result\\",\\"seq\\":$(number),\\"status\\":\\"$1\\",\\"error\\":{\\"message\\":\\"so it says\\"}}"; }
    read -r line

    """

  static let harnesses: [Harness] = [
    .init("honest", "ready; all honest", 0, says: "conformant"),
    .init("supports nothing of what it claims", "ready; all status unsupported", 3, says: "3 cases not supported"),
    .init("has trouble with all that it claims", "ready; all status error", 1, says: "3 cases broken"),
    .init(
      "claims a profile without its operations", #"ready | sed 's/\["verify.url"\]/[]/'; all honest"#, 3,
      says: "it does not support verify.url"),
    .init(
      "claims less than the gate wants", #"ready | sed 's/\["verify"\]/[]/'; all honest"#, 3,
      says: "the adapter does not claim the profile verify"),
    .init(
      "declares unsupported what it would fail",
      #"ready | sed 's/"unsupported":\[\]/"unsupported":[{"requirement":"SIG-150","reason":"no"}]/'; all answer"#, 3,
      says: "3 cases not supported"),
    .init("accepts everything", "ready; all answer", 1, says: "1 case failed"),
    .init("rejects everything", "ready; all reject", 1, says: "2 cases failed"),
    .init(
      "hangs at the second case", "ready; read_run; honest; read_run; sleep 60 & note $!; wait", 1,
      says: "the adapter timed out: no line within 2.0 seconds", waits: .seconds(4)),
    .init(
      "crashes at the second case", "ready; read_run; honest; read_run; kill -SEGV $$", 1, says: "the adapter crashed: "
    ),
    .init(
      "answers the run before", "ready; read_run; first=$line; honest; read_run; line=$first; honest; sleep 60", 1,
      says: "a result for run 1 instead of run 2", waits: .seconds(5)),
    .init(
      "answers twice", "ready; read_run; echo \"$(honest; honest)\"; all honest", 1,
      says: "the adapter broke the protocol: "),
    .init(
      "answers before it is asked", "ready; echo '{\"type\":\"result\",\"seq\":1}'; all honest", 1,
      says: "the adapter broke the protocol: "),
    .init("writes garbage", "ready; read_run; head -c 3000 /dev/urandom; echo; all honest", 1, says: "not JSON"),
    .init("writes an empty line", "ready; read_run; echo; all honest", 1, says: "it sent an empty line"),
    .init(
      "writes a line of white space", "ready; read_run; echo '  '; all honest", 1,
      says: "it sent a line that contains only white space"),
    .init(
      "writes a line of 100 MB", "ready; read_run; head -c 100000000 /dev/zero | tr '\\0' x; all honest", 1,
      says: "a line of more than"),
    .init("writes without end", "ready; read_run; exec yes", 1, says: "the adapter broke the protocol: "),
    .init(
      "writes without end to standard error", "ready; yes >&2 & note $!; all honest", 0, says: "conformant"),
    .init("closes its output", "ready; read_run; exec >&-; sleep 60", 1, says: "it closed its standard output"),
    .init(
      "closes its input", "ready; read_run; honest; exec <&-; sleep 60 & note $!; wait", 1,
      says: "the adapter timed out: ",
      waits: .seconds(4)),
    .init(
      "ignores bye", "ready; while read_run; do honest; done; sleep 60 & note $!; wait", 0,
      says: "warning: the adapter's end: the adapter timed out: no \"bye\" within", waits: .seconds(5)),
    .init(
      "talks after bye", "ready; all honest; echo more", 0,
      says: "warning: the adapter's end: the adapter broke the protocol: "),
    .init("leaves a child behind", "sleep 60 & note $!; ready; all honest", 0, says: "conformant"),
    .init(
      "leaves a deaf child behind", "(trap '' TERM HUP INT; sleep 60) & note $!; ready; read_run; exit 1", 1,
      says: "the adapter crashed: "),
    .init("ends before it is ready", "echo trouble >&2; exit 7", 1, says: "trouble"),
    .init(
      "is another when started again", #"ready | sed "s/\"sh\"/\"sh$$\"/"; read_run; exit 1"#, 1,
      says: "its \"ready\" message was different"),
  ]

  @Test("a harness", arguments: harnesses)
  func harness(_ harness: Harness) throws {
    try Self.expect(harness, on: HarnessCorpus(), profile: "verify", prelude: Self.prelude)
  }

  /// Exit status, text, JSON and JUnit agree, in time, and no process is left.
  static func expect(_ harness: Harness, on corpus: HarnessCorpus, profile: String, prelude: String) throws {
    let file = try ScratchFile()
    let (json, junit) = (file.path + ".json", file.path + ".xml")
    // Deadlines that are not to pass are longer than anything takes, a minute for an answer.
    let deadlines = harness.waits == .zero ? ["--timeout-scale", "30"] : []
    let (result, time, left) = try corpus.checked(
      script: prelude + harness.script, profile: profile, ["--quiet", "--json", json, "--junit", junit] + deadlines)
    #expect(result.status == harness.status, "\(result.output)\(result.error)")
    #expect(result.output.contains(harness.says), "\(result.output)")
    #expect(time < harness.waits + patience, "it took \(time)")
    #expect(left.isEmpty, "of these groups a process is left: \(left)")
    let report = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: json)))
    #expect(report["exitStatus"]?.integer.map { Int32($0) } == harness.status)
    let xml = try #require(ParsedXML(String(contentsOfFile: junit, encoding: .utf8)))
    #expect((xml.all("failure").count + xml.all("error").count > 0) == (harness.status != 0))
  }
}
