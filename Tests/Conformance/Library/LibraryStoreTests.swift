import CSQLite
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

#if PostgreSQL
  import PostgresStore
#endif

/// What every database of a library has to do.
@Suite("The records of a library", .timeLimit(.minutes(60)))
struct LibraryStoreTests {
  @Test("SQLite") func sqlite() throws {
    let scratch = ScratchDirectory()
    try check(SQLiteLibraryStore(path: scratch.database)) { sql in
      try Database(path: scratch.database, access: .write, busyMilliseconds: 5000).execute(sql)
    }
    withExtendedLifetime(scratch) {}
  }

  #if PostgreSQL
    @Test("PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func postgres() throws {
      let schema = try PostgresServer.shared.schema()
      try check(PostgresLibraryStore(url: schema.url)) { sql in _ = try schema.query(sql) }
    }

    @Test(
      "a recorder's database is refused", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server")
    )
    func foreignPostgres() throws {
      let schema = try PostgresServer.shared.schema()
      _ = try PostgresRecordStore(url: schema.url)
      let rejection = #expect(throws: Rejection.self) { try PostgresLibraryStore(url: schema.url) }
      #expect(rejection?.code == .databaseForeign)
    }
  #endif

  @Test("a recorder's database is refused, and stays unchanged") func foreign() throws {
    let scratch = ScratchDirectory()
    _ = try SQLiteRecordStore(path: scratch.database)
    let rejection = #expect(throws: Rejection.self) { try SQLiteLibraryStore(path: scratch.database) }
    #expect(rejection?.code == .databaseForeign)
    _ = try SQLiteRecordStore(path: scratch.database)
  }

  /// - Parameter execute: Runs SQL past the store, as an operator does.
  private func check(_ store: any LibraryStore, execute: (String) throws -> Void) throws {
    try users(store)
    try reservations(store)
    try counts(store, execute)
    try lists(store)
    try races(store)
  }

  private func add(_ name: Text, to store: any LibraryStore) throws -> LibraryUser {
    try store.add(users: [NewLibraryUser(name: name, id: KeyGenerator.uuid(SystemRandom.bytes(16)))], sessions: [])
    return try #require(try store.user(named: name))
  }

  private func video(
    _ number: Int, _ filename: Text = "clip.mp4", original: Text? = nil, size: Int = 1, duration: Int? = nil,
    created: Int = 1000
  ) -> LibraryVideo {
    LibraryVideo(
      id: KeyGenerator.uuid(SystemRandom.bytes(16)), filename: filename, originalFilename: original ?? filename,
      key: Text("k/\(number)/\(Hexadecimal.lowercase(SystemRandom.bytes(6)))"), url: "http://s/b/k", bucket: "b",
      contentType: "video/mp4", size: size, duration: duration,
      metadata: VideoMetadata(width: 64, height: 48, rate: 29_970, codec: "h264"),
      created: Timestamp(clamping: created))
  }

  private func users(_ store: any LibraryStore) throws {
    let user = try add("u", to: store)
    let hash = SessionToken.hash(of: "t")
    try store.add(users: [], sessions: [NewSession(tokenHash: hash, user: "u", expires: "2026-01-02T00:00:00Z")])
    #expect(try store.user(tokenHash: hash, at: "2026-01-01T23:59:59Z") == user)
    #expect(try store.user(tokenHash: hash, at: "2026-01-02T00:00:00Z") == nil)
    #expect(try store.user(tokenHash: SessionToken.hash(of: "x"), at: .minimum) == nil)
    // Adding a user again changes nothing.
    #expect(try add("u", to: store) == user)
    try store.removeSessions(expiredBy: "2026-01-02T00:00:00Z")
    #expect(try store.user(tokenHash: hash, at: .minimum) == nil)
    try store.check()
    #expect(try store.takeLease("l", for: "a", at: Timestamp(seconds: 10), until: Timestamp(seconds: 20)))
    #expect(try !store.takeLease("l", for: "b", at: Timestamp(seconds: 19), until: Timestamp(seconds: 30)))
    #expect(try store.takeLease("l", for: "b", at: Timestamp(seconds: 20), until: Timestamp(seconds: 30)))
  }

  private func reservations(_ store: any LibraryStore) throws {
    let user = try add("reserving", to: store)
    var one = video(1)
    one.thumbnailKey = "t/1"
    #expect(try store.reserve(one.key, at: Timestamp(seconds: 100)))
    #expect(try store.reserve("t/1", at: Timestamp(seconds: 100)))
    #expect(try !store.reserve(one.key, at: Timestamp(seconds: 200)))
    #expect(try store.insert(one, of: user, reaching: { _ in }))
    // The keys belong to a video now.
    #expect(try !store.reserve(one.key, at: Timestamp(seconds: 200)))
    #expect(try !store.reserve("t/1", at: Timestamp(seconds: 200)))
    #expect(try store.takeAbandoned(reservedBy: .maximum, limit: 10) == [])
    #expect(try store.video(key: one.key, of: user) == one)
    #expect(try store.video(id: one.id, of: user) == one)
    // Neither is one whose thumbnail was given up.
    var half = video(5)
    half.thumbnailKey = "t/5"
    #expect(try store.reserve("t/5", at: Timestamp(seconds: 50)))
    #expect(try store.takeAbandoned(reservedBy: Timestamp(seconds: 50), limit: 10) == ["t/5"])
    #expect(try store.reserve(half.key, at: Timestamp(seconds: 100)))
    #expect(try !store.insert(half, of: user, reaching: { _ in }))
    try store.release("t/5")
    try store.release(half.key)
    // An upload that a sweep has given up is not recorded, however late it ends.
    let late = video(2)
    #expect(try store.reserve(late.key, at: Timestamp(seconds: 100)))
    #expect(try store.takeAbandoned(reservedBy: Timestamp(seconds: 99), limit: 10) == [])
    #expect(try store.takeAbandoned(reservedBy: Timestamp(seconds: 100), limit: 10) == [late.key])
    #expect(try !store.insert(late, of: user, reaching: { _ in }))
    #expect(try store.takeAbandoned(reservedBy: .maximum, limit: 10) == [late.key])
    try store.release(late.key)
    #expect(try store.takeAbandoned(reservedBy: .maximum, limit: 10) == [])
    // What fails at the commit is not recorded, and can be recorded later.
    let failing = video(3)
    #expect(try store.reserve(failing.key, at: Timestamp(seconds: 100)))
    #expect(throws: Failure.self) {
      try store.insert(failing, of: user, reaching: { point in if point == .beforeCommit { throw Failure("before") } })
    }
    #expect(try store.video(id: failing.id, of: user) == nil)
    #expect(try store.insert(failing, of: user, reaching: { _ in }))
    // An ID that is taken rolls everything back.
    var twin = video(4)
    twin.id = failing.id
    #expect(try store.reserve(twin.key, at: Timestamp(seconds: 100)))
    let error = #expect(throws: RecordStoreError.self) { try store.insert(twin, of: user, reaching: { _ in }) }
    #expect(error?.kind == .taken)
    #expect(try store.takeAbandoned(reservedBy: .maximum, limit: 10) == [twin.key])
    try store.release(twin.key)
  }

  private func counts(_ store: any LibraryStore, _ execute: (String) throws -> Void) throws {
    let (user, other) = (try add("counting", to: store), try add("counting too", to: store))
    func total(_ user: LibraryUser) throws -> Int { try store.videos(VideoQuery(), of: user).total }
    let all = (0..<5).map { video($0) }
    try store.add(all, of: user)
    try store.add([video(9)], of: other)
    #expect(try total(user) == 5 && total(other) == 1)
    var version = try store.version(of: user)
    func hasChanged() throws -> Bool {
      let before = version
      version = try store.version(of: user)
      return version != before
    }
    #expect(try !hasChanged())
    #expect(try store.delete(id: all[0].id, of: user, at: Timestamp(seconds: 5)))
    #expect(try !store.delete(id: all[0].id, of: user, at: Timestamp(seconds: 6)))
    #expect(try !store.delete(id: all[1].id, of: other, at: Timestamp(seconds: 6)))
    #expect(try total(user) == 4 && hasChanged())
    #expect(try store.video(id: all[0].id, of: user) == nil && store.video(key: all[0].key, of: user) == nil)
    // Whoever changes the tables by SQL changes the counters with them.
    try execute("DELETE FROM videos WHERE id = '\(all[1].id)'")
    #expect(try total(user) == 3 && hasChanged())
    try execute("UPDATE videos SET deleted_at = NULL WHERE id = '\(all[0].id)'")
    #expect(try total(user) == 4 && hasChanged())
    let job = LibraryJob(
      id: KeyGenerator.uuid(SystemRandom.bytes(16)), video: all[2], transcriptText: "t\u{7F}ä", transcriptUploadID: nil,
      created: Timestamp(seconds: 7))
    #expect(try store.insert(job, of: user))
    var foreign = job
    foreign.id = KeyGenerator.uuid(SystemRandom.bytes(16))
    #expect(try !store.insert(foreign, of: other))
    try execute("DELETE FROM users WHERE name = 'counting'")
    #expect(try store.user(named: "counting") == nil && total(other) == 1)
    // The number of a deleted user is not used again, or what is left of the old one would become the new one's.
    let newest = try add("newest", to: store)
    try execute("DELETE FROM users WHERE name = 'newest'")
    #expect(try add("newer", to: store).row > newest.row)
  }

  /// Compares lists with what a filter and a sort of all videos give.
  private func lists(_ store: any LibraryStore) throws {
    let (user, other) = (try add("listing", to: store), try add("listing too", to: store))
    /// A number that looks random and is the same in every run.
    func pick(_ number: Int, _ what: String, below bound: Int) -> Int {
      Int(SHA256.digest(of: Array("\(number) \(what)".utf8)).bytes[0]) % bound
    }
    let names: [Text] = [
      "a.mp4", "B.mp4", "b.mp4", "Ärger.mov", "100%.webm", "a_b.mp4", "x.mp4", "the quick brown fox.mp4",
    ]
    var all: [LibraryVideo] = []
    for number in 0..<90 {
      all.append(
        video(
          number, names[pick(number, "name", below: 8)], original: names[pick(number, "original", below: 8)],
          size: pick(number, "size", below: 12),
          duration: pick(number, "unknown", below: 3) == 0 ? nil : pick(number, "duration", below: 5) * 150,
          created: 1000 + pick(number, "time", below: 9)))
    }
    try store.add(all, of: user)
    try store.add(all.map { video(0, $0.filename, created: 1005) }, of: other)
    let terms: [Text?] = [
      nil, "a", "mp4", "ÄRG", "ärger.mov", "%", "a_b", "quick brown", "fox.mp4", "mp4a", "zzz", ".",
    ]
    for term in terms {
      for field in VideoQuery.Field.allCases {
        for isAscending in [false, true] {
          let wanted = Self.sorted(all.enumerated().filter { Self.matches($0.element, term) }, field, isAscending)
          let query = VideoQuery(
            term: term.flatMap { SearchText.folded(term: $0) }, field: field, isAscending: isAscending, size: 7)
          #expect(try pages(query, of: user, in: store) == wanted, "\(term ?? "all") by \(field.rawValue)")
          #expect(try cursors(query, of: user, in: store) == wanted, "\(term ?? "all") by \(field.rawValue)")
          #expect(try store.videos(query, of: user).total == wanted.count)
        }
      }
    }
    var beyond = VideoQuery(start: .page(1000), size: 50)
    let page = try store.videos(beyond, of: user)
    #expect(page.videos.isEmpty && page.total == 90 && !page.hasMore)
    beyond.start = .page(.max)
    #expect(try store.videos(beyond, of: user).videos.isEmpty)
  }

  private static func matches(_ video: LibraryVideo, _ term: Text?) -> Bool {
    guard let term = term.flatMap({ SearchText.folded(term: $0) }) else { return true }
    return [video.filename, video.originalFilename].contains { name in
      SearchText.folded(names: [name]).string.utf8.split(separator: term.string.utf8, omittingEmptySubsequences: false)
        .count > 1
    }
  }

  private static func sorted(
    _ videos: [EnumeratedSequence<[LibraryVideo]>.Element], _ field: VideoQuery.Field, _ isAscending: Bool
  ) -> [Text] {
    func isLess(_ one: EnumeratedSequence<[LibraryVideo]>.Element, _ two: EnumeratedSequence<[LibraryVideo]>.Element)
      -> Bool
    {
      let (left, right) = (one.element, two.element)
      func by<Value: Comparable>(_ value: (LibraryVideo) -> Value) -> Bool? {
        value(left) == value(right) ? nil : value(left) < value(right)
      }
      func byBytes(_ value: (LibraryVideo) -> Text) -> Bool? {
        value(left) == value(right) ? nil : value(left).bytes.lexicographicallyPrecedes(value(right).bytes)
      }
      let order =
        switch field {
        case .created: by(\.created)
        case .filename: byBytes(\.filename)
        case .originalFilename: byBytes(\.originalFilename)
        case .size: by(\.size)
        case .duration: by { $0.duration ?? -1 }
        }
      return order ?? (one.offset < two.offset)
    }
    let sorted = videos.sorted(by: isLess).map(\.element.id)
    return isAscending ? sorted : sorted.reversed()
  }

  private func pages(_ query: VideoQuery, of user: LibraryUser, in store: any LibraryStore) throws -> [Text] {
    var (query, found, number) = (query, [Text](), 1)
    while true {
      query.start = .page(number)
      let page = try store.videos(query, of: user)
      found += page.videos.map(\.id)
      guard page.hasMore else { return found }
      number += 1
    }
  }

  private func cursors(_ query: VideoQuery, of user: LibraryUser, in store: any LibraryStore) throws -> [Text] {
    var (query, found) = (query, [Text]())
    while true {
      let page = try store.videos(query, of: user)
      found += page.videos.map(\.id)
      guard page.hasMore, let next = page.next else { return found }
      query.start = .after(try VideoCursor(next.encoded(for: query), for: query))
    }
  }

  /// Several threads reserve the same key and record videos.
  private func races(_ store: any LibraryStore) throws {
    let user = try add("racing", to: store)
    let won = Mutex(0)
    let failures = Mutex<[String]>([])
    Threads.run(8) { number in
      do {
        for round in 0..<5 {
          if try store.reserve("race/\(round)", at: Timestamp(seconds: 1)) { won.withLock { $0 += 1 } }
          let video = self.video(number * 10 + round)
          guard try store.reserve(video.key, at: Timestamp(seconds: 1)),
            try store.insert(video, of: user, reaching: { _ in })
          else { throw Failure("not recorded") }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(won.withLock { $0 } == 5)
    let page = try store.videos(VideoQuery(size: 50), of: user)
    #expect(page.total == 40 && Set(page.videos.map(\.id)).count == 40)
  }
}
