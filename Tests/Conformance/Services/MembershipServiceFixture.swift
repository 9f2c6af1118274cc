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

/// A membership service with a built-in store, at a free port, with an operator, and a corporation with an admin and a guest.
final class MembershipServiceFixture {
  let port: UInt16
  let service: MembershipService
  let store: S3Endpoint
  let logged = SharedState<[ServiceLogEntry]>([])
  private(set) var root: Text = ""
  private(set) var admin: Text = ""
  private(set) var guest: Text = ""
  private(set) var corporation = 0
  private let scratch = ScratchDirectory()
  private let server: HTTPServer
  private let client = HTTPClient()

  /// - Parameters:
  ///   - isRemote: Whether the service reaches its store over HTTP.
  ///   - origins: Those of other servers with videos.
  ///   - timeout: How long a source may take.
  init(
    isRemote: Bool = false, origins: Set<Text> = [], networks: [AddressRange] = [], timeout: Duration = .seconds(10),
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) throws {
    let credentials = RecordingServiceFixture.credentials
    let handler = HostHandler()
    server = HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
    port = try server.start().port
    store = S3Endpoint(
      configuration: S3Configuration(credentials: [credentials]), storage: try ObjectStorage(inMemory: ()))
    try store.service.storage.createBucket("videos", region: "us-east-1", at: SystemClock.now())
    let location = S3Location(
      bucket: "videos", region: "us-east-1", endpoint: Endpoint(scheme: .http, host: "127.0.0.1", port: Int(port)),
      addressing: .path)
    let videos: VideoStore =
      isRemote
      ? .remote(try S3ObjectStore(location, credentials: credentials, now: SystemClock.now))
      : .local(store.service.storage, bucket: "videos")
    let database = try MembershipStore(path: scratch.database)
    let membership = Membership(
      store: database,
      configuration: .init(
        places: VideoPlaces(bucket: "videos", origins: origins), secret: Secret(String(repeating: "k", count: 32))))
    service = MembershipService(
      database: database, membership: membership, store: videos,
      source: VideoSource(store: videos, networks: networks, timeout: timeout),
      origins: [Text("http://localhost:\(port)")], now: now)
    handler.begin(
      service: ServiceHandler(service, now: now, log: { [logged] entry in logged.withLock { $0.append(entry) } }),
      store: store.handler)
    let hook = MembershipHook(service, origin: Text("http://localhost:\(port)"), bucket: "videos")
    let made = try hook.setUp("corporation", ["plan": "paid"])
    corporation = try #require(made["id"]?.integer)
    let name = try #require(made["name"])
    root = try #require(hook.setUp("operator", [:])["token"]?.text)
    admin = try #require(hook.setUp("user", ["of": name, "role": "admin"])["token"]?.text)
    guest = try #require(hook.setUp("user", ["of": name])["token"]?.text)
  }

  deinit { server.stop(within: .seconds(1)) }

  /// Sends a request.
  ///
  /// - Parameter by: The access token; nil for nobody.
  func send(
    _ method: String, _ target: String, by token: Text? = nil, _ body: String? = nil,
    type: String = "application/json", headers: [(String, Text)] = [], limit: Int = 1 << 20
  ) throws -> ServiceAnswer {
    var fields = HTTPFields([HTTPField("Host", "localhost:\(port)")])
    if let token { fields.append("Authorization", ("Bearer " + token).bytes) }
    if body != nil { fields.append("Content-Type", type) }
    for (name, value) in headers { fields.append(name, value.bytes) }
    let response = try client.exchange(
      HTTPRequest(RequestHead(method, target, fields: fields), body: Array((body ?? "").utf8)),
      with: HTTPOrigin(isSecure: false, host: "127.0.0.1", port: port), deadline: .after(.seconds(60)),
      bodyLimit: { _ in limit })
    return ServiceAnswer(response)
  }

  /// Creates a video, and returns its number.
  func video(_ filePath: Text) throws -> Int {
    let answer = try send("POST", "/v1/videos", by: admin, #"{"name":"v","file_path":"\#(filePath)"}"#)
    return try #require(answer.json?["seq"]?.integer, "\(answer.body)")
  }

  /// Stores an object of the corporation, and returns its `file_path`.
  func object(_ bytes: [UInt8], name: String = "a.mp4", type: Text = "video/mp4") throws -> Text {
    let key = Text("corporations/\(corporation)/\(name)")
    try store.service.storage.put(bytes, key, type: type)
    return "s3://videos/" + key
  }

  /// The guest's points, and how many videos the guest has watched.
  func score() throws -> [Int] {
    let me = try send("GET", "/v1/users/me", by: guest)
    let logs = try send("GET", "/v1/view-logs", by: guest)
    return [try #require(me.json?["point"]?.integer), try #require(logs.json?["total_count"]?.integer)]
  }
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
    var record = ObjectRecord(bucket: "videos", key: key, etag: "0123", modified: SystemClock.now())
    record.contentType = type
    _ = try commit(writer, as: record)
  }
}
