import HTTPClient
import HTTPCore
import ReferenceImpl
import Synchronization
import Testing
import VideoSpec

@Suite("Kills of the recording service", .timeLimit(.minutes(60)))
struct ServiceKillTests {
  @Test("killed while clients begin and complete uploads, it has everything acknowledged, and nothing half")
  func kills() async throws {
    try await KilledService.expectNothingLost("recording", kills: 10, soak: 300) { RecordingKills() }
  }
}

private final class RecordingKills: KillSeries {
  let service = KilledService(changes: 40)
  private let state = Mutex((begun: Set<Text>(), completed: Set<Text>()))

  var acknowledged: Int { state.withLock { $0.begun.count + $0.completed.count } }

  /// Begins uploads, and completes every second one.
  func write(_ client: KilledServiceClient, _ number: Int) {
    guard let cookie = client.beginSession() else { return }
    func post(_ path: String, _ body: String) -> JSONValue? {
      guard let response = client.send("POST", path, Array(body.utf8), ("Cookie", cookie)),
        (200...201).contains(response.head.status)
      else { return nil }
      return try? JSONValue(parsing: response.body)
    }
    var completes = false
    while let id = post("/api/video/presigned-url", #"{"question_id":1,"duration":1}"#)?["external_id"]?.text {
      state.withLock { _ = $0.begun.insert(id) }
      completes.toggle()
      guard completes else { continue }
      guard post("/api/feedback", "{\"external_id\":\"\(id)\"}") != nil else { return }
      state.withLock { _ = $0.completed.insert(id) }
    }
  }

  func check() throws -> [String] {
    let store = try SQLiteRecordStore(path: service.directory + "/recordings.db", options: .init(checkpoints: false))
    var found: [Text: UploadStatus] = [:]
    var trouble: [String] = []
    for upload in try store.uploads() {
      guard let id = upload.externalID, upload.key != nil, let status = upload.status else {
        trouble.append("half an upload: \(upload)")
        continue
      }
      found[id] = status
    }
    state.withLock { state in
      trouble += state.begun.filter { found[$0] == nil }.map { "\($0) is lost" }
      // No object arrived, so that a completed upload has failed.
      trouble += state.completed.filter { found[$0] != .failed }.map { "the result of \($0) is lost" }
    }
    return trouble
  }
}
