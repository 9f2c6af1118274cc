import Foundation
import HTTPClient
import HTTPCore
import ReferenceImpl
import Rehearsal
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@Suite("Kills of the library service", .timeLimit(.minutes(60)))
struct LibraryKillTests {
  @Test(
    "killed while clients upload and delete, it has everything acknowledged, and a sweep leaves no object without a video"
  )
  func kills() async throws {
    let kills = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] == nil ? 8 : 200
    let acknowledged = try await Threads.run { () throws -> Int in
      let series = LibraryKills()
      for round in 0..<kills {
        let trouble = try series.kill()
        #expect(trouble == [], "kill \(round)")
        if !trouble.isEmpty { break }
      }
      return series.acknowledged
    }
    #expect(acknowledged > kills)
    print("kills of the library service: \(kills), of \(acknowledged) acknowledged changes none was lost")
  }
}

/// A series of kills on one directory. Each process finds what the previous one left.
/// Its only state is behind a mutex.
private final class LibraryKills: @unchecked Sendable {
  private let scratch = ScratchDirectory()
  /// The keys of acknowledged uploads, the IDs of acknowledged deletions, and those that were asked for without an answer.
  private let state = Mutex((stored: [Text: Text](), deleted: Set<Text>(), asked: Set<Text>()))

  var acknowledged: Int { state.withLock { $0.stored.count + $0.deleted.count } }

  private var directory: String { scratch.database + ".service" }

  /// Starts the service, kills it while clients write, and returns what is wrong with what is left.
  func kill() throws -> [String] {
    let child = try Child(
      "serve", "--service", "library", directory, "--listen", "127.0.0.1:0", "--json", "--quiet", "--no-media-tools",
      program: "video-spec")
    let started = try JSONValue(parsing: #require(child.line()).utf8)
    let page = try #require(started["url"]?.text)
    let port = try #require(Endpoint(page)?.port)
    let group = DispatchGroup()
    for _ in 0..<4 {
      group.enter()
      Thread.detachNewThread { [self] in
        write(to: page, HTTPOrigin(isSecure: false, host: "127.0.0.1", port: UInt16(port)))
        group.leave()
      }
    }
    child.kill(onceAcknowledged: acknowledged + .random(in: 1...30), microseconds: .random(in: 0...10_000)) {
      acknowledged
    }
    group.wait()
    return try check()
  }

  /// Uploads videos, and deletes every third one, until there is no response.
  private func write(to page: Text, _ server: HTTPOrigin) {
    let client = HTTPClient()
    func send(_ method: String, _ path: String, type: String, _ body: [UInt8], cookie: Text) -> HTTPResponse? {
      let fields = HTTPFields([
        HTTPField(name: Array("Host".utf8), value: page.bytes.dropFirst(7).map { $0 }),
        HTTPField(name: Array("Origin".utf8), value: page.bytes), HTTPField("Content-Type", type),
        HTTPField(name: Array("Cookie".utf8), value: cookie.bytes),
      ])
      return try? client.exchange(
        HTTPRequest(RequestHead(method, path, fields: fields), body: body), with: server,
        deadline: .after(.seconds(60)), bodyLimit: { _ in 1 << 20 })
    }
    let begun = send("POST", "/api/session", type: "application/json", Array("{}".utf8), cookie: "")
    guard let session = begun?.head.fields.first("set-cookie") else { return }
    let cookie = Text(session.prefix { $0 != UInt8(ascii: ";") })
    var count = 0
    while true {
      count += 1
      // Small contents are rows, larger ones files.
      let form = LibraryServiceFixture.form(LibraryServiceFixture.mp4(count % 2 == 0 ? 9000 : 150_000))
      let uploaded = send(
        "POST", "/api/v1/upload/video", type: "multipart/form-data; boundary=b", form, cookie: cookie)
      guard let uploaded, uploaded.head.status == 201, let json = try? JSONValue(parsing: uploaded.body),
        let id = json["id"]?.text, let key = json["s3_key"]?.text
      else { return }
      state.withLock { $0.stored[id] = key }
      guard count % 3 == 0 else { continue }
      state.withLock { _ = $0.asked.insert(id) }
      let deleted = send("DELETE", "/api/v1/videos/s3-videos/\(id)", type: "text/plain", [], cookie: cookie)
      guard deleted?.head.status == 204 else { return }
      state.withLock { _ = $0.deleted.insert(id) }
    }
  }

  private func check() throws -> [String] {
    var trouble: [String] = []
    let database = try Database(path: directory + "/library.db", access: .read, busyMilliseconds: 5000)
    var found: [Text: (key: Text, isDeleted: Bool)] = [:]
    try database.run("SELECT id, s3_key, deleted_at IS NOT NULL FROM videos") { row in
      found[row.text(0)] = (row.text(1), row.integer(2) == 1)
    }
    var reserved: Set<Text> = []
    try database.run("SELECT s3_key FROM uploads") { reserved.insert($0.text(0)) }
    let wrong = try database.first(
      """
      SELECT count(*) FROM users
      WHERE video_count <> (SELECT count(*) FROM videos WHERE user_row = users.row AND deleted_at IS NULL)
      """
    ) { $0.integer(0) }
    if wrong != 0 { trouble.append("\(wrong ?? -1) counters are wrong") }
    let objects = try Set(
      ObjectStorage(directory: directory + "/s3").list(ListRequest(bucket: "videos", limit: 100_000)).entries.map(\.key)
    )
    for (id, video) in found where !objects.contains(video.key) { trouble.append("\(id) has no object") }
    // A sweep deletes the objects whose keys are reserved.
    let owned = Set(found.values.map(\.key)).union(reserved)
    for key in objects.subtracting(owned) { trouble.append("nothing knows of the object \(key)") }
    state.withLock { state in
      for (id, key) in state.stored where found[id]?.key != key { trouble.append("the video \(id) is lost") }
      for id in state.deleted where found[id]?.isDeleted != true { trouble.append("the deletion of \(id) is lost") }
      for (id, video) in found where video.isDeleted && !state.asked.contains(id) {
        trouble.append("\(id) is deleted by nobody")
      }
    }
    return trouble
  }
}
