#if PostgreSQL
  import Foundation
  import PostgresStore
  import ReferenceImpl
  import Rehearsal
  import Synchronization
  import Testing
  import VideoSpec

  @Suite(
    "Transactions of PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"),
    .timeLimit(.minutes(60)))
  struct PostgresTransactionTests {
    // MARK: Conflicts

    @Test("a transaction that conflicts in a statement is run again")
    func conflictInStatement() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let (_, other) = try schema.recorder()
      let id = try Rehearsal.begin(1, with: recorder)
      var runs = 0
      let look = try store.inTransaction { transaction in
        runs += 1
        _ = try transaction.upload(id)
        if runs <= 2 { _ = try other.inTransaction { try $0.numberLook(at: id) } }
        return try transaction.numberLook(at: id)
      }
      #expect(runs == 3 && look?.number == 3)
      #expect(store.repetitions == 2)
    }

    @Test("a transaction that conflicts at COMMIT is run again")
    func conflictAtCommit() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let (_, other) = try schema.recorder()
      let (first, second) = (try Rehearsal.begin(1, with: recorder), try Rehearsal.begin(2, with: recorder))
      var (runs, commits) = (0, 0)
      // Each reads what the other one writes: one after the other, one of them would see the other's look.
      func reach(_ point: RecordingPoint) throws {
        guard point == .beforeCommit else { return }
        commits += 1
        guard commits == 1 else { return }
        try other.inTransaction { transaction in
          _ = try transaction.recordedLook(at: second)
          _ = try transaction.numberLook(at: first)
        }
      }
      let seen = try store.transaction(reaching: reach) { transaction in
        runs += 1
        let seen = try transaction.recordedLook(at: first)
        _ = try transaction.numberLook(at: second)
        return seen
      }
      #expect(seen != nil && runs == 2 && commits == 2 && store.repetitions == 1)
      #expect(try schema.query("SELECT looked FROM videos") == ["1", "1"])
    }

    @Test("an error that a body swallows is not committed")
    func swallowed() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let id = try Rehearsal.begin(1, with: recorder)
      let error = try #require(throws: RecordStoreError.self) {
        try store.inTransaction { transaction in
          let upload = try #require(try transaction.beginning(of: id))
          try? transaction.insert(upload)
        }
      }
      #expect(error.kind == .taken)
      #expect(try schema.externalIDs() == [id.string])
      // The connection is in order again.
      try Rehearsal.begin(2, with: recorder)
      #expect(store.connectionCount == 1)
    }

    @Test("two that always conflict give up, and say that the database is busy")
    func endless() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder { $0.attempts = 3 }
      let (_, other) = try schema.recorder()
      let id = try Rehearsal.begin(1, with: recorder)
      var runs = 0
      let error = try #require(throws: RecordStoreError.self) {
        try store.inTransaction { transaction in
          runs += 1
          _ = try transaction.upload(id)
          _ = try other.inTransaction { try $0.numberLook(at: id) }
          _ = try transaction.numberLook(at: id)
        }
      }
      #expect(error.kind == .busy && runs == 3)
      #expect(try schema.query("SELECT looked FROM videos") == ["3"])
    }

    @Test("a lock that is held too long makes the database busy, and leaves nothing")
    func lock() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, _) = try schema.recorder()
      let (waiting, _) = try schema.recorder { $0.lockMilliseconds = 50 }
      let id = try Rehearsal.begin(1, with: recorder)
      let (_, holder) = try schema.recorder()
      try holder.inTransaction { transaction in
        _ = try transaction.numberLook(at: id)
        let rejection = try #require(throws: Rejection.self) { try Rehearsal.complete(id, with: waiting) }
        #expect(rejection.code == .busy && rejection.status == 503)
      }
      try Rehearsal.complete(id, with: waiting)
      #expect(try schema.query("SELECT looked FROM videos") == ["2"])
    }

    // MARK: Commits

    @Test("a commit that is late is not lost: resolve waits for it, and is right")
    func lateCommit() async throws {
      // Blocking, on a thread of its own: tasks may wait long for other tests.
      try await Threads.run {
        let schema = try PostgresServer.shared.schema()
        let proxy = try PostgresProxy(to: schema.server.port)
        defer { proxy.stop() }
        let (recorder, _) = try schema.recorder(port: proxy.port) { options in
          options.responseMilliseconds = 2000
          options.idleMilliseconds = 600_000
        }
        let (impatient, _) = try schema.recorder { $0.lockMilliseconds = 100 }
        let (patient, _) = try schema.recorder { $0.lockMilliseconds = 60_000 }
        for (number, arrives) in [(1, true), (2, false), (3, true), (4, false)] {
          let id = Rehearsal.externalID(number)
          proxy.holdCommit()
          let rejection = try #require(throws: Rejection.self) { _ = try Rehearsal.begin(number, with: recorder) }
          #expect(rejection.code == .outcomeUnknown)
          #expect(rejection.details.first?.value == id)
          #expect(proxy.isHolding)
          // It is still on its way, so there is no answer yet.
          let busy = try #require(throws: Rejection.self) {
            _ = try impatient.resolve(id, session: Rehearsal.token, at: Rehearsal.start)
          }
          #expect(busy.code == .busy)
          // One thread asks, and the other one lets the commit arrive meanwhile.
          let answer = Mutex("")
          Threads.run(2) { thread in
            if thread == 0 {
              usleep(200_000)
              if arrives { proxy.release() } else { proxy.drop() }
            } else {
              let told = PostgresTransactionTests.resolve(id, with: patient)
              answer.withLock { $0 = told }
            }
          }
          #expect(answer.withLock { $0 } == (arrives ? "processing" : "UploadUnknown"), "upload \(number)")
          #expect(try schema.externalIDs().contains(id.string) == arrives)
        }
        #expect(try schema.damage() == [])
        #expect(try schema.externalIDs() == [Rehearsal.externalID(1).string, Rehearsal.externalID(3).string])
        // An upload that does not exist leaves nothing behind, so that it can begin again.
        try Rehearsal.begin(2, with: patient)
      }
    }

    private static func resolve(_ id: Text, with recorder: Recorder) -> String {
      do throws(Rejection) {
        return "\(try recorder.resolve(id, session: Rehearsal.token, at: Rehearsal.start))"
      } catch {
        return error.code.rawValue
      }
    }

    @Test("many resolve the same upload at the same time")
    func manyResolve() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder()
      let there = try Rehearsal.begin(1, with: recorder)
      let results = Mutex<[String]>([])
      Threads.run(8) { thread in
        for _ in 0..<10 {
          let id = thread.isMultiple(of: 2) ? there : Rehearsal.externalID(2)
          let result = PostgresTransactionTests.resolve(id, with: recorder)
          results.withLock { $0.append(result) }
        }
      }
      let found = results.withLock { $0 }
      #expect(found.count { $0 == "processing" } == 40 && found.count { $0 == "UploadUnknown" } == 40, "\(found)")
      #expect(try schema.damage() == [] && schema.externalIDs() == [there.string])
      print("resolve: \(store.repetitions) of 80 transactions were run again")
    }

    @Test("an error after the commit has an unknown outcome, and closes the connection")
    func afterCommit() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder(reaching: { point in
        if point == .afterCommit { throw Failure("after the commit") }
      })
      let rejection = try #require(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
      #expect(rejection.code == .outcomeUnknown && store.connectionCount == 0)
      #expect(try schema.externalIDs() == [Rehearsal.externalID(1).string])
    }

    // MARK: The pool

    @Test("if all connections stay in use, the database is busy; afterwards each is used again")
    func exhausted() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder {
        $0.connections = 2
        $0.poolMilliseconds = 100
      }
      try store.inTransaction { _ in
        try store.inTransaction { _ in
          let start = ContinuousClock.now
          let rejection = try #require(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
          #expect(rejection.code == .busy)
          let time = ContinuousClock.now - start
          #expect(time >= .milliseconds(100) && time < .seconds(5))
          #expect(throws: RecordStoreError.self) { try store.check() }
        }
      }
      try Rehearsal.begin(1, with: recorder)
      #expect(store.connectionCount == 2)
    }

    @Test("more threads than connections all get one")
    func shared() throws {
      let schema = try PostgresServer.shared.schema()
      let (recorder, store) = try schema.recorder { $0.connections = 3 }
      let troubles = Mutex<[String]>([])
      Threads.run(24) { thread in
        for round in 0..<5 {
          do throws(Rejection) { try Rehearsal.begin(thread * 100 + round, with: recorder) } catch {
            troubles.withLock { $0.append("\(error)") }
          }
        }
      }
      #expect(troubles.withLock { $0 } == [])
      #expect(try schema.externalIDs().count == 120)
      #expect(store.connectionCount == 3)
    }

    @Test("connections that the server closed are replaced without an error")
    func closed() throws {
      let schema = try PostgresServer.shared.schema()
      let name = "closed-\(schema.name)"
      let (recorder, store) = try schema.recorder { $0.applicationName = Text(name) }
      for round in 0..<5 {
        try store.inTransaction { _ in try store.check() }
        #expect(
          try schema.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'"
          ).count == 2)
        try Rehearsal.begin(round, with: recorder)
      }
      #expect(try schema.externalIDs().count == 5)
    }

    @Test("a connection that ends in the middle of a transaction leaves nothing")
    func terminated() throws {
      let schema = try PostgresServer.shared.schema()
      let name = "ended-\(schema.name)"
      let ends = Mutex(true)
      let reach = { @Sendable (point: RecordingPoint) in
        guard point == .beginWritten, ends.withLock({ $0 }) else { return }
        _ = try schema.query(
          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '\(name)'")
        // Until the end of the connection has arrived here.
        usleep(100_000)
      }
      let (recorder, _) = try schema.recorder(with: { $0.applicationName = Text(name) }, reaching: reach)
      let rejection = try #require(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
      #expect([.recordingFailed, .busy].contains(rejection.code), "\(rejection)")
      ends.withLock { $0 = false }
      #expect(throws: Rejection.self) {
        try recorder.resolve(Rehearsal.externalID(1), session: Rehearsal.token, at: Rehearsal.start)
      }
      try Rehearsal.begin(1, with: recorder)
    }

    // MARK: Servers that do not take us

    @Test("too many connections for the server, and a server that only reads, are busy")
    func roles() throws {
      let schema = try PostgresServer.shared.schema()
      let role = "role_\(schema.name)"
      _ = try schema.recorder()
      _ = try schema.query(
        """
        CREATE ROLE \(role) LOGIN PASSWORD 'p-\(role)' CONNECTION LIMIT 1;
        GRANT ALL ON SCHEMA \(schema.name) TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA \(schema.name) TO \(role)
        """)
      func url(_ parameters: String = "") -> Text {
        schema.server.url(
          user: role, password: "p-\(role)", parameters: "?options=-csearch_path%3D\(schema.name)\(parameters)")
      }
      let store = try PostgresRecordStore(url: url())
      try store.inTransaction { _ in
        let error = try #require(throws: RecordStoreError.self) { try store.check() }
        #expect(error.kind == .busy && error.reason.contains("53300"), "\(error)")
        #expect(!error.reason.contains("p-\(role)"))
      }
      _ = try schema.query(
        "ALTER ROLE \(role) CONNECTION LIMIT 9; ALTER ROLE \(role) SET default_transaction_read_only = on")
      let recorder = Recorder(
        store: try PostgresRecordStore(url: url("&target_session_attrs=any")), configuration: Rehearsal.configuration())
      let rejection = try #require(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
      #expect(rejection.code == .busy, "\(rejection)")
      let error = try #require(throws: RecordStoreError.self) { _ = try PostgresRecordStore(url: url()) }
      #expect(error.kind == .busy && error.reason.contains("read-only"), "\(error)")
      _ = try schema.query("ALTER ROLE \(role) SET default_transaction_read_only = off")
      try Rehearsal.begin(1, with: recorder)
    }
  }
#endif
