import Foundation
import HTTPClient
import HTTPCore
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite("Kills of the recording service", .timeLimit(.minutes(60)))
struct ServiceKillTests {
  @Test("killed while clients begin and complete uploads, it has everything acknowledged, and nothing half")
  func kills() async throws {
    let kills = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] == nil ? 10 : 300
    let acknowledged = try await Threads.run { () throws -> Int in
      let series = ServiceKills()
      for round in 0..<kills {
        let trouble = try series.kill()
        #expect(trouble == [], "kill \(round)")
        if !trouble.isEmpty { break }
      }
      return series.acknowledged
    }
    #expect(acknowledged > kills)
    print("kills of the recording service: \(kills), of \(acknowledged) acknowledged changes none was lost")
  }
}

/// A series of kills on one directory. Each process finds what the previous one left.
/// Its only state is behind a mutex.
private final class ServiceKills: @unchecked Sendable {
  private let scratch = ScratchDirectory()
  private let state = Mutex((begun: Set<Text>(), completed: Set<Text>()))

  var acknowledged: Int { state.withLock { $0.begun.count + $0.completed.count } }

  private var directory: String { scratch.database + ".service" }

  /// Starts the service, kills it while clients write, and returns what is wrong with what is left.
  func kill() throws -> [String] {
    let child = try Child("serve", directory, "--listen", "127.0.0.1:0", "--json", "--quiet", program: "video-spec")
    let started = try JSONValue(parsing: #require(child.line()).utf8)
    let page = try #require(started["url"]?.text)
    let port = try #require(Endpoint(page)?.port)
    let group = DispatchGroup()
    for number in 0..<4 {
      group.enter()
      Thread.detachNewThread { [self] in
        write(to: page, HTTPOrigin(isSecure: false, host: "127.0.0.1", port: UInt16(port)), number)
        group.leave()
      }
    }
    child.kill(onceAcknowledged: acknowledged + .random(in: 1...40), microseconds: .random(in: 0...10_000)) {
      acknowledged
    }
    group.wait()
    return try check()
  }

  /// Begins uploads, and completes every second one, until there is no response.
  private func write(to page: Text, _ server: HTTPOrigin, _ number: Int) {
    let client = HTTPClient()
    func post(_ path: String, _ body: String, cookie: Text) -> HTTPResponse? {
      let fields = HTTPFields([
        HTTPField(name: Array("Host".utf8), value: page.bytes.dropFirst(7).map { $0 }),
        HTTPField(name: Array("Origin".utf8), value: page.bytes), HTTPField("Content-Type", "application/json"),
        HTTPField(name: Array("Cookie".utf8), value: cookie.bytes),
      ])
      return try? client.exchange(
        HTTPRequest(RequestHead("POST", path, fields: fields), body: Array(body.utf8)), with: server,
        deadline: .after(.seconds(60)), bodyLimit: { _ in 1 << 20 })
    }
    guard let session = post("/api/session", "{}", cookie: "")?.head.fields.first("set-cookie") else { return }
    let cookie = Text(session.prefix { $0 != UInt8(ascii: ";") })
    var completes = false
    while let begun = post("/api/video/presigned-url", #"{"question_id":1,"duration":1}"#, cookie: cookie) {
      guard begun.head.status == 201, let id = try? JSONValue(parsing: begun.body)["external_id"]?.text else { return }
      state.withLock { _ = $0.begun.insert(id) }
      completes.toggle()
      guard completes else { continue }
      guard let done = post("/api/feedback", "{\"external_id\":\"\(id)\"}", cookie: cookie), done.head.status == 200
      else { return }
      state.withLock { _ = $0.completed.insert(id) }
    }
  }

  private func check() throws -> [String] {
    let store = try SQLiteRecordStore(path: directory + "/recordings.db", options: .init(checkpoints: false))
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
