import DynamoDBStore
import Foundation
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite(
  "A record store in DynamoDB", .enabled(if: DynamoServer.isThere, DynamoServer.reason), .timeLimit(.minutes(60)))
struct DynamoStoreTests {
  /// A hash of a session's token.
  private static func hash(_ number: Int) -> [UInt8] {
    (0..<32).map { $0 == 0 ? UInt8(truncatingIfNeeded: number) : UInt8(truncatingIfNeeded: number >> 8 + $0) }
  }

  private static func session(_ number: Int, _ end: Int, user: Text = "u_1") -> NewSession {
    NewSession(tokenHash: hash(number), user: user, expires: Timestamp(seconds: end))
  }

  private static func find(_ number: Int, in store: DynamoDBRecordStore) throws -> StoredSession? {
    try store.transact { try $0.session(tokenHash: hash(number)) }
  }

  @Test("sessions are added once, end, and are removed when their time is over", arguments: DynamoServer.Kind.allCases)
  func sessions(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let store = try fixture.store()
      let far = 250_000_000_000
      try store.add(
        users: ["u_1"], sessions: [Self.session(0, far), Self.session(1, far, user: "nobody")], questions: [])
      #expect(try Self.find(0, in: store)?.user == .name("u_1"))
      // There is no session without a user, and one that exists stays as it is.
      #expect(try Self.find(1, in: store) == nil)
      try store.add(users: [], sessions: [Self.session(0, far + 1)], questions: [])
      #expect(try Self.find(0, in: store)?.expires.seconds == far)
      try store.removeSession(tokenHash: Self.hash(0))
      try store.removeSession(tokenHash: Self.hash(0))
      #expect(try Self.find(0, in: store) == nil)

      // More than one page of the index holds, in all partitions.
      try store.add(users: [], sessions: (0..<70).map { Self.session($0, far + $0) }, questions: [])
      fixture.proxy.inject { call in
        guard call.operation == "Query", var input = call.input.object else { return nil }
        input["Limit"] = 1
        return .replace(input)
      }
      try store.removeSessions(expiredBy: Timestamp(seconds: far + 49))
      fixture.proxy.inject(nil)
      let left = try (0..<70).filter { try Self.find($0, in: store) != nil }
      #expect(left == Array(50..<70))
    }
  }

  @Test("more is added than one transaction can hold", arguments: DynamoServer.Kind.allCases)
  func many(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let store = try fixture.store()
      let users = (0..<60).map { Text("user \($0)") }
      let sessions = (0..<60).map { Self.session($0, 250_000_000_000, user: users[$0]) }
      fixture.proxy.inject { call in
        // The first batch has no response for any of its keys, and each other one not for its last.
        guard call.operation == "BatchGetItem", let tables = call.input["RequestItems"]?.object, call.number == 1
        else { return nil }
        return .respond(status: 200, ["Responses": .object(JSONObject()), "UnprocessedKeys": .object(tables)])
      }
      try store.add(users: users, sessions: sessions, questions: Array(0..<130))
      #expect(fixture.proxy.calls("TransactWriteItems").count == 5)
      #expect(fixture.proxy.calls("BatchGetItem").count == 6)
      fixture.proxy.inject(nil)
      try store.add(users: users, sessions: sessions, questions: Array(0..<130))
      // Nothing is new, so nothing is written.
      #expect(fixture.proxy.calls("TransactWriteItems").isEmpty)
      #expect(try Self.find(59, in: store)?.user == .name("user 59"))
      let known = try store.transact { transaction in
        try [-1, 0, 129, 130].filter { try transaction.hasQuestion($0) }
      }
      #expect(known == [0, 129])
    }
  }

  @Test("uploads are listed in the order in which they began, page by page", arguments: DynamoServer.Kind.allCases)
  func pages(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      // All begin in the same second.
      for number in 1...9 { try Rehearsal.begin(number, with: recorder) }
      let ids = (1...9).map { Rehearsal.externalID($0) }
      fixture.proxy.inject { call in
        guard ["Query", "Scan"].contains(call.operation), var input = call.input.object else { return nil }
        input["Limit"] = 1
        return .replace(input)
      }
      let uploads = try recorder.uploads()
      #expect(uploads.map(\.externalID) == ids)
      #expect(uploads.allSatisfy { $0.isComplete })
      #expect(fixture.proxy.calls("Scan").count > 18)
      // A sweep goes through them in the same order, with a page for each.
      var found: [Text] = []
      while let look = try recorder.nextOverdueLook(after: found.last, at: Rehearsal.overdue) {
        found.append(look.externalID)
        _ = try recorder.record(.missing, ofOverdue: look)
      }
      #expect(found == ids)
      #expect(try recorder.uploads().allSatisfy { $0.status == .failed })
    }
  }

  @Test("a sweep asks the index once for many uploads")
  func sweep() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let recorder = try fixture.recorder()
      for number in 1...40 { try Rehearsal.begin(number, with: recorder) }
      fixture.proxy.inject(nil)
      try Rehearsal.sweep(with: recorder)
      // Once for each partition.
      #expect(fixture.proxy.calls("Query").count == 16)
      #expect(try recorder.uploads().allSatisfy { $0.status == .failed })
      fixture.proxy.inject(nil)
      try Rehearsal.sweep(with: recorder)
      #expect(fixture.proxy.calls.count == 16)
    }
  }

  @Test("what the index says too late is read again from the table")
  func stale() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let recorder = try fixture.recorder()
      let store = try fixture.store()
      for number in 1...3 { try Rehearsal.begin(number, with: recorder) }
      let earlier = Mutex<[JSONValue]>([])
      fixture.proxy.inject(nil)
      let limit = try #require(Rehearsal.overdue.adding(seconds: -3600))
      #expect(try store.nextOverdue(formExpiredBy: limit, after: nil) == Rehearsal.externalID(1))
      earlier.withLock { $0 = fixture.proxy.outputs.filter { $0["Items"] != nil } }
      for number in [1, 3] { try Rehearsal.complete(Rehearsal.externalID(number), with: recorder) }
      // The index answers as it did before.
      fixture.proxy.inject { call in
        guard call.operation == "Query" else { return nil }
        return earlier.withLock { $0.isEmpty ? nil : .respond(status: 200, $0.removeFirst()) }
      }
      let reopened = try DynamoDBRecordStore(fixture.configuration(), credentials: .example)
      #expect(try reopened.nextOverdue(formExpiredBy: limit, after: nil) == Rehearsal.externalID(2))
      #expect(try reopened.nextOverdue(formExpiredBy: limit, after: Rehearsal.externalID(2)) == nil)
      #expect(earlier.withLock { $0.isEmpty })
    }
  }

  @Test("of several holders one has the lease", arguments: DynamoServer.Kind.allCases)
  func leases(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let store = try fixture.store()
      func take(_ holder: Text, at time: Int, until end: Int) throws -> Bool {
        try store.takeLease("sweep", for: holder, at: Timestamp(seconds: time), until: Timestamp(seconds: end))
      }
      #expect(try take("a", at: 100, until: 160))
      #expect(try !take("b", at: 159, until: 219))
      #expect(try take("a", at: 150, until: 210))
      #expect(try !take("b", at: 209, until: 300))
      #expect(try take("b", at: 210, until: 300))
      #expect(try !take("a", at: 211, until: 300))
      #expect(
        try store.takeLease("other", for: "a", at: Timestamp(seconds: 0), until: Timestamp(seconds: 1)))
      try store.check()
      #expect(fixture.proxy.rejections == [])
    }
  }

  @Test("an upload is read as it was written", arguments: DynamoServer.Kind.allCases)
  func upload(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let store = try fixture.store()
      let time: Timestamp = "2026-01-02T03:04:05Z"
      let user: Text = "ü/ser #1"
      try store.add(users: [user], sessions: [], questions: [7])
      for (number, duration) in [0, 12.5, 0.1, .leastNonzeroMagnitude, 3599.9999999999995, 1e300].enumerated() {
        let id = Text("00000000-0000-4000-8000-00000000000\(number)")
        let new = NewUpload(
          externalID: id, key: Text("videos/ä \(number).webm"), user: .name(user), question: 7, duration: duration,
          begins: time, formExpires: Timestamp(seconds: time.seconds + 300))
        try store.transact { transaction in
          try transaction.insert(new)
          // A transaction sees what it has written.
          #expect(try transaction.beginning(of: id) == new)
        }
        #expect(try store.transact { try $0.beginning(of: id) } == new)
        // An ETag may be any bytes.
        let etag = Text(bytes: [0xFF, 0x00, 0x22])
        try store.transact { transaction in
          #expect(try transaction.numberLook(at: id)?.number == 1)
          let result = RecordedResult(
            status: .failed, size: 4096, mediaType: "", etag: etag, violations: [.objectTooLarge, .mediaTypeNotAllowed])
          try transaction.record(RecordedLook(number: 1, isValidated: false, result: result), at: id)
        }
        let look = try store.transact { try $0.recordedLook(at: id) }
        #expect(look?.number == 1 && look?.isValidated == false && look?.result.etag == etag)
        #expect(look?.result.mediaType == "" && look?.result.size == 4096)
        #expect(look?.result.violations == [.objectTooLarge, .mediaTypeNotAllowed])
        // The key is taken, whatever the ID, and the ID, whatever the key.
        for (otherID, otherKey) in [
          (Text("11111111-0000-4000-8000-000000000000"), new.key), (id, Text("another key")),
        ] {
          var other = new
          (other.externalID, other.key) = (otherID, otherKey)
          let second = other
          #expect {
            try store.transact { try $0.insert(second) }
          } throws: { ($0 as? RecordStoreError)?.kind == .taken }
        }
      }
      #expect(try store.uploads().count == 6)
      for id in ["", "x", Text(bytes: Array(repeating: 0xFF, count: 36)), Text(String(repeating: "a", count: 5000))] {
        let found = try store.transact { transaction in
          try transaction.settle(id)
          return try transaction.upload(id) != nil || transaction.numberLook(at: id) != nil
        }
        #expect(!found)
        #expect(try store.nextOverdue(formExpiredBy: time, after: id) == nil)
      }
      #expect(fixture.proxy.rejections == [])
    }
  }

  @Test("stores with different prefixes in one table know nothing of each other")
  func prefixes() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let stores = try ["", "a", "a.b"].map { try fixture.store(prefix: $0) }
      let recorders = stores.map { Recorder(store: $0, configuration: Rehearsal.configuration()) }
      for recorder in recorders {
        #expect(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
        try recorder.add(
          users: ["u_1"], sessions: [UserSession(token: Rehearsal.token, user: "u_1", expires: .maximum)],
          questions: [7])
        try Rehearsal.begin(1, with: recorder)
      }
      try Rehearsal.sweep(with: recorders[1])
      #expect(try recorders.map { try $0.uploads().map(\.status) } == [[.processing], [.failed], [.processing]])
      try stores[0].removeAll()
      #expect(try recorders.map { try $0.uploads().count } == [0, 1, 1])
    }
  }

  @Test("half an upload is reported as one", arguments: DynamoServer.Kind.allCases)
  func halves(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      let lost: Set<Text> = ["/upload/", "/key/"]
      for (number, lost) in zip(1..., lost.sorted()) {
        // A server that commits only a part of the transaction.
        fixture.proxy.inject { call in
          guard call.operation == "TransactWriteItems", var input = call.input.object else { return nil }
          input["TransactItems"] = .array(
            (input["TransactItems"]?.array ?? []).filter { action in
              action["Put"]?["Item"]?["pk"]?["S"]?.text?.hasPrefix(lost) != true
            })
          return .replace(input)
        }
        try Rehearsal.begin(number, with: recorder)
      }
      fixture.proxy.inject(nil)
      let uploads = try recorder.uploads()
      #expect(uploads.count == 2 && uploads.allSatisfy { !$0.isComplete })
      #expect(uploads.map { $0.key == nil } == [false, true].sorted { $0 && !$1 })
    }
  }

  @Test("a table that is missing, belongs to others or to a later version is refused")
  func tables() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      var configuration = try fixture.configuration()
      configuration.createsTable = false
      let closed = configuration
      #expect {
        try DynamoDBRecordStore(closed, credentials: .example)
      } throws: { error in
        (error as? RecordStoreError)?.kind == .failed && "\(error)".contains("\(fixture.table) does not exist")
      }
      // Two processes may create it at the same time.
      let troubles = Mutex<[String]>([])
      Threads.run(4) { _ in
        do { _ = try fixture.store() } catch { troubles.withLock { $0.append("\(error)") } }
      }
      #expect(troubles.withLock { $0 } == [])
      _ = try DynamoDBRecordStore(closed, credentials: .example)

      func answer(_ operation: Text, _ change: @escaping @Sendable (inout JSONObject) -> Void) throws {
        fixture.proxy.inject(nil)
        _ = try DynamoDBRecordStore(closed, credentials: .example)
        let index = try #require(fixture.proxy.calls.firstIndex { $0.operation == operation })
        var output = try #require(fixture.proxy.outputs[index].object)
        change(&output)
        let changed = output
        fixture.proxy.inject { $0.operation == operation ? .respond(status: 200, .object(changed)) : nil }
      }
      try answer("GetItem") { $0["Item"] = ["pk": ["S": "/layout/"], "kind": ["S": "layout"], "layout": ["N": "2"]] }
      #expect {
        try DynamoDBRecordStore(closed, credentials: .example)
      } throws: { ($0 as? Rejection)?.code == .schemaNewer }
      try answer("GetItem") { $0["Item"] = ["pk": ["S": "/layout/"], "kind": ["S": "other"]] }
      #expect {
        try DynamoDBRecordStore(closed, credentials: .example)
      } throws: { ($0 as? Rejection)?.code == .databaseForeign }
      for (name, value) in [
        ("KeySchema", [["AttributeName": "id", "KeyType": "HASH"]] as JSONValue), ("GlobalSecondaryIndexes", []),
      ] {
        try answer("DescribeTable") { output in
          guard var table = output["Table"]?.object else { return }
          table[Text(name)] = value
          output["Table"] = .object(table)
        }
        #expect {
          try DynamoDBRecordStore(closed, credentials: .example)
        } throws: { ($0 as? Rejection)?.code == .databaseForeign && "\($0)".contains("\(fixture.table)") }
      }
      // Nothing was written into any of them.
      #expect(fixture.proxy.calls("TransactWriteItems").isEmpty)
    }
  }
}
