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
  let server: ServiceServer
  let service: RecordingService
  let database: any RecordStore
  let metrics = ServiceMetrics()
  let logged = SharedState<[ServiceLogEntry]>([])
  private let scratch = ScratchDirectory()
  /// The guest's session.
  private(set) var session: Text = ""

  var port: UInt16 { server.port }
  var store: S3Endpoint { server.store }
  var origin: Text { server.origin }

  init(
    limits: HTTPServerLimits = HTTPServerLimits(), pages: [ServedPage] = [], hosts: Set<Text>? = nil,
    reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in },
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) throws {
    server = try ServiceServer(limits: limits)
    var recording = Recorder.Configuration(
      limits: UploadLimits(bucket: "videos", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")),
      origins: [server.origin, "https://app.example.com"],
      signer: Signer(credentials: ServiceServer.credentials, region: "us-east-1"), location: .endpoint(server.endpoint))
    recording.reach = reach
    database = try SQLiteRecordStore(path: scratch.database)
    service = RecordingService(
      database: database, configuration: recording, store: try server.videoStore(isRemote: false),
      settings: .init(
        location: S3Location(bucket: "videos", region: "us-east-1", endpoint: server.endpoint), guestSeconds: 3600,
        isDevelopment: true, now: now))
    try service.recorder.add(questions: [1])
    server.serve(
      ServiceHandler(
        service, pages: pages, hosts: hosts, metrics: metrics, now: now,
        log: { [logged] entry in logged.withLock { $0.append(entry) } }))
    let response = try send("POST", "/api/session")
    let cookie = try #require(response.header("set-cookie"))
    session = Text(try #require(cookie.bytes.split(separator: UInt8(ascii: ";")).first))
  }

  /// Sends a request as the guest, from the page's origin.
  ///
  /// - Parameter changing: Changes the head before it is sent.
  func send(
    _ method: String, _ target: String, _ body: String? = nil, changing change: (inout HTTPFields) -> Void = { _ in }
  ) throws -> ServiceAnswer {
    var fields = [HTTPField("Origin", origin.string)]
    if !session.isEmpty { fields.append(HTTPField(name: Array("Cookie".utf8), value: session.bytes)) }
    if body != nil { fields.append(HTTPField("Content-Type", "application/json")) }
    return try server.send(method, target, fields, body.map { Array($0.utf8) }, changing: change)
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
    try store.service.storage.put([UInt8](repeating: 0x61, count: size), key, type: type)
  }
}
