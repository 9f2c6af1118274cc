import AdapterProtocol
import Gate
import Testing
import VideoSpec

/// Verdicts, what was known of them, and what the run comes to.
struct Ending: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let verdicts: [Verdict]
  var known: [(id: String, outcome: Verdict.Kind)] = []
  let status: Conclusion.Status

  init(_ name: String, _ verdicts: [Verdict], known: [(String, Verdict.Kind)] = [], is status: Conclusion.Status) {
    testDescription = name
    self.verdicts = verdicts
    self.known = known.map { (id: $0.0, outcome: $0.1) }
    self.status = status
  }
}

@Suite("What a run comes to")
struct GateConclusionTests {
  private static let fail = Verdict.fail(Failure("wrong"))
  private static let broken = Verdict.broken(Breakage(.crash, "gone"))
  private static let unsupported = Verdict.unsupported("cannot")
  private static let implementation = FakeSigner().info

  private func conclude(
    _ verdicts: [Verdict], known: [(id: String, outcome: Verdict.Kind)] = [], of corpus: Corpus,
    isStrict: Bool = false, profiles: [Profile] = [.verify], by implementation: ImplementationInfo? = implementation
  ) -> Conclusion {
    let entries = known.compactMap { known in
      CaseID(known.id).map { KnownFailures.Entry(id: $0, outcome: known.outcome, reason: "known") }
    }
    let terms = GateTerms(
      profiles: profiles, isStrict: isStrict,
      knownFailures: known.isEmpty ? nil : KnownFailures(implementation: "fake", entries: entries))
    let outcomes = zip(corpus.cases, verdicts).map { CaseOutcome(vector: $0, verdict: $1) }
    return Conclusion(outcomes, terms: terms, implementation: implementation, corpus: corpus)
  }

  static let endings: [Ending] = [
    .init("all pass", [.pass, .pass], is: .conformant),
    .init("one fails", [.pass, fail], is: .nonconformant),
    .init("one has no answer", [.pass, broken], is: .nonconformant),
    .init("one is not supported", [.pass, unsupported], is: .incomplete),
    .init("one is not run", [.pass, .notRun("stopped")], is: .incomplete),
    .init("failing outweighs what is missing", [fail, unsupported], is: .nonconformant),
    .init("nothing is supported", [unsupported, unsupported], is: .incomplete),
    .init("no case is run", [], is: .fault),
    .init("a known failure fails", [.pass, fail], known: [("SIG-150-02", .fail)], is: .conformant),
    .init("a known breakage breaks", [.pass, broken], known: [("SIG-150-02", .broken)], is: .conformant),
    .init("a known gap is still a gap", [.pass, unsupported], known: [("SIG-150-02", .unsupported)], is: .incomplete),
    .init("a known failure passes", [.pass, .pass], known: [("SIG-150-02", .fail)], is: .nonconformant),
    .init("a known failure breaks", [.pass, broken], known: [("SIG-150-02", .fail)], is: .nonconformant),
    .init("a known gap fails", [.pass, fail], known: [("SIG-150-02", .unsupported)], is: .nonconformant),
    .init("a known failure is no case at all", [.pass, .pass], known: [("SIG-150-99", .fail)], is: .nonconformant),
    .init("a known failure is outside of the plan", [.pass], known: [("SIG-150-02", .fail)], is: .conformant),
    .init("another fails than the known one", [fail, fail], known: [("SIG-150-02", .fail)], is: .nonconformant),
  ]

  @Test("verdicts and known failures make the status", arguments: endings)
  func status(ending: Ending) throws {
    let conclusion = conclude(ending.verdicts, known: ending.known, of: try TestVectors.verifications(2))
    #expect(conclusion.status == ending.status, "\(conclusion.reasons)")
    #expect(conclusion.reasons.isEmpty == (ending.status == .conformant))
  }

  @Test("every status has its exit status", arguments: zip(Conclusion.Status.allCases, [0, 1, 3, 70] as [Int32]))
  func exitStatus(status: Conclusion.Status, exit: Int32) { #expect(status.exitStatus == exit) }

  @Test("a contested case never gates", arguments: [fail, broken, unsupported])
  func contested(verdict: Verdict) throws {
    let text = TestVectors.file(
      "verify.url", profile: "verify", requirement: "SIG-150",
      TestVectors.vectorCase(
        "SIG-150-01", input: TestVectors.verifyInput, expect: #"{"verdict": "accepted", "output": {}}"#,
        evidence: "contested"))
    let conclusion = conclude([verdict], of: try TestVectors.corpus(text), isStrict: true)
    #expect(conclusion.status == .conformant && conclusion.outcomes[0].standing == .contested)
  }

  @Test("a SHOULD gates only strictly", arguments: [true, false], [fail, broken, unsupported])
  func should(isStrict: Bool, verdict: Verdict) throws {
    let text = TestVectors.file(
      "sign.url", profile: "presign-url", requirement: "SIG-092",
      TestVectors.vectorCase(
        "SIG-092-01", input: TestVectors.signingInput, expect: #"{"verdict": "rejected", "error": {"code": "x"}}"#))
    let conclusion = conclude([verdict], of: try TestVectors.corpus(text), isStrict: isStrict, profiles: [.presignURL])
    #expect((conclusion.status == .conformant) == !isStrict)
    #expect(conclusion.outcomes[0].standing == (isStrict ? .gates : .advisory))
  }

  @Test("a run in which no case was run is incomplete, whatever their rules are", arguments: [[false], [false, true]])
  func idle(runs: [Bool]) throws {
    let text = TestVectors.file(
      "sign.url", profile: "presign-url", requirement: "SIG-092",
      runs.indices.map { index in
        TestVectors.vectorCase(
          "SIG-092-0\(index + 1)", input: TestVectors.signingInput,
          expect: #"{"verdict": "rejected", "error": {"code": "x"}}"#)
      }.joined(separator: ","))
    let verdicts = runs.map { $0 ? Verdict.pass : .notRun("there is no hook") }
    let conclusion = conclude(verdicts, of: try TestVectors.corpus(text), profiles: [.presignURL])
    #expect(conclusion.status == (runs.contains(true) ? .conformant : .incomplete))
    #expect(conclusion.reasons == (runs.contains(true) ? [] : ["no case was run"]))
  }

  @Test("a failure that a SHOULD explains counts as one of a SHOULD", arguments: [true, false])
  func explainedByShould(isStrict: Bool) throws {
    let verdict = Verdict.fail(Failure("the header user-agent is signed", breaks: ["SIG-041"]))
    let conclusion = conclude([verdict], of: try TestVectors.verifications(1), isStrict: isStrict)
    #expect(conclusion.outcomes[0].standing == (isStrict ? .gates : .advisory))
    #expect(conclusion.outcomes[0].isAttributed)
  }

  @Test("a profile is claimed with those that it includes")
  func included() throws {
    var implementation = GateConclusionTests.implementation
    implementation.profiles = [.presignURL]
    let conclusion = conclude(
      [.pass], of: try TestVectors.verifications(1), profiles: [.presignCore], by: implementation)
    #expect(conclusion.status == .conformant)
  }

  @Test("an adapter that claims less than the gate asks is incomplete")
  func unclaimed() throws {
    var implementation = GateConclusionTests.implementation
    implementation.profiles = [.presignURL]
    let conclusion = conclude([.pass], of: try TestVectors.verifications(1), by: implementation)
    #expect(conclusion.status == .incomplete && conclusion.reasons[0].contains("verify"))
  }

  @Test("known failures of another implementation are stale")
  func otherImplementation() throws {
    var implementation = GateConclusionTests.implementation
    implementation.name = "other"
    let conclusion = conclude(
      [fail], known: [("SIG-150-01", .fail)], of: try TestVectors.verifications(1), by: implementation)
    #expect(conclusion.status == .nonconformant && conclusion.reasons[0].contains("fake"))
  }

  private var fail: Verdict { GateConclusionTests.fail }

  @Test("a file of known failures is read")
  func knownFailures() throws {
    let text = """
      {"format": 1, "implementation": "boto3", "failures": [
        {"id": "SIG-092-01", "outcome": "fail", "reason": "checks no bounds"},
        {"id": "SIG-092-02", "outcome": "unsupported", "reason": "cannot say it"}
      ]}
      """
    let known = try KnownFailures(name: "known.json", bytes: Array(text.utf8))
    #expect(known.implementation == "boto3" && known.entries.map(\.outcome) == [.fail, .unsupported])
    let faults = [
      ("\"fail\"", "\"pass\"", 2), ("SIG-092-02", "SIG-092-01", 3), ("SIG-092-02", "SIG-92", 3),
      ("\"checks no bounds\"", "\"\"", 2), ("\"format\": 1", "\"format\": 2", 1),
      ("\"implementation\"", "\"adapter\"", 1),
    ]
    for (part, replacement, line) in faults {
      let error = try #require(throws: VectorError.self) {
        _ = try KnownFailures(name: "known.json", bytes: Array(text.replacing(part, with: replacement).utf8))
      }
      #expect((error.file, error.line) == ("known.json", line), "\(error)")
    }
  }
}
