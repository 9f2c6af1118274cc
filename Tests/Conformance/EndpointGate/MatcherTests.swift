import Gate
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("Matchers of responses")
struct MatcherTests {
  private static let bytes = "a sentence"
  private static let digest = "a3dc5a5e0bd6e3aebd86ad4f7c3fd8cfbb4d4c6ccf0e51fd8b6b94f4dc1ff8a1"

  @Test(
    "every matcher takes the right values and no others",
    arguments: [
      (#""x""#, [["x"]], [[], ["y"], ["X"], ["x", "x"], ["x "]]),
      (#""""#, [[""]], [[], ["x"]]),
      ("null", [[]], [[""], ["x"]]),
      (#"{"present": true}"#, [[""], ["x"], ["x", "y"]], [[]]),
      (#"{"oneOf": ["x", "y"]}"#, [["x"], ["y"]], [[], ["z"], ["x", "y"]]),
      (#"{"like": "a*-?"}"#, [["a-1"], ["abc-2"], ["a--"]], [[], ["a-"], ["ba-1"], ["a-12"], ["a-1", "a-2"]]),
      (#"{"like": "*"}"#, [[""], ["x"]], [[]]),
      (#"{"not": "x"}"#, [[], ["y"], ["x", "x"]], [["x"]]),
      (#"{"not": {"like": "x*"}}"#, [[], ["y"]], [["x"], ["xy"]]),
      (#"{"tokens": ["GET", "etag"]}"#, [["get, ETag"], ["a,ETAG ,GET"]], [[], ["GET"], ["getetag"], ["get etag"]]),
      (#"{"each": {"like": "a*"}}"#, [["a"], ["a", "ab"]], [[], ["b"], ["a", "b"]]),
      (#"{"list": ["x", "y"]}"#, [["x", "y"]], [[], ["y", "x"], ["x"], ["x", "y", "y"]]),
      (#"{"list": []}"#, [[]], [[""], ["x"]]),
      (#"{"set": ["x", "y"]}"#, [["x", "y"], ["y", "x"]], [[], ["x"], ["x", "x", "y"], ["x", "x"]]),
      (#"{"count": 2}"#, [["x", "y"]], [[], ["x"], ["x", "y", "z"]]),
      (#"{"size": "3"}"#, [["abc"]], [[], ["ab"], ["abcd"], ["abc", "abc"]]),
      (
        #"{"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}"#, [["abc"]],
        [[], ["abd"], [""], ["abc", "abc"]]
      ),
      (
        #"{"number": {"from": "1", "to": 5}}"#, [["1"], ["5"], ["03"]],
        [[], ["0"], ["6"], [""], ["3.0"], ["three"], ["3", "3"]]
      ),
      (#"{"number": {"from": 3}}"#, [["3"], ["99"]], [["2"], ["-3"]]),
      (#"{"number": {"to": 3}}"#, [["3"], ["-99"]], [["4"]]),
    ])
  func accepts(matcher: String, right: [[String]], wrong: [[String]]) throws {
    let steps = ScenarioFixture.steps(#"{"headers": {"x": \#(matcher)}}"#)
    let scenario = try #require(try ScenarioFixture.scenario(steps: steps))
    guard case .request(let step) = scenario.steps[0] else { return #expect(Bool(false), "the step is a request") }
    let values = ScenarioValues(
      EndpointConfiguration(
        endpoint: Endpoint(scheme: .http, host: "localhost", port: 1), credentials: ScenarioFixture.credentials))
    let resolved = try ResolvedMatcher(step.expected.headers[0].matcher, values)
    for values in right { #expect(resolved.accepts(values.map { Text($0) }), "\(values)") }
    for values in wrong { #expect(!resolved.accepts(values.map { Text($0) }), "\(values)") }
  }

  private static let response = ReceivedResponse(
    status: 404, fields: [HeaderField("ETag", "\"x\""), HeaderField("Vary", "a"), HeaderField("vary", "b")],
    body: Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- one --><Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Code>NoSuchKey</Code>
      <Key>a&amp;b&#x26;</Key><Item><V>1</V></Item><n:Item xmlns:n="x"><n:V>2</n:V></n:Item><Empty/></Error>
      """.utf8), continued: false)

  @Test(
    "a response that is the expected one passes",
    arguments: [
      #"{"status": 404}"#, #"{"status": [200, 404], "code": "NoSuchKey"}"#, #"{"code": ["X", "NoSuchKey"]}"#,
      #"{"headers": {"etag": "\"x\"", "vary": "a, b", "location": null}}"#,
      #"{"xml": {"Error/Key": "a&b&", "Error/Item/V": {"list": ["1", "2"]}, "Error/Empty": "", "Key": null}}"#,
      #"{"body": {"like": "<?xml*"}}"#,
    ])
  func passes(expect: String) throws {
    #expect(try failing(expect) == nil)
  }

  @Test(
    "a response that is not the expected one fails, and the failure says in what",
    arguments: [
      (#"{"status": 200}"#, "status", "200", "404"),
      (#"{"status": 404, "code": "NoSuchBucket"}"#, "error code", "NoSuchBucket", "NoSuchKey"),
      (#"{"headers": {"etag": "\"y\""}}"#, "header etag", "\"y\"", "\"x\""),
      (#"{"headers": {"location": {"present": true}}}"#, "header location", "present", ""),
      (#"{"xml": {"Error/Item/V": {"list": ["2", "1"]}}}"#, "Error/Item/V", "2\n1", "1\n2"),
      (#"{"xml": {"Error/Missing": "x"}}"#, "Error/Missing", "x", ""),
    ])
  func fails(expect: String, step: String, wanted: String, found: String) throws {
    let failure = try #require(try failing(expect))
    #expect(failure.divergence?.step == step)
    #expect(failure.divergence?.expected.string == wanted)
    #expect(failure.divergence?.observed.string == found)
  }

  private func failing(_ expect: String) throws -> Failure? {
    let scenario = try #require(try ScenarioFixture.scenario(steps: ScenarioFixture.steps(expect)))
    guard case .request(let step) = scenario.steps[0] else { return nil }
    let values = ScenarioValues(
      EndpointConfiguration(
        endpoint: Endpoint(scheme: .http, host: "localhost", port: 1), credentials: ScenarioFixture.credentials))
    return try ResponseJudge(values: values).failure(of: Self.response, expected: step.expected)
  }

  @Test(
    "what is not well-formed XML has no elements",
    arguments: [
      "", "text", "<a>", "<a></b>", "<a></a><b></b>", "<a>&unknown;</a>", "<!DOCTYPE a><a/>", "<a><![CDATA[x</a>",
      "x<a/>", "<a/>x", "</a>", "<>", "<a", "<a>&#xD800;</a>",
    ])
  func malformed(text: String) {
    #expect(ResponseXML(Array(text.utf8)) == nil)
  }

  @Test("deep and long documents end, and do not trap")
  func bounds() {
    #expect(ResponseXML(Array(String(repeating: "<a>", count: 100_000).utf8)) == nil)
    #expect(ResponseXML(Array(("<a>" + String(repeating: "<b/>", count: 200_000) + "</a>").utf8)) == nil)
    let fine = ResponseXML(Array(("<a>" + String(repeating: "<b>&lt;</b>", count: 1000) + "</a>").utf8))
    #expect(fine?.texts(at: ["a", "b"]).count == 1000)
    #expect(ResponseXML(Array("<a><![CDATA[<x>]]>y</a>".utf8))?.texts(at: ["a"]) == ["<x>y"])
  }
}
