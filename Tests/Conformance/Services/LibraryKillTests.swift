import HTTPClient
import HTTPCore
import ReferenceImpl
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
    try await KilledService.expectNothingLost("library", kills: 8, soak: 200) { LibraryKills() }
  }
}

private final class LibraryKills: KillSeries {
  let service = KilledService(options: ["--service", "library", "--no-media-tools"], changes: 30)
  /// The keys of acknowledged uploads, the IDs of acknowledged deletions, and those that were asked for without an answer.
  private let state = Mutex((stored: [Text: Text](), deleted: Set<Text>(), asked: Set<Text>()))

  var acknowledged: Int { state.withLock { $0.stored.count + $0.deleted.count } }

  /// Uploads videos, and deletes every third one.
  func write(_ client: KilledServiceClient, _ number: Int) {
    guard let cookie = client.beginSession() else { return }
    var count = 0
    while true {
      count += 1
      // Small contents are rows, larger ones files.
      let form = LibraryServiceFixture.form(LibraryServiceFixture.mp4(count % 2 == 0 ? 9000 : 150_000))
      let uploaded = client.send(
        "POST", "/api/v1/upload/video", type: "multipart/form-data; boundary=b", form, ("Cookie", cookie))
      guard let uploaded, uploaded.head.status == 201, let json = try? JSONValue(parsing: uploaded.body),
        let id = json["id"]?.text, let key = json["s3_key"]?.text
      else { return }
      state.withLock { $0.stored[id] = key }
      guard count % 3 == 0 else { continue }
      state.withLock { _ = $0.asked.insert(id) }
      let deleted = client.send("DELETE", "/api/v1/videos/s3-videos/\(id)", type: "text/plain", [], ("Cookie", cookie))
      guard deleted?.head.status == 204 else { return }
      state.withLock { _ = $0.deleted.insert(id) }
    }
  }

  func check() throws -> [String] {
    var trouble: [String] = []
    let database = try Database(path: service.directory + "/library.db", access: .read, busyMilliseconds: 5000)
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
      ObjectStorage(directory: service.directory + "/s3").list(ListRequest(bucket: "videos", limit: 100_000)).entries
        .map(\.key)
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
