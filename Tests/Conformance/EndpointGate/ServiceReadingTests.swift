import Gate
import ReferenceAdapter
import Testing
import VideoSpec

extension Corpus {
  /// A corpus of one file.
  static func of(_ file: String) throws -> Corpus {
    try Corpus([VectorSource(name: "recording/test.json", bytes: Array(file.utf8))], oracle: ReferenceOracle())
  }
}

@Suite("Scenarios of services are read strictly")
struct ServiceReadingTests {
  private static let wrongScenarios: [(steps: String, path: String)] = [
    (#"[{"call": "end", OK}]"#, "steps[0].call"), (#"[{CALL}]"#, "steps[0]"),
    (#"[{CALL, "x": 1, OK}]"#, "steps[0].x"),
    (#"[{CALL, "by": "q", OK}]"#, "steps[0].by"), (#"[{CALL, "by": "bob", OK}]"#, "steps[0].by"),
    (#"[{CALL, "input": {"key": "k"}, OK}]"#, "steps[0].input.key"),
    (#"[{CALL, "input": {"question": "${q.ID}"}, OK}]"#, "steps[0].input.question"),
    (#"[{CALL, "input": {"question": "${b.key}"}, OK}]"#, "steps[0].input.question"),
    (#"[{CALL, "headers": [["a"]], OK}]"#, "steps[0].headers[0]"),
    (#"[{CALL, "body": "x", "add": {"a": 1}, OK}]"#, "steps[0].body"),
    (#"[{CALL, "expect": {}}]"#, "steps[0].expect"), (#"[{CALL, "expect": {"code": "X"}}]"#, "steps[0].expect.code"),
    (#"[{CALL, "expect": {"output": {}}}]"#, "steps[0].expect.output"),
    (#"[{CALL, "expect": {"output": {"size": 1}}}]"#, "steps[0].expect.output.size"),
    (#"[{CALL, "expect": {"output": {"url": []}}}]"#, "steps[0].expect.output.url"),
    (#"[{CALL, "expect": {"output": {"url": {}}}}]"#, "steps[0].expect.output.url"),
    (#"[{CALL, "expect": {"output": {"url": {"absent": false}}}}]"#, "steps[0].expect.output.url.absent"),
    (#"[{CALL, "expect": {"output": {"url": {"oneOf": []}}}}]"#, "steps[0].expect.output.url.oneOf"),
    (#"[{CALL, "expect": {"output": {"url": {"lik": "x"}}}}]"#, "steps[0].expect.output.url"),
    (#"[{CALL, "expect": {"error": {}}}]"#, "steps[0].expect.error"),
    (#"[{CALL, "expect": {"error": {"title": "x"}}}]"#, "steps[0].expect.error.title"),
    (#"[{CALL, "within": 0, OK}]"#, "steps[0].within"), (#"[{CALL, "as": "q", OK}]"#, "steps[0].as"),
    (#"[{"call": "resolve", OK}]"#, "steps[0]"),
    (#"[BEGUN, {CALL, "path": "/${b.size}", OK}]"#, "steps[1].path"),
    (#"[BEGUN, {CALL, "path": "/${b.xml.A}", OK}]"#, "steps[1].path"),
    (#"[BEGUN, {CALL, "path": "/${end.path}", OK}]"#, "steps[1].path"),
    (#"[BEGUN, {"upload": "c", "file": "", OK}]"#, "steps[1].upload"),
    (#"[BEGUN, {"upload": "q", "file": "", OK}]"#, "steps[1].upload"),
    (#"[BEGUN, {"upload": "b", OK}]"#, "steps[1]"),
    (#"[BEGUN, {"upload": "b", "file": "", "expect": {"none": true}}]"#, "steps[1].expect"),
    (#"[BEGUN, {"object": {"get": {"key": "k"}}}]"#, "steps[1].object.get"),
    (#"[BEGUN, {"object": {"put": {"key": "k"}}}]"#, "steps[1].object.put"),
    (
      #"[BEGUN, {"object": {"put": {"key": "k", "body": {"repeat": "a", "count": 140000000}}}}]"#,
      "steps[1].object.put.body"
    ),
    (#"[BEGUN, {"fault": {"key": "k", "on": "DELETE", "kind": "cut"}}]"#, "steps[1].fault.on"),
    (#"[BEGUN, {"fault": {"key": "k", "on": "HEAD", "kind": "broken"}}]"#, "steps[1].fault.kind"),
    (
      #"[BEGUN, {"fault": {"key": "k", "on": "HEAD", "kind": "cut", "milliseconds": 1}}]"#,
      "steps[1].fault.milliseconds"
    ),
    (#"[BEGUN, {"fault": {"key": "k", "on": "HEAD", "kind": "cut", "times": 0}}]"#, "steps[1].fault.times"),
    (#"[BEGUN, {"asked": {"key": "k"}}]"#, "steps[1].asked"),
    (#"[BEGUN, {"asked": {"key": "k", "count": {}}}]"#, "steps[1].asked.count"),
    (#"[BEGUN, {"asked": {"key": "k", "count": {"from": 3, "to": 1}}}]"#, "steps[1].asked.count"),
    (#"[BEGUN, {"asked": {"key": "k", "method": "head", "count": 1}}]"#, "steps[1].asked.method"),
    (#"[{"race": {"copies": 1, "call": {CALL}}, "expect": {"counts": {"200": 1}}}]"#, "steps[0].race.copies"),
    (
      #"[{"race": {"copies": 2, "call": {CALL, OK}}, "expect": {"counts": {"200": 2}}}]"#,
      "steps[0].race.call.expect"
    ),
    (#"[{"race": {"copies": 2, "call": {CALL}}, "expect": {}}]"#, "steps[0].expect"),
    (#"[{"race": {"copies": 2, "call": {CALL}}, "expect": {"counts": {"200": 1}}}]"#, "steps[0].expect.counts"),
    (#"[{"race": {"copies": 2, "call": {CALL}}, "expect": {"same": ["size"]}}]"#, "steps[0].expect.same[0]"),
    (
      #"[BEGUN, {"race": [{CALL}, {"call": "complete"}], "expect": {"each": {"status": 200}}}]"#,
      "steps[1].expect.each"
    ),
    (#"[BEGUN, {"run": "tidy", "offset": 1}]"#, "steps[1].run"), (#"[BEGUN, {"run": "sweep"}]"#, "steps[1]"),
    (#"[BEGUN, {"run": "sweep", "offset": "soon"}]"#, "steps[1].offset"),
    (#"[{"raw": {"send": []}, "expect": {"responses": []}}]"#, "steps[0].raw.send"),
    (#"[{"sleep": 10}]"#, "steps"), ("[]", "steps"), (#"[{"wait": 1}]"#, "steps[0].wait"),
    (#"[{CALL, "path": "/${accessKeyID}", OK}]"#, "steps[0].path"),
  ]

  @Test(
    "a fault is an error with its path",
    arguments: wrongScenarios)
  func faults(steps: String, path: String) {
    let steps = steps.replacing("BEGUN", with: ServiceFixture.begun).replacing("CALL", with: #""call": "begin""#)
      .replacing("OK", with: #""expect": {"status": 200}"#)
    let error = #expect(throws: VectorError.self, "\(steps)") { try ServiceFixture.corpus(steps: steps) }
    #expect(error?.path == "groups[0].cases[0].\(path)", "\(error?.description ?? "")")
  }

  private static let wrongStates: [(given: String, path: String)] = [
    (#"[{"state": "moon", "as": "m"}]"#, "given[0].state"), (#"[{"state": "user"}]"#, "given[0]"),
    (#"[{"state": "user", "as": "a", "session": "old"}]"#, "given[0].session"),
    (#"[{"state": "question", "as": "a", "session": "valid"}]"#, "given[0].session"),
    (#"[{"state": "user", "as": "a"}, {"state": "user", "as": "a"}]"#, "given[1].as"), (#"["user"]"#, "given[0]"),
  ]

  @Test(
    "a state that no hook could set up is an error with its path",
    arguments: wrongStates)
  func states(given: String, path: String) {
    let error = #expect(throws: VectorError.self) {
      try ServiceFixture.corpus(given: given, steps: #"[{"call": "begin", "expect": {"status": 401}}]"#)
    }
    #expect(error?.path == "groups[0].cases[0].\(path)")
  }

  @Test("references of services are unknown in scenarios of S3 servers", arguments: ["uuid", "origin", "bucket"])
  func references(name: String) {
    let steps = ScenarioFixture.steps(#"{"status": 200}"#, request: #"{"method": "GET", "path": "/${\#(name)}"}"#)
    #expect(throws: VectorError.self) { try ScenarioFixture.corpus(steps: steps) }
  }

  @Test("a case shows a rejection if a step expects one")
  func rejection() throws {
    for (expect, isRejection) in [(#"{"status": 403}"#, true), (#"{"status": [200, 403]}"#, false)] {
      let corpus = try ServiceFixture.corpus(steps: #"[{"call": "begin", "expect": \#(expect)}]"#)
      #expect(ServiceScenario(corpus.cases[0])?.showsRejection == isRejection)
    }
  }

  @Test("an adapter's plan has no scenarios of services")
  func plans() throws {
    let corpus = try ServiceFixture.corpus(steps: #"[{"call": "begin", "expect": {"status": 401}}]"#)
    #expect(throws: PlanError.nothingSelected) { try Plan(corpus, selecting: Selection(target: .adapter)) }
    #expect(Profile.recordingHTTP.isForServices && Profile.recordingHTTP.isForEndpoints && !Profile.s3.isForServices)
  }

  @Test("an example shows what is given, and each step with its expectation")
  func example() throws {
    let steps = """
      [\(ServiceFixture.begun), {"upload": "b", "file": "abc", "without": ["policy"], "expect": {"status": 403}},
       {"object": {"put": {"key": "${b.key}", "body": {"repeat": "a", "count": 90000001}, "type": null}}},
       {"fault": {"key": "${b.key}", "on": "HEAD", "kind": "slow", "milliseconds": 10, "times": 2}}, {"fault": null},
       {"asked": {"key": "${b.key}", "method": "HEAD", "count": {"from": 1, "to": 3}}},
       {"race": {"copies": 8, "call": {\(ServiceFixture.begin), "origin": null}}, "expect": {"counts": {"403": 8}}},
       {"run": "sweep", "offset": 4000}]
      """
    let lines = try Example(ServiceFixture.corpus(steps: steps).cases[0]).lines.joined(separator: "\n")
    for part in [
      "given  user, session valid, called alice", "1  begin by alice, question ${q.id}, duration 12.5, called b",
      "uploads 3 bytes with the form of b", "without the field policy",
      "stores 90000001 bytes without a type at ${b.key}",
      "HEAD of ${b.key}: late by 10 ms, 2 times", "faults end", "1 to 3 HEAD requests for ${b.key}",
      "8 at the same moment", "without Origin", "8 × 403", "runs sweep, offset 4000",
    ] {
      #expect(lines.contains(part), "\(part)\n\(lines)")
    }
  }
}
