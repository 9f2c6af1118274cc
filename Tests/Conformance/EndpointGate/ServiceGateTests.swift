import Gate
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("The gate of backends", .timeLimit(.minutes(60)))
struct ServiceGateTests {
  private static let complete = #""call": "complete", "by": "alice", "input": {"externalId": "${b.externalId}"}"#
  private static let begun = ServiceFixture.begun
  private static let uploaded = ServiceFixture.uploaded

  /// A step kind, with steps that pass on the right backend, a backend on which they fail, and what the failure says.
  struct Trial: Sendable, CustomTestStringConvertible {
    var name: String
    var steps: [String]
    var fault: RecordingBackend.Fault
    var reason: String

    var testDescription: String { name }
  }

  private static let trials = [
    Trial(
      name: "a call and its status",
      steps: [#"{\#(ServiceFixture.begin), "origin": null, "expect": {"status": 403}}"#], fault: .admitsEverybody,
      reason: "the status is 201, expected 403 (begin by alice, question ${q.id}, duration 12.5)"),
    Trial(
      name: "a call of nobody", steps: [#"{\#(ServiceFixture.begin), "cookie": null, "expect": {"status": 401}}"#],
      fault: .admitsEverybody, reason: "the status is 201, expected 401"),
    Trial(
      name: "outputs and references with their types",
      steps: [
        begun, uploaded,
        """
        {\(complete), "expect": {"status": 200, "output": {"externalId": "${b.externalId}", "status": "completed",
          "size": 9, "mediaType": {"like": "video/*"}, "errors": {"list": []}}}}
        """,
      ], fault: .sizeIsText, reason: #"step 3: size is "9", expected 9"#),
    Trial(
      name: "outputs of a list",
      steps: [
        begun,
        #"{\#(complete), "expect": {"output": {"errors": {"set": ["Other", "ObjectMissing"]}, "size": null}}}"#,
      ], fault: .asksNobody, reason: "step 2: errors is an empty list, expected"),
    Trial(
      name: "a body that is not JSON",
      steps: [#"{\#(ServiceFixture.begin), "expect": {"output": {"key": {"like": "videos/*"}}}}"#],
      fault: .bodyIsText, reason: "key is absent, expected a text like \"videos/*\"; the body is not JSON"),
    Trial(
      name: "an upload", steps: [begun, uploaded], fault: .formIsElsewhere,
      reason: "step 2: the url of the form in \"b\" is not one of the store at http://127.0.0.1:"),
    Trial(
      name: "an object past the form",
      steps: [
        begun, #"{"object": {"put": {"key": "${b.key}", "body": {"repeat": "ab", "count": 50000}}}}"#,
        #"{\#(complete), "expect": {"output": {"size": 100000}}}"#,
        #"{"object": {"delete": {"key": "${b.key}"}}}"#,
        #"{\#(complete), "expect": {"output": {"status": "failed"}}}"#,
      ], fault: .asksNobody, reason: "step 3: size is 9, expected 100000"),
    Trial(
      name: "a fault of the store",
      steps: [
        begun, uploaded, #"{"fault": {"key": "${b.key}", "on": "HEAD", "kind": "forbidden"}}"#,
        #"{\#(complete), "expect": {"status": 503, "error": {"code": "StoreUnavailable"}}}"#, #"{"fault": null}"#,
        #"{\#(complete), "expect": {"status": 200}}"#,
      ], fault: .takesFailuresForMissing, reason: "step 4: the status is 200, expected 503"),
    Trial(
      name: "what the store was asked",
      steps: [
        begun, uploaded, #"{\#(complete), "expect": {"status": 200}}"#,
        #"{"asked": {"key": "${b.key}", "method": "HEAD", "count": 1}}"#,
        #"{"asked": {"key": "${b.key}", "count": {"from": 1, "to": 3}}}"#,
      ], fault: .asksTwice, reason: "step 4: the backend sent 2 HEAD requests for videos/"),
    Trial(
      name: "a race with different outputs",
      steps: [
        #"""
        {"race": {"copies": 4, "call": {\#(ServiceFixture.begin)}},
         "expect": {"counts": {"201": 4}, "different": ["externalId"]}}
        """#
      ], fault: .sameID, reason: "of 4 requests at the same moment, two responses have the same externalId"),
    Trial(
      name: "a race with the same outputs",
      steps: [
        begun,
        #"{"race": [{\#(complete)}, {\#(complete)}], "expect": {"each": {"status": 200}, "same": ["size", "status"]}}"#,
      ], fault: .sizeDiffers,
      reason: "step 2: of 2 requests at the same moment, two responses have a different size"),
    Trial(
      name: "raw bytes",
      steps: [
        #"""
        {"raw": {"send": ["POST ${begin.path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://evil.example\r\n",
          "Content-Length: 2\r\n\r\n{}"]}, "expect": {"responses": [{"status": 403}], "closed": false}}
        """#
      ], fault: .admitsEverybody, reason: "the status is 404, expected 403"),
    Trial(
      name: "an error",
      steps: [
        #"""
        {"call": "begin", "by": "alice", "input": {"question": 1, "duration": 1}, "expect": {"status": 404,
          "error": {"code": "QuestionUnknown", "field": "question_id", "contentType": "application/problem+json"}}}
        """#
      ], fault: .leaks, reason: "the status is 500 Leak, expected 404"),
  ]

  @Test("each kind of step passes on the right backend, and fails on one with a fault", arguments: trials)
  func steps(trial: Trial) throws {
    let steps = "[\(trial.steps.joined(separator: ",\n"))]"
    let right = try ServiceFixture.outcome(steps: steps)
    #expect(right.verdict == .pass, "\(right.verdict)")
    let failure = try #require(ServiceFixture.outcome(trial.fault, steps: steps).failure)
    #expect(failure.reason.hasPrefix(trial.reason), "\(failure.reason)")
  }

  @Test("a response that is right only later passes within the time")
  func eventually() throws {
    let resolve = #""call": "resolve", "input": {"externalId": "${b.externalId}"}"#
    let steps = #"[\#(Self.begun), {\#(resolve), "within": 20000, "expect": {"status": 200}}]"#
    #expect(try ServiceFixture.outcome(.isLate, steps: steps).verdict == .pass)
    let impatient = steps.replacing(#""within": 20000, "#, with: "")
    #expect(try ServiceFixture.outcome(.isLate, steps: impatient).verdict.kind == .fail)
  }

  @Test(
    "every kind of fault reaches the backend, and times limits it",
    arguments: [
      ("forbidden", 503), ("unavailable", 503), ("cut", 503), ("redirect", 503), ("tooManyRequests", 503),
      ("slow", 200),
    ])
  func faults(kind: String, status: Int) throws {
    let delay = kind == "slow" ? #", "milliseconds": 300"# : ""
    let steps = """
      [\(Self.begun), \(Self.uploaded),
       {"fault": {"key": "${b.key}", "on": "HEAD", "kind": "\(kind)", "times": 1\(delay)}},
       {\(Self.complete), "expect": {"status": \(status)}}, {\(Self.complete), "expect": {"status": 200}}]
      """
    let outcome = try ServiceFixture.outcome(steps: steps)
    #expect(outcome.verdict == .pass, "\(outcome.verdict)")
    if kind == "slow" { #expect(outcome.duration >= .milliseconds(300)) }
  }

  @Test("faults and counts concern the case's own keys, so cases run at the same time")
  func parallel() throws {
    let steps = """
      [\(Self.begun), \(Self.uploaded), {"fault": {"key": "${b.key}", "on": "HEAD", "kind": "forbidden", "times": 1}},
       {\(Self.complete), "expect": {"status": 503}}, {\(Self.complete), "expect": {"status": 200}},
       {"asked": {"key": "${b.key}", "count": 2}}]
      """
    let backend = try RecordingBackend()
    let run = try ServiceFixture.run(backend, steps: steps, copies: 24, hook: RehearsedHook())
    #expect(run.outcomes.count == 24 && run.outcomes.allSatisfy { $0.verdict == .pass }, "\(run.outcomes[0].verdict)")
    #expect(run.warnings.isEmpty)
  }

  @Test("the request is what a browser would send")
  func request() throws {
    let backend = try RecordingBackend()
    let steps = """
      [{\(ServiceFixture.begin), "headers": [["Idempotency-Key", "${id}-${uuid}"]], "add": {"key": "mine"},
        "as": "b", "expect": {"status": 201, "headers": {"x-request-id": {"present": true}}}},
       {"call": "resolve", "input": {"externalId": "a b/${b.header.x-request-id}"}, "expect": {"status": 404}},
       {"call": "complete", "by": "alice", "body": "{", "contentType": null, "expect": {"status": 400}}]
      """
    let run = try ServiceFixture.run(backend, steps: steps, hook: RehearsedHook())
    #expect(run.outcomes[0].verdict == .pass, "\(run.outcomes[0].verdict)")
    func header(_ index: Int, _ name: Text) -> Text? {
      backend.requests[index].headers.first { $0.name.equalsIgnoringCase(name) }?.value
    }
    #expect(backend.requests[0].body == #"{"question_id":4711,"duration":12.5,"key":"mine"}"#)
    #expect(header(0, "content-type") == "application/json" && header(0, "origin") == "http://localhost:1")
    #expect(header(0, "cookie") == Text("session=" + ServiceFixture.token))
    #expect(header(0, "idempotency-key")?.bytes.count == 12 + 1 + 36)
    #expect(backend.requests[1].target == "/api/video/a%20b%2Fr-1")
    #expect(header(1, "origin") == nil && header(1, "cookie") == nil && header(1, "content-length") == nil)
    #expect(backend.requests[2].body == "{" && header(2, "content-type") == nil)
  }

  @Test("a mapping gives calls other paths, members and outputs")
  func mapping() throws {
    let file = #"""
      {"calls": {"begin": {"path": "/start", "input": {"question": "about.question"},
        "output": {"externalId": "fields.key"}}}}
      """#
    let mapping = try ServiceMapping(file: "m.json", bytes: Array(file.utf8), of: ServiceFixture.service)
    let backend = try RecordingBackend()
    let steps = #"[{\#(ServiceFixture.begin), "expect": {"output": {"externalId": {"like": "videos/*.webm"}}}}]"#
    let run = try ServiceFixture.run(backend, steps: steps, hook: RehearsedHook(), mapping: mapping)
    #expect(run.outcomes[0].verdict == .pass, "\(run.outcomes[0].verdict)")
    #expect(backend.requests[0].target == "/start")
    #expect(backend.requests[0].body == #"{"about":{"question":4711},"duration":12.5}"#)
  }

  @Test("a failure shows the exchange and what the store was asked, without secrets, cookies and signatures")
  func redaction() throws {
    let steps = #"[\#(Self.begun), \#(Self.uploaded), {\#(Self.complete), "expect": {"status": 418}}]"#
    let failure = try #require(ServiceFixture.outcome(steps: steps).failure)
    let exchange = try #require(failure.exchange)
    #expect(exchange.contains("> POST /api/feedback HTTP/1.1") && exchange.contains("< HTTP/1.1 200"))
    #expect(exchange.contains("* HEAD /test-videos/videos/"), "\(exchange)")
    #expect(exchange.contains("> Cookie:<redacted>"), "\(exchange)")
    let leak = try #require(
      ServiceFixture.outcome(.leaks, steps: #"[{\#(ServiceFixture.begin), "expect": {"status": 201}}]"#).failure)
    for text in [exchange, leak.exchange ?? "", leak.reason] {
      #expect(!text.contains(ServiceFixture.secret) && !text.contains(ServiceFixture.token), "\(text)")
    }
    let form = try #require(
      ServiceFixture.outcome(steps: #"[{\#(ServiceFixture.begin), "expect": {"status": 418}}]"#).failure?.exchange)
    let signature = try #require(form.split(separator: "x-amz-signature\":\"").last)
    #expect(form.contains("policy") && signature.prefix(20).contains("…"), "\(form)")
  }

  @Test("without a hook, or with one that cannot do it, a case is not run")
  func unsupported() throws {
    let steps = #"[{\#(ServiceFixture.begin), "expect": {"status": 201}}, {"run": "sweep", "offset": 4000}]"#
    let without = try ServiceFixture.outcome(steps: steps, hook: nil)
    #expect(without.verdict.kind == .notRun && without.verdict.reason?.contains("--hook") == true)
    let hello = #"{"name": "n", "version": "1", "origin": "http://localhost:1", "states": STATES, "actions": []}"#
    for (states, reason) in [
      (#"["question"]"#, #"the hook does not support the state "user""#),
      (#"["user", "question"]"#, #"the hook does not support the action "sweep""#),
    ] {
      let hook = RehearsedHook { $0.string.contains("hello") ? hello.replacing("STATES", with: states) : nil }
      let outcome = try ServiceFixture.outcome(steps: steps, hook: hook)
      #expect(outcome.verdict == .notRun(reason))
    }
    let hook = RehearsedHook { $0.string.contains("\"run\"") ? #"{"error": "the database is gone"}"# : nil }
    let failed = try ServiceFixture.outcome(steps: steps, hook: hook)
    #expect(failed.verdict == .notRun(#"the hook failed with the action "sweep": the database is gone"#))
  }

  @Test("a hook that breaks the protocol ends the run")
  func broken() throws {
    let hook = RehearsedHook { $0.string.contains("\"question\"") ? #"{"values": {"id": 1.5}}"# : nil }
    let steps = #"[{\#(ServiceFixture.begin), "expect": {"status": 201}}]"#
    let run = try ServiceFixture.run(RecordingBackend(), steps: steps, copies: 20, hook: hook)
    #expect(run.outcomes.allSatisfy { $0.verdict.kind == .notRun })
    #expect(run.outcomes.contains { $0.verdict.reason?.contains("neither text nor integer") == true })
    #expect(run.outcomes.last?.verdict.reason?.hasPrefix("the run was stopped: the hook returned") == true)
  }

  @Test("cases with an action of the hook run alone, and the outcomes keep their order")
  func alone() throws {
    let backend = try RecordingBackend()
    let sweep = ServiceFixture.file(steps: #"[{"run": "sweep", "offset": 1}, \#(Self.begun)]"#, copies: 3)
    #expect(try ServiceScenario(Corpus.of(sweep).cases[0])?.concernsOthers == true)
    let run = try ServiceFixture.run(
      backend, steps: #"[{"run": "sweep", "offset": 1}, \#(Self.begun)]"#, copies: 3, hook: RehearsedHook())
    #expect(run.outcomes.map(\.vector.id.rawValue) == ["REC-021-30", "REC-021-31", "REC-021-32"])
    #expect(run.outcomes.allSatisfy { $0.verdict == .pass })
  }

  @Test("a backend at which nobody listens is an obstacle")
  func unreachable() throws {
    let server = try LoopbackServer { _, _ in .answer(404) }
    let configuration = EndpointConfiguration(endpoint: server.endpoint, credentials: ServiceFixture.credentials)
    #expect(ServiceGate.obstacle(of: configuration) == nil)
    server.stop()
    #expect(ServiceGate.obstacle(of: configuration)?.isTemporary == true)
  }
}
