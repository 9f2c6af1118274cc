import AdapterProtocol
import Gate
import Testing
import VideoSpec

/// A script, and what must come of three runs.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let script: String
  /// `pass`, or the kind of the breakage, for each of the runs.
  let outcomes: [String]

  init(_ name: String, _ script: String, _ outcomes: String...) {
    testDescription = name
    self.script = script
    self.outcomes = outcomes
  }
}

@Suite("Adapters that misbehave end in a documented verdict, in time, and leave no process", .timeLimit(.minutes(60)))
struct AdapterProcessTests {
  /// A script that is well-behaved until it has read its first run.
  private static func running(_ misbehaviour: String) -> String {
    "read -r line; ready; read_run; " + misbehaviour
  }

  static let misbehaviours: [Misbehaviour] = [
    .init("none", "read -r line; ready; serve", "pass", "pass", "pass"),
    .init("a slow start", "sleep 0.4; read -r line; ready; serve", "pass", "pass", "pass"),
    .init("ends at once", running("exit 3"), "crash", "crash", "crash"),
    .init("is killed by a signal", running("kill -SEGV $$"), "crash", "crash", "crash"),
    .init(
      "crashes after its first answer", "read -r line; ready; read_run; answer; read_run; exit 1", "pass", "crash",
      "pass"),
    .init("hangs", running("while :; do sleep 0.05; done"), "timeout", "timeout", "timeout"),
    .init(
      "stops reading and sleeps, with a child", running("sleep 60 & note $!; wait"), "timeout", "timeout", "timeout"),
    .init("writes garbage", running("echo 'Traceback: no JSON'; serve"), "protocol", "protocol", "protocol"),
    .init("writes JSON that is no result", running("echo '[1]'; serve"), "protocol", "protocol", "protocol"),
    .init(
      "answers with another number", running(#"answer | sed 's/"seq":1/"seq":2/'; serve"#), "protocol", "protocol",
      "protocol"),
    .init(
      "answers with an unknown status", running("answer | sed 's/accepted/fine/'; serve"), "protocol", "protocol",
      "protocol"),
    .init(
      "is accepted without an output", running("answer | sed 's/output/result/'; serve"), "protocol", "protocol",
      "protocol"),
    .init(
      "rejects without a code", running("answer | sed 's/accepted/rejected/'; serve"), "protocol", "protocol",
      "protocol"),
    .init(
      "writes more than its answer", running("echo \"$(answer; echo more)\"; serve"), "protocol", "protocol", "protocol"
    ),
    .init("writes an empty line", running("echo; serve"), "protocol", "protocol", "protocol"),
    .init("closes its output", running("exec >&-; sleep 60"), "protocol", "protocol", "protocol"),
    .init(
      "writes half a line and ends", running("printf '{\"type\":\"result\"'; exit 0"), "crash", "crash", "crash"),
    .init(
      "leaves a child that holds its output open", running("sleep 60 & note $!; exit 0"), "crash", "crash", "crash"),
    .init(
      "says that it has trouble of its own", running(#"answer | sed 's/"accepted"/"error"/'; serve"#), "adapter-error",
      "pass",
      "pass"),
    .init(
      "writes a megabyte to standard error", running("head -c 1000000 /dev/zero | tr '\\0' x >&2; answer; serve"),
      "pass",
      "pass", "pass"),
    .init(
      "writes nine megabytes without a line end", running("head -c 9000000 /dev/zero | tr '\\0' x; serve"), "protocol",
      "protocol", "protocol"),
  ]

  @Test("each run has its verdict", arguments: misbehaviours)
  func run(misbehaviour: Misbehaviour) throws {
    let scripts = AdapterScripts()
    let corpus = try TestVectors.verifications(3)
    let plan = try Plan(corpus, selecting: Selection())
    var adapter = try AdapterProcess(
      command: [scripts.script(misbehaviour.script)], corpus: corpus, limits: .init(bye: .milliseconds(600)))
    let start = ContinuousClock.now
    // Short only where it is to pass: whatever a shell does takes a while on a busy machine.
    let deadline = misbehaviour.outcomes.contains("timeout") ? 400 : 40_000
    let runner = Runner(oracle: FakeOracle(), deadlineMilliseconds: deadline, now: { Timestamp.maximum })
    let outcomes = try runner.run(plan, against: &adapter)
    _ = adapter.finish()
    #expect(outcomes.map { $0.verdict.shortName } == misbehaviour.outcomes, "\(outcomes.compactMap(\.verdict.reason))")
    #expect(ContinuousClock.now - start < .seconds(30), "it took a deadline where something had ended")
    #expect(!scripts.noted.isEmpty && scripts.allEnd(), "still there: \(scripts.running)")
  }

  @Test(
    "a process that leaves its group and hangs is ended all the same",
    .enabled(if: Program.python != nil, "not run: there is no python3"))
  func leavesGroup() throws {
    let scripts = AdapterScripts()
    let leave = "import os, time; os.setpgid(0, os.getpgid(os.getppid())); time.sleep(60)"
    let script = "read -r line; ready; read_run; exec '\(try #require(Program.python))' -c '\(leave)'"
    let corpus = try TestVectors.verifications(1)
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    var run = corpus.cases[0].run
    // Time enough for Python to start and leave.
    run.deadlineMilliseconds = 3000
    let start = ContinuousClock.now
    let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(run) }
    #expect(breakage.kind == .timeout && ContinuousClock.now - start < .seconds(20))
    #expect(scripts.allEnd(), "still there: \(scripts.running)")
  }

  @Test(
    "a status that was renamed breaks the protocol, and the message names the new word",
    arguments: [("ok", "accepted"), ("refused", "rejected")])
  func renamedStatus(old: String, new: String) throws {
    let scripts = AdapterScripts()
    let corpus = try TestVectors.verifications(1)
    let script = "read -r line; ready; read_run; answer | sed 's/\"accepted\"/\"\(old)\"/'; serve"
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(corpus.cases[0].run) }
    #expect(breakage.kind == .protocol && breakage.detail.contains("now called \"\(new)\""), "\(breakage)")
  }

  @Test("after five abnormal ends the rest is not run")
  func fiveAbnormalEnds() throws {
    let scripts = AdapterScripts()
    let corpus = try TestVectors.verifications(8)
    var adapter = try AdapterProcess(
      command: [scripts.script("read -r line; ready; read_run; exit 9")], corpus: corpus)
    let runner = Runner(oracle: FakeOracle(), now: { Timestamp.maximum })
    let outcomes = try runner.run(try Plan(corpus, selecting: Selection()), against: &adapter)
    #expect(outcomes.map(\.verdict.kind) == Array(repeating: .broken, count: 5) + Array(repeating: .notRun, count: 3))
    #expect(scripts.noted.count == 5 && scripts.allEnd())
  }

  @Test("neither an excerpt of a line nor standard error shows a secret, nor a part of one")
  func secretsInLines() throws {
    let scripts = AdapterScripts()
    let script =
      "read -r line; ready; read_run; echo \"$line\" >&2; echo \"no JSON: ${line#*input}\"; sleep 60"
    let corpus = try TestVectors.verifications(1)
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    var run = corpus.cases[0].run
    // The excerpt of the line as it came would end within the secret.
    run.input = ["credentials": ["secretAccessKey": JSONValue(String(repeating: "S", count: 100))]]
    let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(run) }
    #expect(
      breakage.detail.contains(#"no JSON: ":{"credentials":{"secretAccessKey":"<redacted>"}"#), "\(breakage.detail)")
    #expect(!breakage.detail.contains("SSS"))
    #expect(breakage.standardError.string.contains("<redacted>") && !breakage.standardError.string.contains("SSS"))
  }

  @Test("a secret of an earlier run is not shown after a later one")
  func secretsOfEarlierRuns() throws {
    let scripts = AdapterScripts()
    let script = "read -r line; ready; read_run; first=$line; answer; read_run; echo \"$first\"; sleep 60"
    let corpus = try TestVectors.verifications(1)
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    var run = corpus.cases[0].run
    _ = try adapter.perform(run)
    run.input = ["region": "r"]
    let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(run) }
    #expect(!breakage.detail.contains("SECRETSECRET"), "\(breakage.detail)")
  }

  @Test("the end of standard error goes into the report, and no more than 64 KiB of it")
  func standardError() throws {
    let scripts = AdapterScripts()
    let corpus = try TestVectors.verifications(1)
    let script =
      "read -r line; ready; read_run; head -c 300000 /dev/zero | tr '\\0' x >&2; echo 'the last line' >&2; exit 1"
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(corpus.cases[0].run) }
    #expect(breakage.kind == .crash && breakage.detail.contains("exit status 1"))
    #expect(breakage.standardError.bytes.count == 64 << 10)
    #expect(breakage.standardError.string.hasSuffix("xthe last line\n"))
  }

  @Test("an answer of eight megabytes to an input of one is read whole")
  func largeMessages() throws {
    let scripts = AdapterScripts()
    let script = """
      read -r line; ready; read_run
      printf '{"type":"result","seq":1,"status":"accepted","output":{"body":"'
      head -c 8000000 /dev/zero | tr '\\0' x; echo '"}}'
      """
    let corpus = try TestVectors.verifications(1)
    let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
    var run = corpus.cases[0].run
    run.input = ["body": .string(Text(bytes: [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)))]
    run.deadlineMilliseconds = 30_000
    let observation = try adapter.perform(run)
    guard case .output(let output) = observation.outcome else {
      Issue.record("no output")
      return
    }
    #expect(output["body"]?.text?.bytes.count == 8_000_000)
  }
}

extension Verdict {
  /// The kind, and for what is broken how.
  fileprivate var shortName: String {
    if case .broken(let breakage) = self { breakage.kind.rawValue } else { kind.rawValue }
  }
}
