import AdapterProtocol
import Gate
import ReferenceAdapter
import ReferenceImpl
import Synchronization
import Testing
import VideoSpec

@Suite("The runner")
struct GateRunnerTests {
  private let runner = Runner(oracle: FakeOracle(), deadlineMilliseconds: 750, now: { Timestamp.maximum })

  private func plan(_ texts: String...) throws -> Plan {
    let sources = texts.enumerated().map { VectorSource(name: "\($0).json", bytes: Array($1.utf8)) }
    return try Plan(Corpus(sources, oracle: FakeOracle()), selecting: Selection())
  }

  private var threeOperations: Plan {
    get throws {
      let rejected = #"{"verdict": "rejected", "error": {"code": "AccessDenied"}}"#
      func signing(_ id: String) -> String {
        TestVectors.vectorCase(id, input: TestVectors.signingInput, expect: #"{"verdict": "accepted"}"#)
      }
      return try plan(
        TestVectors.file("sign.url", profile: "presign-url", requirement: "SIG-097", signing("SIG-097-01")),
        TestVectors.file("sign.headers", profile: "sign-headers", requirement: "SIG-039", signing("SIG-039-01")),
        TestVectors.file(
          "verify.url", profile: "verify", requirement: "SIG-155",
          TestVectors.vectorCase("SIG-155-01", input: TestVectors.verifyInput, expect: rejected)))
    }
  }

  @Test("a run tells the operation, the clock, the deadline and the input, and nothing of the case")
  func runs() throws {
    var runs: [Run] = []
    var implementation = Recorder { runs.append($0) }
    let plan = try threeOperations
    _ = try runner.run(plan, against: &implementation)
    #expect(runs.map(\.call) == plan.cases.flatMap(\.operation.declaration.calls))
    #expect(runs.map(\.input) == plan.cases.map(\.input))
    #expect(
      runs.allSatisfy { $0.clock == Timestamp(iso8601: "2026-01-02T03:04:05Z") && $0.deadlineMilliseconds == 750 })
    #expect(runs.allSatisfy { $0.random.count == 32 } && Set(runs.map(\.random)).count == 3)
    let first = runs
    runs = []
    _ = try runner.run(plan, against: &implementation)
    #expect(runs == first)
  }

  @Test("what a run gets as random follows from what it is told, and not from the case's id")
  func random() throws {
    func randoms(_ id: String, clock: String = "2026-01-02T03:04:05Z") throws -> [[UInt8]] {
      var randoms: [[UInt8]] = []
      var implementation = Recorder { randoms.append($0.random) }
      let vector = TestVectors.vectorCase(
        id, input: TestVectors.verifyInput, expect: #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#,
        extra: #""clock": "\#(clock)", "#)
      let plan = try plan(TestVectors.file("verify.url", profile: "verify", requirement: "SIG-155", vector))
      _ = try runner.run(plan, against: &implementation)
      return randoms
    }
    #expect(try randoms("SIG-155-01") == randoms("SIG-155-02"))
    #expect(try randoms("SIG-155-01") != randoms("SIG-155-01", clock: "2026-01-02T03:04:06Z"))
  }

  @Test("outcomes come in the plan's order, and as they come")
  func progress() throws {
    var seen: [CaseOutcome] = []
    var signer = FakeSigner()
    let plan = try threeOperations
    let outcomes = try runner.run(plan, against: &signer, progress: { seen.append($0) })
    #expect(seen == outcomes && outcomes.map(\.vector) == plan.cases)
    #expect(outcomes.map(\.verdict.kind) == [.pass, .pass, .fail])
  }

  @Test(
    "on several lanes the outcomes are those of one, in the plan's order, each lane with its own recorder",
    arguments: 0...5)
  func lanes(count: Int) throws {
    let plan = try Plan(.shared, selecting: Selection(patterns: ["SIG-04*", "VAL-00*", "REC-042"]))
    let made = Mutex(0)
    let outcomes = try Runner.shared.run(plan, lanes: count) {
      made.withLock { $0 += 1 }
      return ReferenceImplementation()
    }
    var one = ReferenceImplementation()
    let expected = try Runner.shared.run(plan, against: &one)
    #expect(
      outcomes.map(\.vector.id) == expected.map(\.vector.id) && outcomes.map(\.verdict) == expected.map(\.verdict))
    #expect(made.withLock { $0 } == max(count, 1))
  }

  @Test("what an implementation does not claim is not asked of it")
  func unsupported() throws {
    var asked = 0
    var implementation = Recorder { _ in asked += 1 }
    implementation.info.calls = [.signURL, .verifyURL]
    implementation.info.unsupported = [.init(requirement: "SIG-155", reason: "no clock")]
    let outcomes = try runner.run(try threeOperations, against: &implementation)
    #expect(asked == 1)
    #expect(outcomes[1].verdict == .unsupported("it does not support sign.headers"))
    #expect(outcomes[2].verdict == .unsupported("no clock"))
  }

  @Test("with an own clock signing is judged at its own date, and all else is unsupported")
  func ownClock() throws {
    var signer = FakeSigner()
    signer.info.clock = .own
    let date = try #require(Timestamp(iso8601: "2026-01-02T03:04:05Z"))
    let there = Runner(oracle: FakeOracle(), now: { date })
    let outcomes = try there.run(try threeOperations, against: &signer)
    #expect(outcomes.map(\.verdict.kind) == [.pass, .pass, .unsupported])
    let elsewhere = try runner.run(try threeOperations, against: &signer)
    #expect(elsewhere.map(\.verdict.kind) == [.fail, .fail, .unsupported])
  }

  @Test("five abnormal ends stop the run; an adapter's own errors are none", arguments: Breakage.Kind.allCases)
  func abnormalEnds(kind: Breakage.Kind) throws {
    let corpus = try TestVectors.verifications(7)
    var implementation = CannedImplementation { _ throws(Breakage) in throw Breakage(kind, "gone") }
    let outcomes = try runner.run(try Plan(corpus, selecting: Selection()), against: &implementation)
    let kinds = outcomes.map(\.verdict.kind)
    #expect(
      kinds == Array(repeating: .broken, count: kind == .adapterError ? 7 : 5)
        + Array(repeating: .notRun, count: kind == .adapterError ? 0 : 2))
  }

  @Test("an implementation that never starts breaks the first case; the others are not run")
  func neverStarts() throws {
    let plan = try Plan(TestVectors.verifications(3), selecting: Selection())
    let outcomes = runner.outcomes(of: plan, brokenBy: Breakage(.timeout, "never ready"))
    #expect(outcomes.map(\.verdict.kind) == [.broken, .notRun, .notRun])
  }
}

/// Notes what it is asked, and supports nothing.
private struct Recorder: Implementation {
  var info = FakeSigner().info
  var note: (Run) -> Void

  init(_ note: @escaping (Run) -> Void) { self.note = note }

  func perform(_ run: Run) -> Observation {
    note(run)
    return Observation(.unsupported("recording"))
  }
}
