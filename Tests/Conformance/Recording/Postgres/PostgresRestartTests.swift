#if PostgreSQL
  import Foundation
  import PostgresStore
  import ReferenceImpl
  import Rehearsal
  import Synchronization
  import Testing
  import VideoSpec

  @Suite(
    "Restarts of PostgreSQL", .serialized,
    .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"), .timeLimit(.minutes(60)))
  struct PostgresRestartTests {
    /// What writers were told.
    private struct Notes {
      var begun: Set<String> = []
      var rejected: Set<String> = []
      var unknown: Set<String> = []
      var strange: [String] = []
    }

    @Test("a server that crashes or restarts under load loses nothing acknowledged, and the store goes on")
    func restarts() async throws {
      let server = try PostgresServer()
      let schema = try server.schema()
      let (recorder, _) = try schema.recorder()
      let notes = Mutex(Notes())
      let isEnding = Mutex(false)
      let load = Task {
        try await Threads.run {
          Threads.run(6) { thread in
            var number = thread * 1_000_000
            while !isEnding.withLock({ $0 }) {
              number += 1
              let id = Rehearsal.externalID(number).string
              do throws(Rejection) {
                try Rehearsal.begin(number, with: recorder)
                notes.withLock { _ = $0.begun.insert(id) }
              } catch {
                notes.withLock { notes in
                  switch error.code {
                  case .busy, .recordingFailed: notes.rejected.insert(id)
                  case .outcomeUnknown: notes.unknown.insert(id)
                  default: notes.strange.append("\(error)")
                  }
                }
                usleep(1000)
              }
            }
          }
        }
      }
      for mode in ["immediate", "fast", "immediate", "immediate"] {
        try await Task.sleep(for: .milliseconds(400))
        try await Threads.run { try server.control("-m \(mode) restart") }
      }
      try await Task.sleep(for: .milliseconds(400))
      let before = notes.withLock { $0.begun.count }
      try await Task.sleep(for: .milliseconds(300))
      isEnding.withLock { $0 = true }
      try await load.value
      let told = notes.withLock { $0 }
      #expect(told.begun.count > before, "the store does not go on after a restart")
      #expect(told.strange == [])
      var there = try schema.externalIDs()
      #expect(told.begun.subtracting(there) == [])
      #expect(told.rejected.intersection(there) == [])
      for id in told.unknown {
        let status = try? recorder.resolve(Text(id), session: Rehearsal.token, at: Rehearsal.start)
        #expect((status != nil) == there.contains(id))
      }
      there = try schema.externalIDs()
      #expect(there.subtracting(told.begun).subtracting(told.unknown) == [])
      #expect(try schema.damage() == [])
      print(
        "restarts: \(told.begun.count) acknowledged, \(told.rejected.count) rejected, \(told.unknown.count) unknown")
    }

    @Test("a commit that waits for a standby in vain is not acknowledged")
    func standby() async throws {
      let server = try PostgresServer()
      let schema = try server.schema()
      let (recorder, _) = try schema.recorder { $0.applicationName = "waits" }
      try Rehearsal.begin(1, with: recorder)
      _ = try schema.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
      try server.control("reload")
      for (number, function) in [(2, "pg_cancel_backend"), (3, "pg_terminate_backend")] {
        let told = Task {
          try await Threads.run { () -> ErrorCode? in
            do throws(Rejection) { try Rehearsal.begin(number, with: recorder) } catch { return error.code }
            return nil
          }
        }
        let waits = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'waits'"
        while try schema.query("SELECT pid \(waits)") == [] { try await Task.sleep(for: .milliseconds(10)) }
        // PostgreSQL then reports success with a warning: it has committed, but the standby has not.
        _ = try schema.query("SELECT \(function)(pid) \(waits)")
        #expect(try await told.value == .outcomeUnknown)
      }
      _ = try schema.query("ALTER SYSTEM RESET synchronous_standby_names")
      try server.control("reload")
      #expect(
        try recorder.resolve(Rehearsal.externalID(2), session: Rehearsal.token, at: Rehearsal.start) == .processing)
      try Rehearsal.begin(4, with: recorder)
    }

    @Test("a server that is down or starting is busy, and a store that is open finds it again")
    func down() throws {
      let server = try PostgresServer()
      let schema = try server.schema()
      let (recorder, store) = try schema.recorder()
      try server.control("-m fast stop")
      let rejection = try #require(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
      #expect(rejection.code == .busy)
      #expect(throws: RecordStoreError.self) { try store.check() }
      let error = try #require(throws: RecordStoreError.self) { _ = try PostgresRecordStore(url: schema.url) }
      #expect(!"\(error)".contains(PostgresServer.password) && "\(error)".contains("refused"), "\(error)")
      try server.control("start")
      try Rehearsal.begin(1, with: recorder)
      #expect(try schema.externalIDs().count == 1)
    }

    @Test("a server leaves nothing running, and no directory")
    func cleanup() throws {
      var server: PostgresServer? = try PostgresServer()
      let (port, directory) = (try #require(server).port, try #require(server).directory)
      #expect(FileManager.default.fileExists(atPath: directory))
      server = nil
      #expect(!FileManager.default.fileExists(atPath: directory))
      #expect(throws: RecordStoreError.self) {
        _ = try PostgresRecordStore(url: "postgresql://recorder@127.0.0.1:\(port)/postgres")
      }
    }
  }
#endif
