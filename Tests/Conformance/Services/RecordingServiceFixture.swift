import Foundation
import HTTPClient
import HTTPCore
import HTTPServer
import ReferenceImpl
import Rehearsal
import S3Client
import S3Endpoint
import Testing
import VideoSpec

@testable import Services

/// A recording service with a built-in store, at a free port, with one guest.
final class RecordingServiceFixture {
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  let port: UInt16
  let service: RecordingService
  let database: any RecordStore
  let store: S3Endpoint
  let metrics = ServiceMetrics()
  let logged = SharedState<[ServiceLogEntry]>([])
  private let scratch = ScratchDirectory()
  private let server: HTTPServer
  private let client = HTTPClient()
  /// The guest's session.
  private(set) var session: Text = ""

  var origin: Text { Text("http://localhost:\(port)") }

  init(
    limits: HTTPServerLimits = HTTPServerLimits(), pages: [ServedPage] = [], hosts: Set<Text>? = nil,
    reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in },
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) throws {
    let handler = HostHandler()
    server = HTTPServer(configuration: HTTPServerConfiguration(limits: limits), handler: handler)
    port = try server.start().port
    let configuration = S3Configuration(credentials: [Self.credentials])
    store = S3Endpoint(configuration: configuration, storage: try ObjectStorage(inMemory: ()))
    try store.service.storage.createBucket("videos", region: "us-east-1", at: SystemClock.now())
    let endpoint = Endpoint(scheme: .http, host: "127.0.0.1", port: Int(port))
    var recording = Recorder.Configuration(
      limits: UploadLimits(bucket: "videos", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")),
      origins: [Text("http://localhost:\(port)"), "https://app.example.com"],
      signer: Signer(credentials: Self.credentials, region: "us-east-1"), location: .endpoint(endpoint))
    recording.reach = reach
    database = try SQLiteRecordStore(path: scratch.database)
    service = RecordingService(
      database: database, configuration: recording, store: .local(store.service.storage, bucket: "videos"),
      settings: .init(
        location: S3Location(bucket: "videos", region: "us-east-1", endpoint: endpoint), guestSeconds: 3600,
        isDevelopment: true, now: now))
    try service.recorder.add(questions: [1])
    handler.begin(
      service: ServiceHandler(
        service, pages: pages, hosts: hosts, metrics: metrics, now: now,
        log: { [logged] entry in logged.withLock { $0.append(entry) } }), store: store.handler)
    let response = try send("POST", "/api/session")
    let cookie = try #require(response.header("set-cookie"))
    session = Text(try #require(cookie.bytes.split(separator: UInt8(ascii: ";")).first))
  }

  deinit { server.stop(within: .seconds(1)) }

  /// Sends a request as the guest, from the page's origin.
  ///
  /// - Parameter changing: Changes the head before it is sent.
  func send(
    _ method: String, _ target: String, _ body: String? = nil, changing change: (inout HTTPFields) -> Void = { _ in }
  ) throws -> ServiceAnswer {
    var fields = HTTPFields([HTTPField("Host", "localhost:\(port)"), HTTPField("Origin", origin.string)])
    if !session.isEmpty { fields.append("Cookie", session.bytes) }
    if let body {
      fields.append("Content-Type", "application/json")
      fields.append("Content-Length", "\(body.utf8.count)")
    }
    change(&fields)
    let response = try client.exchange(
      HTTPRequest(RequestHead(method, target, fields: fields), body: Array((body ?? "").utf8)),
      with: HTTPOrigin(isSecure: false, host: "127.0.0.1", port: port), deadline: .after(.seconds(60)),
      bodyLimit: { _ in 1 << 20 })
    return ServiceAnswer(response)
  }

  /// Begins an upload, and returns its external ID and its key.
  func begin(headers: [HTTPField] = []) throws -> (externalID: String, key: Text) {
    let answer = try send("POST", "/api/video/presigned-url", #"{"question_id":1,"duration":1.5}"#) {
      $0.fields += headers
    }
    try #require(answer.status == 201)
    return (
      try #require(answer.json?["external_id"]?.string), try #require(answer.json?["fields"]?["key"]?.text)
    )
  }

  /// Puts an object into the store, as an upload would.
  func put(_ key: Text, size: Int = 9000, type: Text = "video/webm") throws {
    let writer = try store.service.storage.beginObject()
    try [UInt8](repeating: 0x61, count: size).withUnsafeBytes { try writer.write($0) }
    _ = try store.service.storage.commit(
      writer,
      as: ObjectRecord(bucket: "videos", key: key, etag: "e\(size)", modified: SystemClock.now(), contentType: type))
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
