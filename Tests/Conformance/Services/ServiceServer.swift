import HTTPClient
import HTTPCore
import HTTPServer
import ReferenceImpl
import S3Client
import S3Endpoint
import VideoSpec

@testable import Services

/// A server at a free port, with a built-in store that has the bucket `videos`, and a client.
final class ServiceServer {
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  let port: UInt16
  let store: S3Endpoint
  private let handler = HostHandler()
  private let server: HTTPServer
  private let client = HTTPClient()

  init(limits: HTTPServerLimits = HTTPServerLimits()) throws {
    server = HTTPServer(configuration: HTTPServerConfiguration(limits: limits), handler: handler)
    port = try server.start().port
    store = S3Endpoint(
      configuration: S3Configuration(credentials: [Self.credentials]), storage: try ObjectStorage(inMemory: ()))
    try store.service.storage.createBucket("videos", region: "us-east-1", at: SystemClock.now())
  }

  deinit { server.stop(within: .seconds(1)) }

  /// The origin of the service.
  var origin: Text { Text("http://localhost:\(port)") }

  /// The endpoint of the store.
  var endpoint: Endpoint { Endpoint(scheme: .http, host: "127.0.0.1", port: Int(port)) }

  /// The bucket.
  var location: S3Location {
    S3Location(bucket: "videos", region: "us-east-1", endpoint: endpoint, addressing: .path)
  }

  /// The store as a service has it.
  ///
  /// - Parameter isRemote: Whether it is reached over HTTP.
  func videoStore(isRemote: Bool) throws -> VideoStore {
    guard isRemote else { return .local(store.service.storage, bucket: "videos") }
    return .remote(
      try S3ObjectStore(
        location, credentials: Self.credentials, retries: RetryPolicy(attempts: 1, timeout: .seconds(20)),
        now: SystemClock.now))
  }

  /// Begins to answer the requests for the service.
  func serve(_ service: ServiceHandler) { handler.begin(service: service, store: store.handler) }

  /// Sends a request to the service.
  ///
  /// - Parameters:
  ///   - fields: The head beside `Host` and `Content-Length`.
  ///   - limit: How many bytes of the response's body are read.
  ///   - change: Changes the head before it is sent.
  func send(
    _ method: String, _ target: String, _ fields: [HTTPField], _ body: [UInt8]? = nil, limit: Int = 1 << 20,
    changing change: (inout HTTPFields) -> Void = { _ in }
  ) throws -> ServiceAnswer {
    var head = HTTPFields([HTTPField("Host", "localhost:\(port)")] + fields)
    if let body { head.append("Content-Length", "\(body.count)") }
    change(&head)
    let response = try client.exchange(
      HTTPRequest(RequestHead(method, target, fields: head), body: body ?? []),
      with: HTTPOrigin(isSecure: false, host: "127.0.0.1", port: port), deadline: .after(.seconds(60)),
      bodyLimit: { _ in limit })
    return ServiceAnswer(response)
  }
}

/// A response of a service.
struct ServiceAnswer {
  let status: Int
  let body: Text
  let json: JSONValue?
  private let fields: HTTPFields

  init(_ response: HTTPResponse) {
    status = response.head.status
    body = Text(bytes: response.body)
    json = try? JSONValue(parsing: response.body)
    fields = response.head.fields
  }

  func header(_ name: String) -> Text? { fields.first(name).map { Text(bytes: $0) } }

  var code: String? { json?["code"]?.string }
}

extension ObjectStorage {
  /// Stores an object in the bucket `videos`.
  func put(_ bytes: [UInt8], _ key: Text, type: Text = "video/mp4") throws {
    let writer = try beginObject()
    // The compiler crashes on a closure with typed throws here.
    let written = bytes.withUnsafeBytes { bytes in
      Result<Void, StorageError> { () throws(StorageError) in try writer.write(bytes) }
    }
    try written.get()
    var record = ObjectRecord(bucket: "videos", key: key, etag: "e\(bytes.count)", modified: SystemClock.now())
    record.contentType = type
    _ = try commit(writer, as: record)
  }
}
