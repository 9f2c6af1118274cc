import Gate
import HTTPCore
import ReferenceAdapter
import ReferenceImpl
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@testable import EndpointGate

/// Scenarios of the recording service as tests write them, and a gate that runs them against a backend in this process.
enum ServiceFixture {
  static let service = ServiceDefinition.service(of: .recordingHTTP)!
  static let secret = "a-secret-key-that-no-report-shows"
  static let credentials = Credentials(accessKeyID: "GATETESTKEY", secretAccessKey: Secret(secret))
  static let token = "a-session-token-that-no-report-shows"
  static let given = #"[{"state": "user", "as": "alice"}, {"state": "question", "as": "q"}]"#
  static let begin = #""call": "begin", "by": "alice", "input": {"question": "${q.id}", "duration": 12.5}"#

  /// A begun upload with the name `b`.
  static let begun = #"{\#(begin), "as": "b", "expect": {"status": 201}}"#
  static let uploaded = #"{"upload": "b", "file": "the video", "expect": {"status": [200, 201, 204]}}"#

  /// A vector file with cases of the same steps.
  static func file(given: String = given, steps: String, copies: Int = 1) -> String {
    let cases = (0..<copies).map { number in
      """
      {"id": "REC-021-\(number + 30)", "title": "a case", "since": "1.0",
       "evidence": {"kind": "computed", "reference": "here"}, "given": \(given), "steps": \(steps)}
      """
    }
    return """
      {"format": 1, "subject": "Recording", "topic": "test", "groups": [
        {"requirement": "REC-021", "profile": "recording-http", "operation": "service.scenario", "cases": [
          \(cases.joined(separator: ",\n"))]}]}
      """
  }

  static func corpus(given: String = given, steps: String, copies: Int = 1) throws -> Corpus {
    let text = file(given: given, steps: steps, copies: copies)
    return try Corpus(
      [VectorSource(name: "recording/test.json", bytes: Array(text.utf8))], oracle: ReferenceOracle())
  }

  /// Runs cases against a backend.
  static func run(
    _ backend: RecordingBackend, given: String = given, steps: String, copies: Int = 1, hook: (any HookTransport)?,
    mapping: ServiceMapping = ServiceMapping(ServiceFixture.service)
  ) throws -> EndpointGate.Run {
    let plan = try Plan(corpus(given: given, steps: steps, copies: copies), selecting: Selection(target: .endpoint))
    var endpoint = EndpointConfiguration(
      endpoint: backend.endpoint, credentials: credentials, responseSeconds: 20, lanes: 8)
    endpoint.region = "us-east-1"
    let hook = try hook.map { try ServiceHook($0, within: .seconds(20)) }
    let gate = ServiceGate(
      ServiceConfiguration(endpoint, of: ServiceFixture.service, mapping: mapping), store: backend.store, hook: hook)
    return gate.run(plan)
  }

  /// Runs one case against a backend with a fault.
  static func outcome(
    _ fault: RecordingBackend.Fault? = nil, given: String = given, steps: String,
    hook: (any HookTransport)? = RehearsedHook()
  ) throws -> CaseOutcome {
    try run(RecordingBackend(fault), given: given, steps: steps, hook: hook).outcomes[0]
  }
}

extension CaseOutcome {
  var failure: Failure? { if case .fail(let failure) = verdict { failure } else { nil } }
}

/// A hook in this process. It knows one user, whose session every backend of the tests accepts, and one question.
struct RehearsedHook: HookTransport {
  /// What is said to a message instead.
  var reply: @Sendable (Text) -> String? = { _ in nil }

  private static let hello = """
    {"name": "tests", "version": "1", "origin": "http://localhost:1", "states": ["user", "question"],
     "actions": ["sweep"]}
    """

  func ask(_ line: [UInt8], within limit: Duration) throws(HookFault) -> [UInt8] {
    let message = Text(bytes: line)
    if let reply = reply(message) { return Array(reply.utf8) }
    let isExpired = message.contains("expired")
    return Array(
      (message.contains("hello")
        ? Self.hello
        : message.contains("\"user\"")
          ? #"{"values": {"name": "alice", "cookie": "session=\#(isExpired ? "old" : ServiceFixture.token)"}}"#
          : message.contains("\"question\"") ? #"{"values": {"id": 4711}}"# : #"{"values": {}}"#).utf8)
  }
}

extension Text {
  fileprivate func contains(_ part: String) -> Bool { string.contains(part) }
}

/// As much of a recording service as the steps of scenarios need, with a fault.
final class RecordingBackend: Sendable {
  enum Fault: Sendable {
    /// Everybody may begin an upload, from everywhere.
    case admitsEverybody
    /// The store is never asked.
    case asksNobody
    /// The store is asked twice.
    case asksTwice
    /// What the store says of a failure is taken for a missing object.
    case takesFailuresForMissing
    /// All uploads have the same ID.
    case sameID
    case bodyIsText
    /// The size is a text.
    case sizeIsText
    /// Each result of a missing object has another size.
    case sizeDiffers
    case formIsElsewhere
    /// Responses show the secret and the cookie.
    case leaks
    /// The first response to a question about an upload is that there is none.
    case isLate
  }

  let store: GateStore
  let endpoint: Endpoint
  private let server: LoopbackServer

  init(_ fault: Fault? = nil) throws {
    let store = try GateStore(
      at: .loopback(port: 0), bucket: "test-videos", region: "us-east-1", credentials: ServiceFixture.credentials)
    self.store = store
    let service = Service(store: store, fault: fault)
    server = try LoopbackServer { request, _ in service.reply(to: request) }
    endpoint = server.endpoint
  }

  deinit {
    server.stop()
    store.stop()
  }

  var requests: [ReceivedRequest] { server.requests }

  private final class Service: Sendable {
    private struct State {
      var keys: [Text: Text] = [:]
      var asked = 0
      var count = 0
    }

    private let store: GateStore
    private let fault: Fault?
    private let state = Mutex(State())
    private let signer = Signer(credentials: ServiceFixture.credentials, region: "us-east-1")

    init(store: GateStore, fault: Fault?) {
      self.store = store
      self.fault = fault
    }

    func reply(to request: ReceivedRequest) -> LoopbackServer.Reply {
      func header(_ name: Text) -> Text? { request.headers.first { $0.name.equalsIgnoringCase(name) }?.value }
      if fault == .leaks {
        return problem(500, "Leak", "\(ServiceFixture.secret) \(header("cookie") ?? "")")
      }
      if request.method == "GET" {
        guard request.target.hasPrefix("/api/video/") else { return problem(404, "NotFound") }
        return resolve(Text(request.target.bytes.dropFirst("/api/video/".utf8.count)))
      }
      if fault != .admitsEverybody {
        guard header("origin") == "http://localhost:1" else { return problem(403, "OriginNotAllowed") }
        guard header("cookie") == Text("session=" + ServiceFixture.token) else { return problem(401, "SessionInvalid") }
      }
      guard let body = try? JSONValue(parsing: request.body.bytes) else { return problem(400, "BodyInvalid") }
      switch request.target {
      case "/api/video/presigned-url", "/start":
        guard body["question_id"]?.integer == 4711 || body["about"]?["question"]?.integer == 4711 else {
          return problem(404, "QuestionUnknown", field: "question_id")
        }
        return begin()
      case "/api/feedback":
        guard let id = body["external_id"]?.text, let key = state.withLock({ $0.keys[id] }) else {
          return problem(404, "UploadUnknown")
        }
        return complete(id, key)
      default: return problem(404, "NotFound")
      }
    }

    private func problem(
      _ status: Int, _ code: Text, _ detail: String = "", field: Text? = nil
    ) -> LoopbackServer.Reply {
      var body: JSONObject = ["code": .string(code), "detail": JSONValue(detail)]
      body["field"] = field.map { .string($0) }
      let type = HeaderField("Content-Type", "application/problem+json; charset=utf-8")
      return .answer(status, [type], Text(bytes: JSONValue.object(body).line))
    }

    private func answer(_ status: Int, _ body: JSONObject) -> LoopbackServer.Reply {
      .answer(
        status, [HeaderField("Content-Type", "application/json"), HeaderField("X-Request-Id", "r-1")],
        fault == .bodyIsText ? "fine" : Text(bytes: JSONValue.object(body).line))
    }

    private func begin() -> LoopbackServer.Reply {
      let number = state.withLock { state in
        state.count += 1
        return state.count
      }
      let id = Text("00000000-0000-4000-8000-\(String(100_000_000_000 + (fault == .sameID ? 0 : number)))")
      let key = "videos/" + id + ".webm"
      state.withLock { $0.keys[id] = key }
      let url = store.url.origin + "/" + store.bucket
      let form = try? signer.presignedPost(
        for: .recording(bucket: store.bucket, key: key, location: .endpoint(store.url)), at: SystemClock.now())
      var fields = JSONObject()
      for field in form?.fields ?? [] { fields[field.name] = .string(field.value) }
      return answer(
        201,
        [
          "external_id": .string(id), "url": .string(fault == .formIsElsewhere ? "http://127.0.0.1:1/x" : url),
          "fields": .object(fields), "expires_at": "2026-11-30T20:05:00Z",
        ])
    }

    private func complete(_ id: Text, _ key: Text) -> LoopbackServer.Reply {
      var found = (status: 200, size: 9, type: Text("video/webm"))
      if fault != .asksNobody { found = ask(key) }
      if fault == .asksTwice { found = ask(key) }
      if found.status == 404 || fault == .takesFailuresForMissing && found.status != 200 {
        return answer(
          200,
          [
            "external_id": .string(id), "status": "failed", "size": fault == .sizeDiffers ? nextSize : .null,
            "mime_type": .null,
            "errors": [["code": "ObjectMissing"], ["code": "Other"]],
          ])
      }
      guard found.status == 200 else { return problem(503, "StoreUnavailable") }
      return answer(
        200,
        [
          "external_id": .string(id), "status": "completed",
          "size": fault == .sizeIsText ? JSONValue("\(found.size)") : JSONValue(found.size),
          "mime_type": .string(found.type), "errors": [],
        ])
    }

    private var nextSize: JSONValue {
      state.withLock { state in
        state.asked += 1
        return JSONValue(state.asked)
      }
    }

    private func resolve(_ id: Text) -> LoopbackServer.Reply {
      let asked = state.withLock { state in
        state.asked += 1
        return state.asked
      }
      guard state.withLock({ $0.keys[id] }) != nil, fault != .isLate || asked > 2 else {
        return problem(404, "UploadUnknown")
      }
      return answer(200, ["external_id": .string(id), "status": "processing"])
    }

    /// Asks the store with HEAD. The status is 0 if there is no response.
    private func ask(_ key: Text) -> (status: Int, size: Int, type: Text) {
      let target = "/" + store.bucket + "/" + key
      let request = SigningRequest(method: "HEAD", endpoint: store.url, target: .wire(target), headers: [])
      guard let signed = try? signer.signedHeaders(for: request, at: SystemClock.now()) else { return (0, 0, "") }
      let wire = WireRequest(
        method: "HEAD", target: target, fields: [HeaderField("Host", store.url.authority)] + signed.headers, body: [])
      var configuration = EndpointConfiguration(endpoint: store.url, credentials: ServiceFixture.credentials)
      configuration.responseSeconds = 20
      guard let response = try? wire.exchanged(with: configuration).response else { return (0, 0, "") }
      return (
        response.status, response.header("content-length").flatMap { Int($0.string) } ?? 0,
        response.header("content-type") ?? ""
      )
    }
  }
}
