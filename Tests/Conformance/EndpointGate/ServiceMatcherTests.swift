import Gate
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("Matchers of JSON values")
struct ServiceMatcherTests {
  /// Whether the status of an upload, as a backend reports it, is what a step expects.
  private func accepts(_ matcher: String, _ body: String) throws -> Bool {
    let corpus = try ServiceFixture.corpus(
      steps: #"[{"call": "complete", "by": "alice", "expect": {"output": {"errors": \#(matcher)}}}]"#)
    guard case .call(let step)? = ServiceScenario(corpus.cases[0])?.steps.first else { return false }
    let server = try LoopbackServer { _, _ in .answer(200) }
    defer { server.stop() }
    let configuration = EndpointConfiguration(endpoint: server.endpoint, credentials: ServiceFixture.credentials)
    let values = ScenarioValues(configuration)
    let mapping = try ServiceMapping(
      file: "m", bytes: Array(#"{"calls": {"complete": {"output": {"errors": "v"}}}}"#.utf8), of: ServiceFixture.service
    )
    let response = ReceivedResponse(status: 200, body: Array(body.utf8))
    let outputs = ServiceOutputs(response, of: step.request.call, mapping)
    return try ServiceJudge(values: values).failure(of: response, outputs, expected: step.expected) == nil
  }

  private static let judged: [(matcher: String, body: String, isRight: Bool)] = [
    ("5", #"{"v": 5}"#, true), ("5", #"{"v": "5"}"#, false), (#""5""#, #"{"v": 5}"#, false),
    ("12.5", #"{"v": 12.50}"#, true), ("12.5", #"{"v": 12.51}"#, false), ("true", #"{"v": true}"#, true),
    ("null", #"{"v": null}"#, true), ("null", "{}", false), (#"{"absent": true}"#, "{}", true),
    (#"{"absent": true}"#, #"{"v": null}"#, false), (#"{"present": true}"#, #"{"v": null}"#, false),
    (#"{"present": true}"#, #"{"v": 0}"#, true), (#"{"present": true}"#, "{}", false),
    (#"{"oneOf": [null, 5]}"#, #"{"v": 5}"#, true), (#"{"oneOf": [null, 5]}"#, #"{"v": 6}"#, false),
    (#"{"not": 5}"#, #"{"v": 6}"#, true), (#"{"not": 5}"#, "{}", true), (#"{"not": 5}"#, #"{"v": 5}"#, false),
    (#"{"number": {"from": 1, "to": 2}}"#, #"{"v": 1.5}"#, true),
    (#"{"number": {"from": 1}}"#, #"{"v": "1"}"#, false), (#"{"number": {"to": 2}}"#, #"{"v": 3}"#, false),
    (#"{"like": "a*"}"#, #"{"v": "abc"}"#, true), (#"{"like": "5"}"#, #"{"v": 5}"#, false),
    (#"{"size": 3}"#, #"{"v": "abc"}"#, true), (#"{"repeat": "a", "count": 3}"#, #"{"v": "aaa"}"#, true),
    (#"{"list": ["a", "b"]}"#, #"{"v": ["a", "b"]}"#, true),
    (#"{"list": ["a", "b"]}"#, #"{"v": ["b", "a"]}"#, false),
    (#"{"set": ["a", "b"]}"#, #"{"v": ["b", "a"]}"#, true), (#"{"set": ["a", "a"]}"#, #"{"v": ["a", "b"]}"#, false),
    (#"{"list": []}"#, #"{"v": []}"#, true), (#"{"list": []}"#, "{}", false),
    (#"{"list": []}"#, #"{"v": null}"#, false),
    (#"{"count": 2}"#, #"{"v": [1, 2]}"#, true), (#"{"count": 0}"#, "{}", false),
    (#"{"each": {"like": "a*"}}"#, #"{"v": ["a", "ab"]}"#, true),
    (#"{"each": {"like": "a*"}}"#, #"{"v": ["a", "b"]}"#, false), ("5", "no JSON", false),
  ]

  @Test(
    "a value is what the matcher says, with its type",
    arguments: judged)
  func values(matcher: String, body: String, isRight: Bool) throws {
    #expect(try accepts(matcher, body) == isRight)
  }
}
