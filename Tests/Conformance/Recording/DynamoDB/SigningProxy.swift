import HTTPClient
import HTTPCore
import HTTPServer
import ReferenceImpl
import Synchronization
import Testing
import VideoSpec

/// A server in front of one that verifies no signatures: it verifies them with this project's verifier, and injects faults.
final class SigningProxy: Sendable {
  /// A request whose signature is right.
  struct Call: Sendable {
    var operation: Text
    var input: JSONValue
    /// The number of the request since the last change of faults, from 1.
    var number: Int
  }

  enum Fault: Sendable {
    /// A response in place of the server's.
    case respond(status: Int, JSONValue)
    /// The connection is cut, and the server never gets the request.
    case cutBefore
    /// The connection is cut once the server has answered.
    case cutAfter
    /// The connection is cut, and the server gets the request when the test says so.
    case hold
    /// The server gets another request.
    case replace(JSONObject)

    /// A response with the name of an error.
    static func error(_ name: String, status: Int = 400) -> Fault {
      .respond(status: status, ["__type": JSONValue("com.amazonaws.dynamodb.v20120810#\(name)")])
    }

    /// A cancelled transaction with the same code for each action.
    static func canceled(_ code: String, _ call: Call) -> Fault {
      let count = call.input["TransactItems"]?.array?.count ?? 0
      let reason: JSONValue = ["Code": JSONValue(code)]
      return .respond(
        status: 400,
        [
          "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
          "CancellationReasons": .array(Array(repeating: reason, count: count)),
        ])
    }
  }

  private struct State {
    var plan: (@Sendable (Call) -> Fault?)?
    var count = 0
    var calls: [Call] = []
    var outputs: [JSONValue] = []
    var rejections: [Rejection] = []
    var held: [HTTPRequest] = []
  }

  let endpoint: Endpoint
  private let server: TestServer
  private let core: Core

  /// What the handler shares with the proxy.
  private final class Core: Sendable {
    let state = Mutex(State())
    let client = HTTPClient(keptPerOrigin: 64)
    let origin: HTTPOrigin
    let verifier: Verifier

    init(origin: HTTPOrigin, verifier: Verifier) {
      self.origin = origin
      self.verifier = verifier
    }
  }

  init(before target: DynamoServer, credentials: Credentials = .example) throws {
    let core = Core(
      origin: HTTPOrigin(
        isSecure: false, host: target.endpoint.host.string, port: UInt16(target.endpoint.port ?? 80)),
      verifier: Verifier(credentials: [credentials], region: "us-east-1", service: "dynamodb"))
    self.core = core
    server = try TestServer { try Self.handle($0, core) }
    endpoint = Endpoint(scheme: .http, host: "127.0.0.1", port: Int(server.address.port))
  }

  // MARK: - For tests

  /// Sets the faults, and begins to count the requests.
  func inject(_ plan: (@Sendable (Call) -> Fault?)?) {
    core.state.withLock { state in
      state.plan = plan
      state.count = 0
      state.calls = []
      state.outputs = []
    }
  }

  /// The requests since the last change of faults.
  var calls: [Call] { core.state.withLock { $0.calls } }

  func calls(_ operation: Text) -> [Call] { calls.filter { $0.operation == operation } }

  /// What the server answered to them.
  var outputs: [JSONValue] { core.state.withLock { $0.outputs } }

  /// The requests whose signatures were wrong.
  var rejections: [Rejection] { core.state.withLock { $0.rejections } }

  /// Forwards the requests that were held, and returns the status of each response.
  func release() throws -> [Int] {
    let held = core.state.withLock { state in
      defer { state.held = [] }
      return state.held
    }
    return try held.map { try Self.forward($0, core).head.status }
  }

  // MARK: - Requests

  private static func handle(_ exchange: HTTPExchange, _ core: Core) throws {
    let body = try exchange.body.readAll(limit: 16 << 20) ?? []
    let received = ReceivedRequest(
      method: Text(bytes: exchange.head.method), target: Text(exchange.head.pathAndQuery),
      headers: exchange.head.fields.fields.map { HeaderField(Text(bytes: $0.name), Text(bytes: $0.value)) },
      body: Text(bytes: body))
    do throws(Rejection) { _ = try core.verifier.verifyHeaders(of: received, at: SystemClock.now()) } catch {
      core.state.withLock { $0.rejections.append(error) }
      // DynamoDB explains a wrong signature with what it has signed itself.
      let said = received.headers.map { "\($0.name):\($0.value)" }.joined(separator: "\n")
      return try respond(
        400, ["__type": "com.amazon.coral.service#InvalidSignatureException", "message": JSONValue(said)], exchange)
    }
    let target = Text(bytes: exchange.head.fields.first("x-amz-target") ?? [])
    let (input, operation) = (try JSONValue(parsing: body), target.split(at: UInt8(ascii: ".")).last ?? Text())
    let (plan, call) = core.state.withLock { state in
      state.count += 1
      let call = Call(operation: operation, input: input, number: state.count)
      state.calls.append(call)
      return (state.plan, call)
    }
    var head = RequestHead("POST", "/", fields: exchange.head.fields)
    for name in ["host", "content-length", "connection"] { head.fields.removeAll(name) }
    var request = HTTPRequest(head, body: body)
    switch plan?(call) {
    case .respond(let status, let output): return try respond(status, output, exchange)
    case .cutBefore: return exchange.abort()
    case .hold:
      core.state.withLock { $0.held.append(request) }
      return exchange.abort()
    case .cutAfter:
      _ = try forward(request, core)
      return exchange.abort()
    case .replace(let input): request.body = JSONValue.object(input).line
    case nil: break
    }
    let response = try forward(request, core)
    let output = try JSONValue(parsing: response.body)
    core.state.withLock { $0.outputs.append(output) }
    try respond(response.head.status, output, exchange)
  }

  private static func forward(_ request: HTTPRequest, _ core: Core) throws -> HTTPResponse {
    // Another client than the store's, so that nothing is repeated by chance.
    try core.client.exchange(request, with: core.origin, deadline: .after(.seconds(60))) { _ in 64 << 20 }
  }

  private static func respond(_ status: Int, _ output: JSONValue, _ exchange: HTTPExchange) throws {
    try exchange.respond(
      ResponseHead(status, fields: HTTPFields([HTTPField("Content-Type", "application/x-amz-json-1.0")])),
      body: .bytes(output.line))
  }
}
