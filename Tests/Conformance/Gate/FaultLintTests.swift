import Gate
import ReferenceAdapter
import Testing
import VideoSpec

@Suite("Rejected cases have one fault")
struct FaultLintTests {
  private static let name = "signing/verify-url.json"

  private func findings(clock: String) throws -> [LintFinding] {
    let source = try #require(VectorSource.embedded.first { $0.name == Self.name })
    let text = Text(bytes: source.bytes).string
      .replacing("\"clock\": \"2026-01-02T03:04:05Z\"", with: "\"clock\": \"\(clock)\"")
    return FaultLint(finder: ReferenceFaultFinder()).findings(in: [
      VectorSource(name: Self.name, bytes: Array(text.utf8))
    ])
  }

  @Test("a case with one fault has no finding")
  func one() throws { #expect(try findings(clock: "2026-01-02T03:04:05Z") == []) }

  @Test("a case with two independent faults is found, with its line and the faults")
  func two() throws {
    let found = try findings(clock: "2026-01-20T03:04:05Z")
    let finding = try #require(found.first { $0.message.hasPrefix("SIG-159-05 has 2 faults: ") }, "\(found)")
    #expect(finding.message.contains("expired") && finding.message.contains("x-amz-meta-user"))
    let line = try #require(VectorSource.embedded.first { $0.name == Self.name }).bytes.split(
      separator: 0x0A, omittingEmptySubsequences: false)[finding.line - 1]
    #expect(Text(line).string.contains("\"id\": \"SIG-159-05\""))
    #expect(!found.contains { $0.message.hasPrefix("SIG-159-03 ") }, "accepted cases are not linted")
  }

  @Test("what follows from a fault is no second one")
  func consequence() throws {
    let found = try findings(clock: "2026-01-20T03:04:05Z")
    #expect(
      found.contains { $0.message.hasPrefix("SIG-161-06 has 2 faults") },
      "a missing signed header changes the signature")
    #expect(!found.contains { $0.message.hasPrefix("SIG-155-04 ") }, "late, but only late")
  }
}
