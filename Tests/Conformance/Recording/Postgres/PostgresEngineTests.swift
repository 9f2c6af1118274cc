#if PostgreSQL
  import Foundation
  import Gate
  import PostgresStore
  import ReferenceAdapter
  import ReferenceImpl
  import Rehearsal
  import Testing
  import VideoSpec

  @Suite(
    "PostgreSQL as a record store", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"),
    .timeLimit(.minutes(60)))
  struct PostgresEngineTests {
    @Test("every scenario passes in this process")
    func scenarios() throws {
      let plan = try Plan(.shared, selecting: Selection(profiles: [.record]))
      var reference = ReferenceImplementation(engine: try .postgres(url: PostgresServer.shared.url()))
      try expectPasses(Runner.shared.run(plan, against: &reference))
    }

    @Test("every scenario passes with an adapter that is really killed")
    func adapter() throws {
      let plan = try Plan(.shared, selecting: Selection(profiles: [.record]))
      let command = [Program.videoSpec, "adapter", "--database", try PostgresServer.shared.url().string]
      var adapter = try AdapterProcess(command: command, corpus: .shared)
      try expectPasses(Runner.shared.run(plan, against: &adapter))
      #expect(adapter.finish() == nil)
    }

    private func expectPasses(_ outcomes: [CaseOutcome]) throws {
      #expect(outcomes.count == Corpus.shared.cases.count { $0.operation == .recordScenario })
      let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
      #expect(failures == [])
    }

    @Test("of many writers of one key one wins")
    func race() async throws {
      for round in 0..<4 {
        let schema = try PostgresServer.shared.schema()
        let count = 12
        try await RaceTests.race(at: schema.url.string, count, "round \(round)")
        #expect(try schema.query("SELECT DISTINCT looked, recorded FROM videos") == ["6|6"])
        #expect(try schema.damage() == [])
        #expect(try schema.externalIDs().count == count)
      }
    }

    @Test("processes that open a new database at the same time all get a recorder")
    func opening() async throws {
      for round in 0..<10 {
        let schema = try PostgresServer.shared.schema()
        #expect(try await RaceTests.openAtOnce(schema.url.string) == [], "round \(round)")
        #expect(try schema.externalIDs().count == 4)
      }
    }

    @Test("killed at random moments, everything acknowledged is there")
    func kills() async throws {
      let schema = try PostgresServer.shared.schema()
      let url = schema.url.string
      try await Kills.run(at: url) { (try schema.damage(), try Rehearsal.reopen(url).uploads()) }
    }

    @Test("no session's token is in the database")
    func tokens() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, _) = try schema.recorder()
      try Rehearsal.complete(Rehearsal.begin(1, with: recorder), with: recorder)
      let hash = SHA256.digest(of: Rehearsal.token.bytes).bytes
      #expect(
        try schema.query("SELECT encode(token_hash, 'hex') FROM sessions") == [Hexadecimal.lowercase(hash).string])
    }

    @Test("bytes that are no text survive in an ETag, and a number keeps its precision")
    func bytes() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let id = try recorder.beginUpload(
        by: Rehearsal.caller, question: 7, duration: "0.1000000000000000055", at: Rehearsal.start,
        random: Array(0..<32)
      ).externalID
      let etag = Text(bytes: [0x22, 0x00, 0xFF, 0xC3, 0x22])
      try store.inTransaction { transaction in
        _ = try transaction.numberLook(at: id)
        try transaction.record(
          RecordedLook(
            number: 1, isValidated: true,
            result: RecordedResult(
              status: .completed, size: 1 << 40, mediaType: "video/webm", etag: etag,
              violations: [.objectTooLarge, .objectReplaced])), at: id)
      }
      let recorded = try store.inTransaction { try $0.recordedLook(at: id) }
      #expect(recorded?.result.etag == etag && recorded?.result.size == 1 << 40)
      #expect(recorded?.result.violations == [.objectTooLarge, .objectReplaced])
      let begun = try store.inTransaction { try $0.beginning(of: id) }
      #expect(begun?.duration == 0.1 && begun?.begins == Rehearsal.start && begun?.question == 7)
      #expect(try store.uploads().first?.etag == etag)
    }

    @Test("an external ID that is no UUID in lower case does not exist")
    func identifiers() throws {
      let (recorder, store) = try PostgresServer.shared.schema().recorder()
      let id = try Rehearsal.begin(1, with: recorder)
      let strange: [Text] = [
        "", "x", Text(id.string.uppercased()), id + "0", "'; DROP TABLE answers; --", Text(bytes: [0, 0xFF]),
        Text(id.bytes.filter { $0 != UInt8(ascii: "-") }),
      ]
      for other in strange {
        try store.inTransaction { transaction in
          #expect(try transaction.upload(other) == nil && transaction.recordedLook(at: other) == nil)
          #expect(try transaction.numberLook(at: other) == nil && transaction.beginning(of: other) == nil)
          try transaction.settle(other)
        }
        #expect(try store.nextOverdue(formExpiredBy: .maximum, after: other) == id)
      }
      #expect(try recorder.resolve(id, session: Rehearsal.token, at: Rehearsal.start) == .processing)
    }

    @Test("one holder has a lease until it ends")
    func leases() throws {
      let (_, store) = try PostgresServer.shared.schema().recorder()
      func take(_ holder: Text, _ time: Int, _ end: Int) throws -> Bool {
        try store.takeLease("sweep", for: holder, at: Timestamp(seconds: time), until: Timestamp(seconds: end))
      }
      #expect(try take("a", 100, 110))
      #expect(try !take("b", 109, 120))
      #expect(try take("a", 109, 115))
      #expect(try !take("b", 114, 120))
      #expect(try take("b", 115, 120))
      #expect(try !take("a", 116, 130))
    }

    @Test("sessions end")
    func sessions() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let hash = SHA256.digest(of: Rehearsal.token.bytes).bytes
      try recorder.add(sessions: [
        UserSession(token: "t-2", user: "u_1", expires: Timestamp(seconds: 10)),
        UserSession(token: "t-3", user: "u_1", expires: Timestamp(seconds: 11)),
      ])
      try store.removeSessions(expiredBy: Timestamp(seconds: 10))
      #expect(try schema.query("SELECT count(*) FROM sessions") == ["2"])
      try store.removeSession(tokenHash: hash)
      try store.removeSession(tokenHash: hash)
      #expect(try schema.query("SELECT expires_at FROM sessions") == ["11"])
      #expect(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
      try store.check()
    }
  }
#endif
