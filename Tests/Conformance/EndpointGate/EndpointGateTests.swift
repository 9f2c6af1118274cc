import Gate
import HTTPCore
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("The gate over HTTP", .timeLimit(.minutes(60)))
struct EndpointGateTests {
  private static let bucket = #"[{"state": "bucket", "as": "b"}]"#

  private func failing(_ outcome: CaseOutcome) -> Failure? {
    guard case .fail(let failure) = outcome.verdict else { return nil }
    return failure
  }

  @Test("a response that is the expected one passes, and the request is as the scenario says")
  func passes() throws {
    let steps = ScenarioFixture.steps(
      #"{"status": 200, "headers": {"etag": "\"x\""}, "body": "hello"}"#,
      request:
        #"{"method": "PUT", "bucket": "b", "key": "a b", "query": [["x", "1"], ["uploads", null]], "headers": [["Content-Type", "text/plain"]], "body": "data"}"#
    )
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, _ in
      .answer(200, [HeaderField("ETag", "\"x\"")], "hello")
    }
    #expect(outcome.verdict == .pass)
    let request = try #require(requests.first)
    #expect(request.target == "/b/a%20b?x=1&uploads")
    #expect(request.body == "data")
    let names = request.headers.map(\.name.lowercased)
    #expect(names.prefix(2) == ["host", "content-type"])
    #expect(names.contains("authorization") && names.contains("x-amz-content-sha256"))
  }

  @Test("a wrong status fails; the failure shows the exchange, without the secret and the signature")
  func wrong() throws {
    let steps = ScenarioFixture.steps(#"{"status": 200}"#)
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, _ in
      .answer(403, [], Text("<Error><Code>AccessDenied</Code><Key>\(ScenarioFixture.secret)</Key></Error>"))
    }
    let failure = try #require(failing(outcome))
    #expect(failure.reason == "the status is 403 AccessDenied, expected 200 (GET /b/k)")
    #expect(failure.divergence?.step == "status")
    let exchange = try #require(failure.exchange)
    #expect(exchange.contains("> GET /b/k HTTP/1.1"))
    #expect(exchange.contains("< HTTP/1.1 403") && exchange.contains("<Code>AccessDenied</Code>"))
    #expect(!exchange.contains(ScenarioFixture.secret))
    let value = requests.first?.headers.first { $0.name == "Authorization" }?.value.string ?? ""
    let signature = try #require(value.split(separator: "Signature=").last)
    #expect(signature.count == 64 && !exchange.contains(signature))
    #expect(exchange.contains("Signature=\(signature.prefix(8))…"))
  }

  /// Wrong responses, and what the failure says of each.
  private static let wrongResponses: [(bytes: String, reason: String)] = [
    ("", "closed the connection"), ("HTTP/1.1 200 OK\r\n", "in the middle"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "in the middle"), ("nonsense\r\n\r\n", "not HTTP"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunk"),
    (String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 1000), "interim"),
    ("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n", "larger"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + String(repeating: "x", count: 26 << 20), "larger"),
  ]

  @Test("a server that resets, lies or floods fails the case", arguments: wrongResponses.indices)
  func broken(index: Int) throws {
    let (bytes, reason) = Self.wrongResponses[index]
    let steps = ScenarioFixture.steps(#"{"status": 200}"#)
    let (outcome, _, _) = try ScenarioFixture.outcome(steps: steps, seconds: 60) { _, _ in .broken(Text(bytes)) }
    let failure = try #require(failing(outcome))
    #expect(failure.reason.contains(reason), "\(failure.reason)")
    #expect(failure.exchange?.contains("> GET /b/k HTTP/1.1") == true)
  }

  @Test("a server that never responds fails the case when the time is over")
  func silence() throws {
    let steps = ScenarioFixture.steps(#"{"status": 200}"#)
    let (outcome, _, _) = try ScenarioFixture.outcome(steps: steps, seconds: 1) { _, _ in .silence }
    #expect(failing(outcome)?.reason == "the server sent no whole response in time (GET /b/k)")
  }

  @Test("an endpoint at which nobody listens is an obstacle, and its cases are not run")
  func unreachable() throws {
    let corpus = try ScenarioFixture.corpus(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    let plan = try Plan(corpus, selecting: Selection(target: .endpoint))
    let server = try LoopbackServer { _, _ in .answer(200) }
    server.stop()
    let gate = EndpointGate(ScenarioFixture.configuration(server))
    #expect(gate.obstacle()?.isTemporary == true)
    let outcome = gate.run(plan).outcomes[0]
    #expect(outcome.verdict.kind == .notRun)
    #expect(outcome.verdict.reason?.hasPrefix("the endpoint could not be reached") == true)
  }

  @Test("a server that does not know the access key is an obstacle that waiting does not remove")
  func unknownAccessKey() throws {
    let server = try LoopbackServer { _, _ in
      .answer(403, [], "<Error><Code>InvalidAccessKeyId</Code></Error>")
    }
    defer { server.stop() }
    let obstacle = try #require(EndpointGate(ScenarioFixture.configuration(server)).obstacle())
    #expect(!obstacle.isTemporary && obstacle.reason.contains("does not know the access key"))
  }

  @Test("a state that cannot be set up leaves the case unrun, and what was made is removed")
  func setup() throws {
    let steps = ScenarioFixture.steps(#"{"status": 200}"#)
    let given =
      #"[{"state": "bucket", "as": "b"}, {"state": "object", "bucket": "${b.name}", "key": "k", "body": "x"}]"#
    let (outcome, run, requests) = try ScenarioFixture.outcome(given: given, steps: steps) { request, number in
      switch number {
      case 1: .answer(200)
      case 2: .answer(501, [], "<Error><Code>NotImplemented</Code></Error>")
      default: .answer(request.method == "DELETE" ? 204 : 200)
      }
    }
    #expect(
      outcome.verdict == .notRun("an object could not be set up: the server responds 501 NotImplemented to PUT"))
    let bucket = try #require(requests.first?.target)
    #expect(bucket.hasPrefix("/video-spec-"))
    #expect(requests.last?.method == "DELETE" && requests.last?.target == bucket)
    #expect(run.warnings.isEmpty)
  }

  @Test("the contents of a bucket and its uploads are removed after a failure; what stays is a warning")
  func cleaning() throws {
    let (outcome, run, requests) = try ScenarioFixture.outcome(
      given: Self.bucket, steps: ScenarioFixture.steps(#"{"status": 200}"#)
    ) { request, number in
      if number == 1 { return .answer(200) }
      if number == 2 { return .answer(404) }
      if request.method == "DELETE" { return .answer(request.target.split(at: 0x2F).count > 2 ? 204 : 409) }
      if request.target.string.contains("uploads") {
        return .answer(
          200, [],
          "<ListMultipartUploadsResult><Upload><Key>u</Key><UploadId>7</UploadId></Upload></ListMultipartUploadsResult>"
        )
      }
      let encoding = "<EncodingType>url</EncodingType>"
      let isFirst = number == 3
      return .answer(
        200, [],
        Text(
          "<ListBucketResult>\(encoding)\(isFirst ? "<Contents><Key>a%2Bb+c</Key></Contents>" : "")</ListBucketResult>")
      )
    }
    #expect(outcome.verdict.kind == .fail)
    let deleted = requests.filter { $0.method == "DELETE" }.map(\.target.string)
    let bucket = requests[0].target.string
    #expect(deleted == ["\(bucket)/a%2Bb%20c", "\(bucket)/u?uploadId=7", bucket])
    #expect(run.warnings == ["SIG-155-90: the bucket \(bucket.dropFirst()) could not be deleted"])
  }

  @Test("values of states and responses are put into later requests and expectations")
  func captures() throws {
    let steps = """
      [{"request": {"method": "GET", "path": "/first"}, "expect": {"status": 200}, "as": "r"},
       {"request": {"method": "GET", "path": "/${r.header.x}-${r.xml.A/B}-${r.status}-$${i}", "headers": [["a", "${r.body}"]]},
        "expect": {"headers": {"y": "${r.xml.B}"}}}]
      """
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, number in
      number == 1
        ? .answer(200, [HeaderField("X", "v")], "<A><B>b</B></A>") : .answer(200, [HeaderField("Y", "b")])
    }
    #expect(outcome.verdict == .pass)
    #expect(requests[1].target == "/v-b-200-${i}")
    #expect(requests[1].headers.contains(HeaderField("a", "<A><B>b</B></A>")))
    let missing = steps.replacing("r.header.x", with: "r.header.z")
    let (other, _, _) = try ScenarioFixture.outcome(steps: missing) { _, _ in .answer(200) }
    #expect(failing(other)?.reason == #"step 2: the response "r" has no header.z"#)
  }

  @Test("a race fails if the counts are not the expected ones", arguments: [1, 2, 4])
  func races(winners: Int) throws {
    let steps = """
      [{"race": {"copies": "4", "request": {"method": "PUT", "bucket": "b", "key": "k${i}", "body": "x"}},
        "expect": {"counts": {"200": 1, "412": 3}}}]
      """
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, number in
      .answer(number <= winners ? 200 : 412)
    }
    #expect(Set(requests.map(\.target.string)) == ["/b/k1", "/b/k2", "/b/k3", "/b/k4"])
    #expect((outcome.verdict == .pass) == (winners == 1))
    if winners > 1 { #expect(failing(outcome)?.divergence?.step == "statuses") }
  }

  @Test("a response that is right only later passes within the time, and fails after it")
  func eventually() throws {
    let steps = #"[{"request": {"method": "GET", "path": "/"}, "expect": {"status": 200}, "within": "20000"}]"#
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, number in
      .answer(number < 4 ? 404 : 200)
    }
    #expect(outcome.verdict == .pass && requests.count == 4)
    let short = steps.replacing("20000", with: "100")
    let (other, _, _) = try ScenarioFixture.outcome(steps: short) { _, _ in .answer(404) }
    #expect(other.verdict.kind == .fail)
  }

  @Test("raw bytes are sent as they are, and the closing of the connection is judged")
  func raw() throws {
    let steps = #"""
      [{"raw": {"send": ["GET / HTTP/1.1\r\n", "Host: ${host}\r\n\r\n"], "pause": "5"},
        "expect": {"responses": [{"status": 400}], "closed": true}}]
      """#
    let closing: Text = "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"
    let (outcome, _, requests) = try ScenarioFixture.outcome(steps: steps) { _, _ in .broken(closing) }
    #expect(outcome.verdict == .pass)
    #expect(requests.first?.headers.map(\.name) == ["Host"])
    let (open, _, _) = try ScenarioFixture.outcome(steps: steps, seconds: 1) { _, _ in .answer(400) }
    #expect(failing(open)?.reason == "the server did not close the connection within 1 seconds")
    let (second, _, _) = try ScenarioFixture.outcome(steps: steps) { _, _ in .broken(closing + closing) }
    #expect(failing(second)?.reason.hasPrefix("the server sent more than the expected responses") == true)
    let kept = steps.replacing("true", with: "false")
    let (again, _, all) = try ScenarioFixture.outcome(steps: kept) { _, number in .answer(number == 1 ? 400 : 200) }
    #expect(again.verdict == .pass && all.count == 2)
    let (gone, _, _) = try ScenarioFixture.outcome(steps: kept) { _, _ in .broken(closing) }
    #expect(failing(gone)?.reason == "the server does not answer another request on the same connection")
  }

  @Test("a case about sessions is not run without session credentials")
  func session() throws {
    let (outcome, _, requests) = try ScenarioFixture.outcome(
      given: #"[{"state": "session"}]"#, steps: ScenarioFixture.steps(#"{"status": 200}"#)
    ) { _, _ in .answer(200) }
    #expect(outcome.verdict.kind == .notRun && requests.isEmpty)
  }
}
