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

/// A library service with a built-in store, at a free port, with one user.
final class LibraryServiceFixture {
  let server: ServiceServer
  let service: LibraryService
  let database: any LibraryStore
  let token: Text
  let user: LibraryUser
  /// The faults of the next commits of uploads.
  let faults = SharedState<[RecordingPoint]>([])
  private let scratch = ScratchDirectory()

  var port: UInt16 { server.port }
  var store: S3Endpoint { server.store }
  var origin: Text { server.origin }
  var spoolDirectory: String { scratch.database + ".spool" }

  /// - Parameters:
  ///   - isRemote: Whether the service reaches its store over HTTP.
  ///   - tools: The programs for thumbnails, or nil.
  init(
    isRemote: Bool = false, maximumSize: Int = 90_000_000, tools: MediaTools? = nil,
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) throws {
    server = try ServiceServer()
    var configuration = Library.Configuration(
      location: server.location, signer: Signer(credentials: ServiceServer.credentials, region: "us-east-1"),
      maximumSize: maximumSize)
    configuration.reach = { [faults] point in
      let fails = faults.withLock { faults in
        guard let index = faults.firstIndex(of: point) else { return false }
        faults.remove(at: index)
        return true
      }
      if fails { throw Failure("\(point)") }
    }
    database = try SQLiteLibraryStore(path: scratch.database)
    try FileManager.default.createDirectory(atPath: scratch.database + ".spool", withIntermediateDirectories: true)
    service = LibraryService(
      database: database, configuration: configuration,
      store: try server.videoStore(isRemote: isRemote),
      settings: .init(
        origins: [server.origin], spool: Spool(directory: scratch.database + ".spool"),
        guestSeconds: 3600,
        isDevelopment: true, tools: tools, now: now))
    server.serve(ServiceHandler(service, now: now))
    token = Hexadecimal.lowercase(SystemRandom.bytes(32))
    user = try service.library.beginSession(
      UserSession(token: token, user: "u_1", expires: .maximum), random: SystemRandom.bytes(16))
  }

  /// Sends a request with the user's token.
  ///
  /// - Parameter changing: Changes the head before it is sent.
  func send(
    _ method: String, _ target: String, type: String = "application/json", _ body: [UInt8] = [],
    changing change: (inout HTTPFields) -> Void = { _ in }
  ) throws -> ServiceAnswer {
    var fields = [HTTPField("Authorization", "Bearer \(token)")]
    if !body.isEmpty { fields.append(HTTPField("Content-Type", type)) }
    return try server.send(method, target, fields, body.isEmpty ? nil : body, changing: change)
  }

  /// An MP4 without pictures: a complete first box, and a box of free space.
  static func mp4(_ size: Int = 9000) -> [UInt8] {
    let head = [0, 0, 0, 16] + Array("ftypisom".utf8) + [0, 0, 2, 0]
    let rest = UInt32(size - head.count)
    let free = withUnsafeBytes(of: rest.bigEndian) { Array($0) } + Array("free".utf8)
    return head + free + [UInt8](repeating: 0x61, count: size - head.count - free.count)
  }

  static func form(_ file: [UInt8], name: String = "clip.mp4") -> [UInt8] {
    Array("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n".utf8) + file
      + Array("\r\n--b--\r\n".utf8)
  }

  func upload(
    _ file: [UInt8] = mp4(), name: String = "clip.mp4", changing change: (inout HTTPFields) -> Void = { _ in }
  ) throws -> ServiceAnswer {
    try send(
      "POST", "/api/v1/upload/video", type: "multipart/form-data; boundary=b", Self.form(file, name: name),
      changing: change)
  }

  /// The keys of all objects in the store.
  func keys() throws -> [Text] { try store.service.storage.list(ListRequest(bucket: "videos")).entries.map(\.key) }

  func count() throws -> Int { try service.library.videos(VideoQuery(), of: user).total }
}
