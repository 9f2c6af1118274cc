import Gate
import ReferenceImpl
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("Changes after signing")
struct TamperingTests {
  private static let configuration = EndpointConfiguration(
    endpoint: Endpoint(scheme: .http, host: "127.0.0.1", port: 9000), credentials: ScenarioFixture.credentials)

  private func request(_ json: String) throws -> WireRequest {
    let steps = #"[{"request": \#(json), "expect": {"status": 200}}]"#
    let scenario = try #require(try ScenarioFixture.scenario(steps: steps))
    guard case .request(let step) = scenario.steps[0] else { throw SigningGap("the step is no request") }
    let values = ScenarioValues(Self.configuration)
    return try RequestBuilder(configuration: Self.configuration, signer: OwnSigner())
      .request(RequestParts(step.request, values))
  }

  private func rejection(_ request: WireRequest) -> ErrorCode? {
    let verifier = Verifier(credentials: [ScenarioFixture.credentials], region: "us-east-1", service: "s3")
    let received = ReceivedRequest(
      method: request.method, target: request.target, headers: request.fields, body: Text(bytes: request.body))
    do throws(Rejection) {
      if request.target.string.contains("X-Amz-Signature") {
        _ = try verifier.verifyPresignedURL(of: received, at: SystemClock.now())
      } else if request.fields.contains(where: { $0.value.string.hasPrefix("STREAMING-") }) {
        _ = try verifier.verifyChunks(of: received, at: SystemClock.now())
      } else {
        _ = try verifier.verifyHeaders(of: received, at: SystemClock.now())
      }
      return nil
    } catch { return error.code }
  }

  private static let put =
    #""method": "PUT", "bucket": "b", "key": "k", "body": "data", "headers": [["x-amz-meta-a", "1"]]"#
  private static let chunks =
    #""method": "PUT", "bucket": "b", "key": "k", "body": {"repeat": "a", "count": "20000"}, "chunks": {"mode": "signed-trailer", "sizes": ["8192"], "trailer": [["x-amz-checksum-crc32", "yr2HMQ=="]]}"#

  @Test(
    "without a change the reference accepts the signature", arguments: [put, chunks, put + #", "sign": {"by": "url"}"#])
  func unchanged(request: String) throws {
    #expect(rejection(try self.request("{\(request)}")) == nil)
  }

  @Test(
    "with a change the reference rejects the request",
    arguments: [
      (put, #"{"header": ["x-amz-meta-a", "2"]}"#), (put, #"{"header": ["x-amz-meta-b", "2"]}"#),
      (put, #"{"removeHeader": "x-amz-meta-a"}"#), (put, #"{"query": ["a", "b"]}"#), (put, #"{"method": "POST"}"#),
      (put, #"{"body": "date"}"#), (put, #"{"signature": true}"#),
      (put, #"{"bodyBytes": {"find": "ta", "replace": "te"}}"#),
      (put + #", "sign": {"by": "url"}"#, #"{"signature": true}"#),
      (put + #", "sign": {"by": "url"}"#, #"{"removeQuery": "X-Amz-Date"}"#),
      (put + #", "sign": {"by": "url"}"#, #"{"query": ["X-Amz-Expires", "301"]}"#),
      (chunks, #"{"chunkSignature": "1"}"#), (chunks, #"{"chunkSignature": "3"}"#), (chunks, #"{"chunkSignature": 4}"#),
      (chunks, #"{"trailerSignature": true}"#), (chunks, #"{"dropLastChunk": true}"#),
      (chunks, #"{"bodyBytes": {"find": "aaaa", "replace": "aaba"}}"#),
    ])
  func changed(request: String, change: String) throws {
    #expect(rejection(try self.request(#"{\#(request), "tamper": \#(change)}"#)) != nil)
  }

  @Test("a change that finds nothing leaves the case unrun, because it would test something else")
  func nothing() {
    #expect(throws: CaseStop.self) {
      try request(#"{\#(Self.put), "tamper": {"find": "not there", "replace": "x"}}"#)
    }
    #expect(throws: CaseStop.self) { try request(#"{\#(Self.chunks), "tamper": {"chunkSignature": "9"}}"#) }
  }

  @Test("bytes of the head are changed where they occur")
  func head() throws {
    let request = try request(#"{\#(Self.put), "tamper": {"find": "HTTP/1.1\r\n", "replace": "HTTP/1.2\n"}}"#)
    #expect(Text(bytes: request.head).hasPrefix("PUT /b/k HTTP/1.2\nHost: 127.0.0.1:9000\r\n"))
  }

  @Test("headers that a scenario excludes are sent and not signed")
  func unsigned() throws {
    let request = try request(#"{\#(Self.put), "sign": {"unsigned": ["X-Amz-Meta-A"]}}"#)
    let authorization = request.fields.first { $0.name == "Authorization" }?.value.string ?? ""
    #expect(!authorization.contains("x-amz-meta-a"))
    #expect(request.fields.contains(HeaderField("x-amz-meta-a", "1")))
  }

  @Test("a form has a policy with its fields, and a changed field breaks it")
  func forms() throws {
    let form =
      #"{"method": "POST", "bucket": "b", "form": {"fields": [["key", "k"], ["x-ignore-a", "b"]], "file": "data", "policy": {"add": [["content-length-range", 0, 10]]}}"#
    let verifier = Verifier(credentials: [ScenarioFixture.credentials], region: "us-east-1", service: "s3")
    func outcome(_ request: WireRequest) throws -> Text {
      let type = try #require(request.fields.first { $0.name == "Content-Type" }?.value)
      let form = try UploadForm(contentType: type, body: Text(bytes: request.body))
      return try verifier.evaluate(form, postedTo: "b", at: SystemClock.now()).key
    }
    #expect(try outcome(request(form + "}")) == "k")
    for change in [#"{"field": ["key", "other"]}"#, #"{"removeField": "policy"}"#, #"{"signature": true}"#] {
      let changed = try request(form + #", "tamper": \#(change)}"#)
      #expect(throws: Rejection.self, "\(change)") { try outcome(changed) }
    }
  }

  @Test("a virtual host names the bucket, below localhost where the address is a number")
  func hosts() throws {
    let request = try request(#"{"method": "GET", "bucket": "b", "key": "k", "style": "virtual"}"#)
    #expect(request.target == "/k" && request.fields[0] == HeaderField("Host", "b.localhost:9000"))
  }
}
