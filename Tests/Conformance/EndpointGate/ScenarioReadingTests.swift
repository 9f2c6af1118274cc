import Gate
import Testing
import VideoSpec

@Suite("HTTP scenarios are read strictly")
struct ScenarioReadingTests {
  private static let get = #"{"method": "GET", "bucket": "b", "key": "k"}"#

  @Test(
    "a fault is an error with its path",
    arguments: [
      (#"[{"request": {GET, "bucket": "${b.name}"}, OK}]"#, "steps[0].request.bucket"),
      (#"[{"request": {GET, "path": "/${r.status}"}, OK}]"#, "steps[0].request.path"),
      (#"[{"request": {GET, "path": "/${nothing}"}, OK}]"#, "steps[0].request.path"),
      (#"[{"request": {GET, "path": "/${id"}, OK}]"#, "steps[0].request.path"),
      (#"[{"request": {GET, "path": "/${i}"}, OK}]"#, "steps[0].request.path"),
      (#"[{"request": {GET, "path": "/", "key": "k"}, OK}]"#, "steps[0].request"),
      (#"[{"request": {GET, "key": "k"}, OK}]"#, "steps[0].request"),
      (#"[{"request": {GET, "x": 1}, OK}]"#, "steps[0].request.x"),
      (#"[{"request": {GET}, "expect": {}}]"#, "steps[0].expect"),
      (#"[{"request": {GET}, "expect": {"status": 99}}]"#, "steps[0].expect.status"),
      (#"[{"request": {GET}, "expect": {"headers": {"ETag": "x"}}}]"#, "steps[0].expect.headers.ETag"),
      (#"[{"request": {GET}, "expect": {"body": {"lik": "x"}}}]"#, "steps[0].expect.body"),
      (#"[{"request": {GET}, "expect": {"body": {"like": "x", "size": 1}}}]"#, "steps[0].expect.body.size"),
      (#"[{"request": {GET}, "expect": {"body": {"sha256": "AB"}}}]"#, "steps[0].expect.body.sha256"),
      (#"[{"request": {GET}, "expect": {"body": {"number": {}}}}]"#, "steps[0].expect.body.number"),
      (#"[{"request": {GET}, "expect": {"none": true}}]"#, "steps[0].expect"),
      (#"[{"request": {GET}, "expect": {"continue": true, "status": 200}}]"#, "steps[0].expect"),
      (#"[{"request": {GET, "sign": {"by": "form"}}, OK}]"#, "steps[0].request"),
      (#"[{"request": {GET, "sign": {"by": "none", "offset": 1}}, OK}]"#, "steps[0].request.sign"),
      (#"[{"request": {GET, "sign": {"expires": "1"}}, OK}]"#, "steps[0].request.sign.expires"),
      (#"[{"request": {GET, "tamper": {"field": ["a", "b"]}}, OK}]"#, "steps[0].request.tamper"),
      (
        #"[{"request": {GET, "tamper": {"method": "PUT", "signature": true}}, OK}]"#,
        "steps[0].request.tamper.signature"
      ),
      (#"[{"request": {GET, "tamper": {"chunkSignature": "1"}}, OK}]"#, "steps[0].request.tamper"),
      (#"[{"race": {"copies": "1", "request": {GET}}, "expect": {"counts": {"200": 1}}}]"#, "steps[0].race.copies"),
      (#"[{"race": {"copies": "3", "request": {GET}}, "expect": {"counts": {"200": 1}}}]"#, "steps[0].expect.counts"),
      (#"[{"race": {"copies": "3", "request": {GET}}, "expect": {}}]"#, "steps[0].expect"),
      (#"[{"raw": {"send": []}, "expect": {"responses": []}}]"#, "steps[0].raw.send"),
      (#"[{"raw": {"send": ["x"]}, "expect": {"responses": []}}]"#, "steps[0].expect"),
      (#"[{"sleep": "10"}]"#, "steps"), ("[]", "steps"), (#"[{"wait": 1}]"#, "steps[0].wait"),
      (
        #"[{"request": {"method": "PUT", "bucket": "b", "key": "k", "body": {"repeat": "a", "count": "99999999"}}, OK}]"#,
        "steps[0].request.body"
      ),
    ])
  func faults(steps: String, path: String) {
    let steps = steps.replacing("{GET", with: #"{"method": "GET""#).replacing("OK", with: #""expect": {"status": 200}"#)
    let error = #expect(throws: VectorError.self) { try ScenarioFixture.corpus(steps: steps) }
    #expect(error?.path == "groups[0].cases[0].\(path)")
    #expect(error?.caseID == "SIG-155-90")
  }

  @Test(
    "a state that cannot be set up is an error with its path",
    arguments: [
      (#"[{"state": "bukcet", "as": "b"}]"#, "given[0].state"), (#"[{"state": "bucket"}]"#, "given[0]"),
      (#"[{"state": "bucket", "as": "b"}, {"state": "bucket", "as": "b"}]"#, "given[1].as"),
      (#"[{"state": "part", "upload": "u", "number": "1", "body": ""}]"#, "given[0].upload"),
      (#"[{"state": "bucket", "as": "B!"}]"#, "given[0].as"),
      (#"[{"state": "object", "bucket": "${o.key}", "key": "k", "as": "o"}]"#, "given[0].bucket"),
    ])
  func states(given: String, path: String) {
    let error = #expect(throws: VectorError.self) {
      try ScenarioFixture.corpus(given: given, steps: ScenarioFixture.steps(#"{"status": 200}"#))
    }
    #expect(error?.path == "groups[0].cases[0].\(path)")
  }

  @Test("a scenario has no input, output, clock or trace")
  func members() {
    for member in ["input", "expect", "clock", "trace"] {
      let text = ScenarioFixture.file(steps: ScenarioFixture.steps(#"{"status": 200}"#))
        .replacing(#""given":"#, with: #""\#(member)": {}, "given":"#)
      let error = #expect(throws: VectorError.self) {
        try VectorFile(name: "storage/test.json", bytes: Array(text.utf8))
      }
      #expect(error?.path == "groups[0].cases[0].\(member)")
    }
  }

  @Test("a case shows a rejection if a step expects one")
  func rejection() throws {
    for (expect, isRejection) in [
      (#"{"status": 403}"#, true), (#"{"status": [400, 403]}"#, true), (#"{"status": [200, 403]}"#, false),
      (#"{"status": 200}"#, false), (#"{"body": "x"}"#, false),
    ] {
      let scenario = try ScenarioFixture.scenario(steps: ScenarioFixture.steps(expect))
      #expect(scenario?.showsRejection == isRejection, "\(expect)")
    }
  }

  @Test("an adapter's plan has no scenarios of an endpoint, and an endpoint's has nothing else")
  func plans() throws {
    let corpus = try ScenarioFixture.corpus(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    #expect(try Plan(corpus, selecting: Selection(target: .endpoint)).cases.count == 1)
    #expect(throws: PlanError.nothingSelected) { try Plan(corpus, selecting: Selection(target: .adapter)) }
    let own = try Plan(Corpus.shared, selecting: Selection(target: .adapter)).cases
    #expect(!own.contains { $0.operation.isForEndpoints })
    #expect(Profile.ofAdapters.allSatisfy { !$0.isForEndpoints } && Profile.ofEndpoints.allSatisfy(\.isForEndpoints))
    #expect(
      Set(Profile.ofEndpoints) == Set(Profile.s3.includes + [.s3, .s3Session, .recordingHTTP, .library, .membership]))
  }
}
