import Foundation
import HTTPClient
import HTTPCore
import ReferenceImpl
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@Suite("Kills of the membership service", .timeLimit(.minutes(60)))
struct MembershipKillTests {
  @Test("killed while admins create and delete videos and guests watch them, it loses nothing and counts nothing twice")
  func kills() async throws {
    try await KilledService.expectNothingLost("membership", kills: 8, soak: 200) { try MembershipKills() }
  }
}

private final class MembershipKills: KillSeries {
  let service = KilledService(options: ["--service", "membership"], changes: 40)
  private let state = Mutex(State())

  private struct State {
    var users: [Int: (admin: Text, guest: Text)] = [:]
    var created: Set<Int> = []
    var deleted: Set<Int> = []
    var asked: Set<Int> = []
    /// The videos that each guest has watched.
    var watched: [Int: Set<Int>] = [:]
  }

  /// Puts the file of all videos into the store, before the service runs.
  init() throws {
    try FileManager.default.createDirectory(atPath: service.directory, withIntermediateDirectories: true)
    let storage = try ObjectStorage(directory: service.directory + "/s3")
    try storage.createBucket("videos", region: "us-east-1", at: SystemClock.now())
    for corporation in 1...400 {
      try storage.put([UInt8](repeating: 0x61, count: 1000), Text("corporations/\(corporation)/a.mp4"))
    }
  }

  var acknowledged: Int {
    state.withLock { $0.created.count + $0.deleted.count + $0.watched.values.reduce(0) { $0 + $1.count } }
  }

  /// Creates videos, watches each, and deletes every third one.
  func write(_ client: KilledServiceClient, _ number: Int) {
    guard let tokens = tokens(client, number) else { return }
    func send(_ method: String, _ path: String, _ body: String = "", _ token: Text) -> (status: Int, json: JSONValue?)?
    {
      client.send(method, path, Array(body.utf8), ("Authorization", "Bearer " + token)).map {
        ($0.head.status, try? JSONValue(parsing: $0.body))
      }
    }
    guard let me = send("GET", "/v1/users/me", "", tokens.guest)?.json,
      let guest = me["seq"]?.integer, let corporation = me["corporation_id"]?.integer
    else {
      // The tokens have expired: the next round logs in again.
      state.withLock { $0.users[number] = nil }
      return
    }
    var count = 0
    while true {
      count += 1
      let body = #"{"name":"v","file_path":"s3://videos/corporations/\#(corporation)/a.mp4"}"#
      let created = send("POST", "/v1/videos", body, tokens.admin)
      guard created?.status == 201, let video = created?.json?["seq"]?.integer else { return }
      state.withLock { _ = $0.created.insert(video) }
      // Twice, as players do.
      for _ in 0..<2 {
        guard send("GET", "/v1/videos/stream/\(video)", "", tokens.guest)?.status == 200 else { return }
        state.withLock { _ = $0.watched[guest, default: []].insert(video) }
      }
      guard count % 3 == 0 else { continue }
      state.withLock { _ = $0.asked.insert(video) }
      guard send("DELETE", "/v1/videos/\(video)", "", tokens.admin)?.status == 204 else { return }
      state.withLock { _ = $0.deleted.insert(video) }
    }
  }

  /// Returns access tokens of an admin and a guest, whose corporation this client has made in the first round. They outlive the process.
  private func tokens(_ client: KilledServiceClient, _ number: Int) -> (admin: Text, guest: Text)? {
    if let known = state.withLock({ $0.users[number] }) { return known }
    func post(_ path: String, _ body: String, _ token: Text? = nil) -> JSONValue? {
      let response = client.send("POST", path, Array(body.utf8), token.map { ("Authorization", "Bearer " + $0) })
      return response.flatMap { try? JSONValue(parsing: $0.body) }
    }
    func logIn(_ email: String, _ password: String) -> Text? {
      post("/v1/auth/login", "{\"email\":\"\(email)\",\"password\":\"\(password)\"}")?["access_token"]?.text
    }
    guard let file = try? String(contentsOfFile: service.directory + "/operator-password", encoding: .utf8),
      let root = logIn("operator@example.com", file.trimmingCharacters(in: .whitespacesAndNewlines)),
      let corporation = post("/v1/corporations", #"{"name":"c"}"#, root)?["seq"]?.integer
    else { return nil }
    var tokens: [Text] = []
    for role in ["admin", "guest"] {
      let email = "\(role)-\(corporation)@example.com"
      let body = """
        {"email":"\(email)","password":"12345678","role":"\(role)","corporation_id":\(corporation)}
        """
      guard post("/v1/users", body, root)?["seq"] != nil, let token = logIn(email, "12345678") else { return nil }
      tokens.append(token)
    }
    state.withLock { [tokens] in $0.users[number] = (tokens[0], tokens[1]) }
    return (tokens[0], tokens[1])
  }

  func check() throws -> [String] {
    let database = try Database(path: service.directory + "/membership.db", access: .read, busyMilliseconds: 5000)
    var trouble: [String] = []
    var videos: [Int: Bool] = [:]
    try database.run("SELECT seq, deleted FROM videos") { videos[$0.integer(0)] = $0.integer(1) == 1 }
    var views: [Int: Set<Int>] = [:]
    try database.run("SELECT user_id, video_id FROM video_view_logs") {
      views[$0.integer(0), default: []].insert($0.integer(1))
    }
    try database.run("SELECT seq, point FROM users") { row in
      let count = views[row.integer(0)]?.count ?? 0
      if row.integer(1) != 10 * count {
        trouble.append("user \(row.integer(0)) has \(row.integer(1)) points for \(count) views")
      }
    }
    state.withLock { state in
      for video in state.created where videos[video] == nil { trouble.append("the video \(video) is lost") }
      for video in state.deleted where videos[video] != true { trouble.append("the deletion of \(video) is lost") }
      for (video, isDeleted) in videos where isDeleted && !state.asked.contains(video) {
        trouble.append("\(video) is deleted by nobody")
      }
      for (user, watched) in state.watched {
        for video in watched.subtracting(views[user] ?? []) {
          trouble.append("the view of \(video) by \(user) is lost")
        }
      }
    }
    return trouble
  }
}
