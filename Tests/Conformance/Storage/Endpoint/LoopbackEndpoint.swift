import HTTPClient
import HTTPCore
import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// An endpoint in memory, at a free port of the loopback, with the bucket `videos`, and a client that signs.
final class LoopbackEndpoint {
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
  static let now: Timestamp = "2026-01-02T03:04:05Z"

  let endpoint: S3Endpoint
  let signer = Signer(credentials: LoopbackEndpoint.credentials, region: "us-east-1")
  let server: Endpoint
  private let origin: HTTPOrigin
  private let client = HTTPClient()

  init(disabled: Set<EndpointCheck> = []) throws {
    var configuration = S3Configuration(
      credentials: [Self.credentials], clock: Clock { LoopbackEndpoint.now })
    configuration.disabledChecks = disabled
    endpoint = S3Endpoint(configuration: configuration, storage: try ObjectStorage(inMemory: ()))
    let address = try endpoint.start()
    origin = HTTPOrigin(isSecure: false, host: "127.0.0.1", port: address.port)
    server = try #require(Endpoint(Text("http://127.0.0.1:\(address.port)")))
    try endpoint.service.storage.createBucket("videos", region: "us-east-1", at: Self.now)
  }

  deinit { endpoint.stop(within: .seconds(1)) }

  /// Signs a request by its headers, and sends it.
  func send(
    _ method: Text, _ target: Text, _ headers: [HeaderField] = [], _ body: Text = "", at time: Timestamp = now,
    changing change: (inout S3Exchange) -> Void = { _ in }
  ) throws -> S3Answer {
    let request = SigningRequest(
      method: method, endpoint: server, target: .wire(target), headers: headers, payload: .body(body))
    let signed = try signer.signedHeaders(for: request, at: time)
    var exchange = S3Exchange(method: method, target: target, headers: headers + signed.headers, body: body)
    change(&exchange)
    return try send(exchange)
  }

  /// Sends a request as it is.
  func send(_ exchange: S3Exchange) throws -> S3Answer {
    var fields = HTTPFields([HTTPField("Host", server.authority.string)])
    fields.fields += exchange.headers.map { HTTPField(name: $0.name.bytes, value: $0.value.bytes) }
    let isUpload = exchange.method == "PUT" || exchange.method == "POST"
    if isUpload, !fields.contains("content-length") { fields.append("Content-Length", "\(exchange.body.bytes.count)") }
    let head = RequestHead(method: exchange.method.bytes, target: exchange.target.bytes, fields: fields)
    let response = try client.exchange(
      HTTPRequest(head, body: exchange.body.bytes), with: origin, deadline: .after(.seconds(60)),
      bodyLimit: { _ in 1 << 20 })
    return S3Answer(response)
  }
}

/// A request before it is sent.
struct S3Exchange {
  var method: Text
  var target: Text
  var headers: [HeaderField]
  var body: Text
}

/// A response with its document.
struct S3Answer {
  let status: Int
  let body: Text
  let document: XMLElement?
  private let fields: HTTPFields

  init(_ response: HTTPResponse) {
    status = response.head.status
    body = Text(bytes: response.body)
    document = try? XMLElement(parsing: response.body)
    fields = response.head.fields
  }

  func header(_ name: String) -> Text? { fields.first(name).map { Text(bytes: $0) } }

  /// S3's error code.
  var code: Text? { document?.value("Code") }
}
