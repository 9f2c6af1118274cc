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
  let server: ServiceServer
  let service: MembershipService
  let logged = SharedState<[ServiceLogEntry]>([])
  private(set) var root: Text = ""
  private(set) var admin: Text = ""
  private(set) var guest: Text = ""
  private(set) var corporation = 0
  private let scratch = ScratchDirectory()
  /// - Parameters:
  ///   - isRemote: Whether the service reaches its store over HTTP.
  ///   - origins: Those of other servers with videos.
  ///   - timeout: How long a source may take: longer than usual, because tests run on busy machines.
  ///   - patience: After so long a wait, a source may no longer drip.
  init(
    isRemote: Bool = false, origins: Set<Text> = [], networks: [AddressRange] = [], timeout: Duration = .seconds(60),
    patience: Duration = .seconds(600),
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) throws {
    server = try ServiceServer()
    let videos = try server.videoStore(isRemote: isRemote)
    let database = try MembershipStore(path: scratch.database)
    let membership = Membership(
      store: database,
      configuration: .init(
        places: VideoPlaces(bucket: "videos", origins: origins), secret: Secret(String(repeating: "k", count: 32))))
    service = MembershipService(
      database: database, membership: membership, store: videos,
      source: VideoSource(store: videos, networks: networks, timeout: timeout, patience: patience),
      origins: [server.origin], now: now)
    server.serve(ServiceHandler(service, now: now, log: { [logged] entry in logged.withLock { $0.append(entry) } }))
    let hook = MembershipHook(service, origin: server.origin, bucket: "videos")
    let made = try hook.setUp("corporation", ["plan": "paid"])
    corporation = try #require(made["id"]?.integer)
    let name = try #require(made["name"])
    root = try #require(hook.setUp("operator", [:])["token"]?.text)
    admin = try #require(hook.setUp("user", ["of": name, "role": "admin"])["token"]?.text)
    guest = try #require(hook.setUp("user", ["of": name])["token"]?.text)
  }

  /// Sends a request.
  ///
  /// - Parameter by: The access token; nil for nobody.
  func send(
    _ method: String, _ target: String, by token: Text? = nil, _ body: String? = nil,
    type: String = "application/json", headers: [(String, Text)] = [], limit: Int = 1 << 20
  ) throws -> ServiceAnswer {
    var fields = headers.map { HTTPField(name: Array($0.0.utf8), value: $0.1.bytes) }
    if let token { fields.append(HTTPField(name: Array("Authorization".utf8), value: ("Bearer " + token).bytes)) }
    if body != nil { fields.append(HTTPField("Content-Type", type)) }
    return try server.send(method, target, fields, body.map { Array($0.utf8) }, limit: limit)
  }

  /// Creates a video, and returns its number.
  func video(_ filePath: Text) throws -> Int {
    let answer = try send("POST", "/v1/videos", by: admin, #"{"name":"v","file_path":"\#(filePath)"}"#)
    return try #require(answer.json?["seq"]?.integer, "\(answer.body)")
  }

  /// Stores an object of the corporation, and returns its `file_path`.
  func object(_ bytes: [UInt8], name: String = "a.mp4", type: Text = "video/mp4") throws -> Text {
    let key = Text("corporations/\(corporation)/\(name)")
    try server.store.service.storage.put(bytes, key, type: type)
    return "s3://videos/" + key
  }

  /// The guest's points, and how many videos the guest has watched.
  func score() throws -> [Int] {
    let me = try send("GET", "/v1/users/me", by: guest)
    let logs = try send("GET", "/v1/view-logs", by: guest)
    return [try #require(me.json?["point"]?.integer), try #require(logs.json?["total_count"]?.integer)]
  }
}

/// An empty membership, without a server.
final class EmptyMembership {
  let membership: Membership
  private let scratch = ScratchDirectory()

  init(passwords: PasswordHasher = PasswordHasher()) throws {
    membership = Membership(
      store: try MembershipStore(path: scratch.database),
      configuration: .init(places: VideoPlaces(bucket: "videos"), secret: Secret(String(repeating: "k", count: 32))),
      passwords: passwords)
  }
}
