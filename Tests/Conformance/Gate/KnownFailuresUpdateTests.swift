import AdapterProtocol
import Foundation
import Gate
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Known failures, written anew")
struct KnownFailuresUpdateTests {
  private static let fail = Verdict.fail(Failure("wrong"))
  private static let broken = Verdict.broken(Breakage(.crash, "gone"))

  private func entry(_ id: String, _ outcome: Verdict.Kind = .fail, _ reason: String = "known") throws
    -> KnownFailures.Entry
  {
    KnownFailures.Entry(id: try #require(CaseID(id)), outcome: outcome, reason: reason)
  }

  private func updated(
    _ entries: [KnownFailures.Entry], after verdicts: [Verdict], requirement: String = "SIG-150", isStrict: Bool = false
  ) throws -> [KnownFailures.Entry] {
    let corpus = try TestVectors.verifications(9, requirement: requirement)
    let outcomes = zip(corpus.cases, verdicts).map { CaseOutcome(vector: $0, verdict: $1) }
    return KnownFailures(implementation: "fake", entries: entries)
      .updated(with: outcomes, isStrict: isStrict, corpus: corpus).entries
  }

  @Test("what still fails keeps its reason, what is new has none, what is stale goes")
  func entries() throws {
    let before = [
      try entry("SIG-150-09"), try entry("SIG-150-02"), try entry("SIG-150-01"), try entry("SIG-150-04"),
      try entry("SIG-150-99"), try entry("SIG-150-05", .unsupported),
    ]
    let verdicts = [
      Self.fail, .pass, Self.fail, Self.broken, .unsupported("no"), .unsupported("no"), .notRun("stopped"),
    ]
    #expect(
      try updated(before, after: verdicts) == [
        entry("SIG-150-01"), entry("SIG-150-03", .fail, "unexplained"), entry("SIG-150-04", .broken, "unexplained"),
        entry("SIG-150-05", .unsupported), entry("SIG-150-09"),
      ])
  }

  @Test("what was not run stays, and what does not count is not added")
  func standing() throws {
    #expect(try updated([entry("SIG-150-01")], after: [.notRun("stopped")]) == [entry("SIG-150-01")])
    #expect(try updated([], after: [Self.fail], requirement: "SIG-194") == [])
    #expect(try updated([entry("SIG-194-01")], after: [Self.fail], requirement: "SIG-194") == [entry("SIG-194-01")])
    #expect(try updated([], after: [Self.fail], requirement: "SIG-194", isStrict: true).count == 1)
  }

  @Test("the file reads as what was written, and curl's is in its form")
  func document() throws {
    let known = KnownFailures(
      implementation: "a \"b\"\n", entries: [try entry("SIG-150-01", .broken, "é\u{0}\\"), try entry("SIG-150-02")])
    #expect(try KnownFailures(name: "f", bytes: known.document) == known)
    #expect(
      try KnownFailures(name: "f", bytes: KnownFailures(implementation: "a", entries: []).document).entries.isEmpty)
    let path = "\(Program.root)/Implementations/curl/known-failures.json"
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let curl = try KnownFailures(name: path, bytes: bytes)
    #expect(curl.document == bytes && curl.entries.map(\.id) == curl.entries.map(\.id).sorted())
  }

  @Test("the option makes a gate green, with a warning, until a reason is given or the failure is gone")
  func command() throws {
    let harness = try HarnessCorpus()
    let file = try ScratchFile("", name: "known.json")
    try FileManager.default.removeItem(atPath: file.path)
    func check(_ arguments: [String], _ script: String) throws -> Program.Result {
      try harness.check(script: "read -r line; ready; \(script)", arguments)
    }
    let reject = "while read_run; do reject; done; echo '{\"type\":\"bye\"}'"
    let first = try check(["--update-known-failures", file.path], reject)
    #expect(first.status == 0 && first.output.contains("conformant, except for known failures"), "\(first)")
    #expect(first.output.contains("warning: known failures without a reason: SIG-150-01, SIG-150-02"))
    #expect(first.error.contains("2 new, 0 removed, 0 kept"))
    var text = try String(contentsOfFile: file.path, encoding: .utf8)
    #expect(text.contains(#"{"id": "SIG-150-01", "outcome": "fail", "reason": "unexplained"}"#))
    text = text.replacingOccurrences(of: "unexplained", with: "it is young")
    try text.write(toFile: file.path, atomically: true, encoding: .utf8)
    let second = try check(["--known-failures", file.path], reject)
    #expect(second.status == 0 && !second.output.contains("without a reason"))
    let third = try check(["--known-failures", file.path], "serve")
    #expect(third.status == 1 && third.output.contains("SIG-150-01 is stale: listed as fail, now pass"))
    let fourth = try check(["--update-known-failures", file.path], "serve")
    // Whoever accepts everything now fails the case that is to be rejected.
    #expect(fourth.status == 0 && fourth.error.contains("1 new, 2 removed, 0 kept"), "\(fourth)")
  }

  @Test("the file stays as it is where nothing is known, and where it is another's")
  func left() throws {
    let harness = try HarnessCorpus()
    let file = try ScratchFile(#"{"format": 1, "implementation": "other", "failures": []}"#, name: "known.json")
    let before = try String(contentsOfFile: file.path, encoding: .utf8)
    let other = try harness.check(script: "read -r line; ready; serve", ["--update-known-failures", file.path])
    #expect(other.status == 1 && other.error.contains("it is for other, and the adapter is sh"))
    let never = try harness.check(script: "exit 1", ["--update-known-failures", file.path])
    #expect(never.status == 1 && never.error.contains("did not get ready"))
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == before)
    let unwritable = try harness.check(
      script: "read -r line; ready; serve", ["--update-known-failures", "/proc/known.json"])
    #expect(unwritable.status == 70 && unwritable.output.contains("not conformant"), "\(unwritable)")
  }
}
