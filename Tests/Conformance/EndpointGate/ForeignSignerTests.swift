import EndpointGate
import Gate
import Testing
import VideoSpec

/// The same scenarios with requests that another implementation signs, so that this project's signer does not prove itself.
@Suite("The strict S3 with foreign signers", .timeLimit(.minutes(60)))
struct ForeignSignerTests {
  @Test(
    "requests that the second implementation signs pass",
    .enabled(if: Program.python != nil, "not run: there is no python3"))
  func second() throws {
    try check(#require(Program.python), "second", runs: 1_050)
  }

  @Test(
    "requests that boto3 signs pass",
    .enabled(if: Program.pythonWithBoto3 != nil, "not run: VIDEO_SPEC_PYTHON names no Python with boto3"))
  func boto3() throws {
    try check(#require(Program.pythonWithBoto3), "boto3", runs: 1_000)
  }

  /// Runs every scenario that counts.
  ///
  /// - Parameter runs: How many scenarios have to run. The signer cannot make the requests of the others.
  private func check(_ python: String, _ name: String, runs: Int) throws {
    let adapter = try AdapterProcess(
      command: [python, Program.root + "/Implementations/\(name)/adapter.py"], corpus: .shared)
    let endpoint = try GatedEndpoint(lanes: 8, signer: AdapterSigner(adapter))
    let plan = try Plan(.shared, selecting: Selection(target: .endpoint, profiles: [.s3, .s3Session]))
    let counting = endpoint.run(plan, stopsAtFailure: false).filter { $0.vector.evidence.kind != .contested }
    let wrong = counting.filter { outcome in
      switch outcome.verdict.kind {
      case .pass: false
      case .notRun: outcome.verdict.reason?.hasPrefix("the requests are signed by ") != true
      default: true
      }
    }
    #expect(wrong.map { "\($0.vector.id): \($0.verdict.reason ?? "")" } == [])
    #expect(counting.count { $0.verdict == .pass } >= runs)
  }
}
