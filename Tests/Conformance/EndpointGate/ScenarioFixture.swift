import Gate
import ReferenceAdapter
import VideoSpec

@testable import EndpointGate

/// Scenarios as tests write them, and a gate that runs them against a server in this process.
enum ScenarioFixture {
  static let secret = "a-secret-key-that-no-report-shows"
  static let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret(secret))

  /// A vector file with one case.
  static func file(given: String = "[]", steps: String) -> String {
    """
    {"format": 1, "subject": "Signing", "topic": "test", "groups": [
      {"requirement": "SIG-155", "profile": "s3-auth", "operation": "http.scenario", "cases": [
        {"id": "SIG-155-90", "title": "a case", "since": "1.0",
         "evidence": {"kind": "computed", "reference": "here"}, "given": \(given), "steps": \(steps)}]}]}
    """
  }

  static func corpus(given: String = "[]", steps: String) throws -> Corpus {
    let source = VectorSource(name: "storage/test.json", bytes: Array(file(given: given, steps: steps).utf8))
    return try Corpus([source], oracle: ReferenceOracle())
  }

  static func scenario(given: String = "[]", steps: String) throws -> HTTPScenario? {
    HTTPScenario(try corpus(given: given, steps: steps).cases[0])
  }

  static func configuration(_ server: LoopbackServer, seconds: Int = 10) -> EndpointConfiguration {
    EndpointConfiguration(endpoint: server.endpoint, credentials: credentials, responseSeconds: seconds)
  }

  /// Runs one case against a server that replies like this.
  static func outcome(
    given: String = "[]", steps: String, seconds: Int = 10,
    reply: @escaping @Sendable (ReceivedRequest, Int) -> LoopbackServer.Reply
  ) throws -> (outcome: CaseOutcome, run: EndpointGate.Run, requests: [ReceivedRequest]) {
    let corpus = try corpus(given: given, steps: steps)
    let plan = try Plan(corpus, selecting: Selection(target: .endpoint))
    let server = try LoopbackServer(reply: reply)
    defer { server.stop() }
    let run = EndpointGate(configuration(server, seconds: seconds)).run(plan)
    return (run.outcomes[0], run, server.requests)
  }

  /// A request of one step with this expectation.
  static func steps(_ expect: String, request: String = #"{"method": "GET", "bucket": "b", "key": "k"}"#) -> String {
    #"[{"request": \#(request), "expect": \#(expect)}]"#
  }
}
