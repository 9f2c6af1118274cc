import DynamoDBStore
import Foundation
import HTTPClient
import HTTPCore
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite(
  "Concurrent writers in DynamoDB", .enabled(if: DynamoServer.isThere, DynamoServer.reason),
  .enabled(if: DynamoServer.isAlone, DynamoServer.aloneReason), .timeLimit(.minutes(60)))
struct DynamoRaceTests {
  /// How many threads compete.
  private static let count = 16

  @Test("where a server isolates writes, of many writers one wins", arguments: DynamoServer.Kind.allCases)
  func races(kind: DynamoServer.Kind) async throws {
    let fault = try await Threads.run { try IsolationProbe(kind).fault() }
    if let fault {
      // A server whose transactions overwrite each other would only show its own faults.
      print("not run: races on \(kind.rawValue): \(fault)")
      #expect(kind == .moto, "ministack isolates its writes: \(fault)")
      return
    }
    try await Threads.run {
      try Self.begins(kind)
      try Self.sameID(kind)
      try Self.sameRequest(kind)
      try Self.looks(kind)
      try Self.endings(kind)
      try Self.leases(kind)
    }
    print("races on \(kind.rawValue): run")
  }

  /// Runs a number of threads, each with a recorder of its own. Returns what each says.
  private static func compete(
    _ fixture: DynamoFixture, _ body: @escaping @Sendable (Int, Recorder) throws -> String
  ) throws -> [String] {
    let recorders = try (0..<count).map { _ in
      Recorder(store: try fixture.store(), configuration: Rehearsal.configuration())
    }
    let lines = Mutex<[String]>([])
    Threads.run(count) { thread in
      let line: String
      do { line = try body(thread, recorders[thread]) } catch let error as Rejection {
        line = "\(error.code)"
      } catch {
        line = "\(error)"
      }
      lines.withLock { $0.append(line) }
    }
    return lines.withLock { $0.sorted() }
  }

  /// Many uploads begin at once, all by one user, to one question.
  private static func begins(_ kind: DynamoServer.Kind) throws {
    let fixture = try DynamoFixture(kind)
    let recorder = try fixture.recorder()
    let lines = try compete(fixture) { number, recorder in
      try Rehearsal.begin(number, with: recorder)
      return "begun"
    }
    #expect(lines == Array(repeating: "begun", count: count))
    let uploads = try recorder.uploads()
    #expect(uploads.count == count && uploads.allSatisfy(\.isComplete))
  }

  /// One upload begins many times at once.
  private static func sameID(_ kind: DynamoServer.Kind) throws {
    let fixture = try DynamoFixture(kind)
    let recorder = try fixture.recorder()
    let lines = try compete(fixture) { _, recorder in
      try Rehearsal.begin(1, with: recorder)
      return "begun"
    }
    #expect(lines == Array(repeating: "Taken", count: count - 1) + ["begun"])
    #expect(try recorder.uploads().count == 1)
  }

  /// One request arrives many times at once. Each looks for the upload that it would begin: one begins it, all others find it.
  private static func sameRequest(_ kind: DynamoServer.Kind) throws {
    let fixture = try DynamoFixture(kind)
    let recorder = try fixture.recorder()
    let new = NewUpload(
      externalID: Rehearsal.externalID(1), key: "videos/same.webm", user: .name("u_1"), question: 7, duration: 12.5,
      begins: Rehearsal.start, formExpires: Rehearsal.overdue)
    let store = try fixture.store()
    let lines = try compete(fixture) { _, _ in
      try store.transact { transaction in
        if let found = try transaction.beginning(of: new.externalID) { return found == new ? "found" : "\(found)" }
        try transaction.insert(new)
        return "begun"
      }
    }
    #expect(lines == ["begun"] + Array(repeating: "found", count: count - 1))
    #expect(try recorder.uploads().count == 1)
  }

  /// Many look at one upload at once. Each look has a number of its own, and the last one is kept.
  private static func looks(_ kind: DynamoServer.Kind) throws {
    let fixture = try DynamoFixture(kind)
    let recorder = try fixture.recorder()
    let id = try Rehearsal.begin(1, with: recorder)
    let numbers = Mutex<[Int]>([])
    let lines = try compete(fixture) { _, recorder in
      let look = try recorder.beginLook(at: id, by: Rehearsal.caller, at: Rehearsal.start)
      numbers.withLock { $0.append(look.number) }
      return "\(try recorder.record(Rehearsal.found, of: look).status)"
    }
    #expect(lines == Array(repeating: "completed", count: count))
    #expect(numbers.withLock { $0.sorted() } == Array(1...count))
    let last = try fixture.store().transact { try $0.recordedLook(at: id) }
    #expect(last?.number == count)
  }

  /// An upload begins while others ask whether it exists. Whoever was told no is right for ever.
  private static func endings(_ kind: DynamoServer.Kind) throws {
    for round in 1...8 {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      let id = Rehearsal.externalID(round)
      let lines = try compete(fixture) { number, recorder in
        if number == 0 {
          try Rehearsal.begin(round, with: recorder)
          return "begun"
        }
        return "\(try recorder.resolve(id, session: Rehearsal.token, at: Rehearsal.start))"
      }
      let exists = try recorder.uploads().count == 1
      #expect(lines.contains(exists ? "begun" : "Taken"))
      #expect(lines.contains("UploadUnknown") != exists, "round \(round): \(lines)")
    }
  }

  private static func leases(_ kind: DynamoServer.Kind) throws {
    let fixture = try DynamoFixture(kind)
    let stores = try (0..<count).map { _ in try fixture.store() }
    let winners = Mutex<[Int]>([])
    let troubles = Mutex<[String]>([])
    for round in 0..<5 {
      Threads.run(count) { thread in
        do {
          let time = Timestamp(seconds: 1000 * round)
          let end = Timestamp(seconds: 1000 * round + 500)
          if try stores[thread].takeLease("sweep", for: Text("\(thread)"), at: time, until: end) {
            winners.withLock { $0.append(round) }
          }
        } catch { troubles.withLock { $0.append("\(error)") } }
      }
    }
    #expect(winners.withLock { $0 } == Array(0..<5))
    #expect(troubles.withLock { $0 } == [])
  }
}

/// Finds out whether a server isolates transactions, by concurrent conditional increments.
///
/// All threads increment one number, each on the condition that it is as it was read. Each thread also increments a number of its own,
/// beside transactions of others that are cancelled. If more increments are acknowledged than the numbers show, some are lost.
private struct IsolationProbe {
  private static let threads = 16
  private static let increments = 10
  /// A server without isolation may have luck in one round.
  private static let rounds = 10

  private let endpoint: Endpoint
  private let client = HTTPClient(keptPerOrigin: 64)
  private let signer = Signer(credentials: .example, region: "us-east-1", service: "dynamodb")
  private let table = Text("probe-" + UUID().uuidString)

  init(_ kind: DynamoServer.Kind) throws { endpoint = try DynamoServer.shared(kind).endpoint }

  /// Returns what is wrong, or nil.
  func fault() throws -> String? {
    _ = try send(
      "CreateTable",
      [
        "TableName": .string(table), "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [["AttributeName": "pk", "AttributeType": "S"]],
        "KeySchema": [["AttributeName": "pk", "KeyType": "HASH"]],
      ])
    for round in 1...Self.rounds {
      if let fault = try faultInRound() { return "\(fault) (round \(round))" }
    }
    return nil
  }

  private func faultInRound() throws -> String? {
    let names = (0..<Self.threads).map { Text("own-\($0)") } + ["shared"]
    for name in names { _ = try send("PutItem", ["TableName": .string(table), "Item": item(name, 0)]) }
    let acknowledged = Mutex<[Text: Int]>([:])
    let troubles = Mutex<[String]>([])
    Threads.run(Self.threads) { [self] thread in
      for _ in 0..<Self.increments {
        do {
          for name in [names[thread], "shared"] {
            let status = try increment(name, from: number(name))
            if status == 200 { acknowledged.withLock { $0[name, default: 0] += 1 } }
            if status != 200, status != 400 { troubles.withLock { $0.append("the status \(status)") } }
          }
          // Its condition is never met.
          _ = try increment(names[thread], from: -1)
        } catch { troubles.withLock { $0.append("\(error)") } }
      }
    }
    if let trouble = troubles.withLock({ $0.first }) { return "concurrent requests fail with \(trouble)" }
    let claimed = acknowledged.withLock { $0 }
    let lost = try names.reduce(0) { try $0 + abs(claimed[$1, default: 0] - number($1)) }
    let all = claimed.values.reduce(0, +)
    return lost == 0 ? nil : "of \(all) acknowledged conditional increments \(lost) are lost"
  }

  private func increment(_ name: Text, from number: Int) throws -> Int {
    let put: JSONValue = [
      "TableName": .string(table), "Item": item(name, number + 1), "ConditionExpression": "n = :n",
      "ExpressionAttributeValues": [":n": ["N": JSONValue("\(number)")]],
    ]
    return try send("TransactWriteItems", ["TransactItems": [["Put": put]]]).status
  }

  private func item(_ name: Text, _ number: Int) -> JSONValue {
    ["pk": ["S": .string(name)], "n": ["N": JSONValue("\(number)")]]
  }

  private func number(_ name: Text) throws -> Int {
    let output = try send(
      "GetItem", ["TableName": .string(table), "Key": ["pk": ["S": .string(name)]], "ConsistentRead": true]
    ).output
    return try #require(output["Item"]?["n"]?["N"]?.string.flatMap { Int($0) })
  }

  private func send(_ operation: Text, _ input: JSONValue) throws -> (status: Int, output: JSONValue) {
    let headers = [
      HeaderField("Content-Type", "application/x-amz-json-1.0"),
      HeaderField("X-Amz-Target", "DynamoDB_20120810." + operation),
    ]
    let signed = try signer.signedHeaders(
      for: SigningRequest(
        method: "POST", endpoint: endpoint, target: .wire("/"), headers: headers,
        payload: .body(Text(bytes: input.line))), at: SystemClock.now())
    let fields = (headers + signed.headers).map { HTTPField(name: $0.name.bytes, value: $0.value.bytes) }
    let response = try client.exchange(
      HTTPRequest(RequestHead("POST", "/", fields: HTTPFields(fields)), body: input.line),
      with: HTTPOrigin(isSecure: false, host: endpoint.host.string, port: UInt16(endpoint.port ?? 80)),
      deadline: .after(.seconds(60))
    ) { _ in 1 << 20 }
    return (response.head.status, try JSONValue(parsing: response.body))
  }
}
