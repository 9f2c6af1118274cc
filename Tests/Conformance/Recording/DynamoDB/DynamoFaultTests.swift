import DynamoDBStore
import Foundation
import HTTPCore
import HTTPServer
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite(
  "DynamoDB that fails", .enabled(if: DynamoServer.isThere, DynamoServer.reason),
  .enabled(if: DynamoServer.isAlone, DynamoServer.aloneReason), .timeLimit(.minutes(60)))
struct DynamoFaultTests {
  /// What happens to a request.
  enum Trouble: String, CaseIterable, Sendable {
    case throttling, capacity, limit, conflict, throttledTransaction, error, unavailable, cutBefore, cutAfter, hold

    func fault(_ call: SigningProxy.Call) -> SigningProxy.Fault {
      let isTransaction = call.operation == "TransactWriteItems"
      switch self {
      case .throttling: return .error("ThrottlingException")
      case .capacity: return .error("ProvisionedThroughputExceededException")
      case .limit: return .error("RequestLimitExceeded")
      case .conflict:
        return isTransaction ? .canceled("TransactionConflict", call) : .error("TransactionConflictException")
      case .throttledTransaction:
        return isTransaction ? .canceled("ThrottlingError", call) : .error("ThrottlingException")
      case .error: return .error("InternalServerError", status: 500)
      case .unavailable: return .respond(status: 503, "not an object")
      case .cutBefore: return .cutBefore
      case .cutAfter: return .cutAfter
      case .hold: return .hold
      }
    }

    /// One of each kind that a store may treat differently if it lasts.
    static let lasting: [Trouble] = [.throttling, .conflict, .error, .cutBefore, .cutAfter, .hold]

    /// Whether DynamoDB says that the request had no effect.
    var isRefusal: Bool {
      switch self {
      case .throttling, .capacity, .limit, .conflict, .throttledTransaction: true
      case .error, .unavailable, .cutBefore, .cutAfter, .hold: false
      }
    }
  }

  enum Step: String, CaseIterable, Sendable {
    case begin, complete, sweep, resolve

    func perform(_ recorder: Recorder) throws {
      switch self {
      case .begin: try Rehearsal.begin(2, with: recorder)
      case .complete: try Rehearsal.complete(Rehearsal.externalID(1), with: recorder)
      case .sweep: try Rehearsal.sweep(with: recorder)
      case .resolve:
        do throws(Rejection) {
          _ = try recorder.resolve(Rehearsal.externalID(9), session: Rehearsal.token, at: Rehearsal.start)
        } catch {
          guard error.code == .uploadUnknown else { throw error }
        }
      }
    }

    /// What is recorded afterwards, and what was before. The first upload has been begun.
    func states(_ uploads: [RecordedUpload]) -> (isDone: Bool, isUntouched: Bool) {
      let statuses = uploads.compactMap(\.status)
      switch self {
      case .begin: return (statuses == [.processing, .processing], statuses == [.processing])
      case .complete: return (statuses == [.completed], statuses == [.processing])
      case .sweep: return (statuses == [.failed], statuses == [.processing])
      case .resolve: return (statuses == [.processing], statuses == [.processing])
      }
    }
  }

  @Test("one failing request, whichever it is, does no harm", arguments: DynamoServer.Kind.allCases)
  func once(kind: DynamoServer.Kind) async throws {
    let survived = try await Threads.run {
      var survived = 0
      for step in Step.allCases {
        // In their turn, so that each request of a step meets several kinds of trouble.
        for trouble in Trouble.allCases { survived += try Self.failOnce(step, trouble, kind) }
      }
      return survived
    }
    #expect(survived > 100)
    print("\(kind.rawValue): \(survived) failing requests survived")
  }

  /// Fails the first request of a step, then the second, and so on. Returns how many there were.
  private static func failOnce(_ step: Step, _ trouble: Trouble, _ kind: DynamoServer.Kind) throws -> Int {
    var number = 1
    while true {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      try Rehearsal.begin(1, with: recorder)
      let failing = number
      fixture.proxy.inject { $0.number == failing ? trouble.fault($0) : nil }
      do { try step.perform(recorder) } catch {
        Issue.record("\(kind), \(step), \(trouble), request \(failing): \(error)")
      }
      let isReached = fixture.proxy.calls.count >= failing
      fixture.proxy.inject(nil)
      // What was held up arrives now, when everything is over.
      _ = try fixture.proxy.release()
      let uploads = try recorder.uploads()
      if !step.states(uploads).isDone || !uploads.allSatisfy(\.isComplete) {
        Issue.record("\(kind), \(step), \(trouble), request \(failing): \(uploads)")
      }
      guard isReached else { return number - 1 }
      // A sweep asks all partitions of the index in the same way.
      number += step == .sweep && number < 14 ? 7 : 1
    }
  }

  @Test(
    "a server that fails from some request on leaves none or all, and the error says which",
    arguments: DynamoServer.Kind.allCases)
  func always(kind: DynamoServer.Kind) async throws {
    let outcomes = try await Threads.run {
      var outcomes: [ErrorCode: Int] = [:]
      for step in Step.allCases {
        for trouble in Trouble.lasting {
          for code in try Self.failAlways(step, trouble, kind) { outcomes[code, default: 0] += 1 }
        }
      }
      return outcomes
    }
    // Each of them has to occur, or the test did not reach what it is about.
    #expect(outcomes[.busy, default: 0] > 20 && outcomes[.recordingFailed, default: 0] > 20)
    #expect(outcomes[.outcomeUnknown, default: 0] > 5)
    print("\(kind.rawValue): \(outcomes.map { "\($0.value) × \($0.key)" }.sorted().joined(separator: ", "))")
  }

  private static func failAlways(_ step: Step, _ trouble: Trouble, _ kind: DynamoServer.Kind) throws -> [ErrorCode] {
    var codes: [ErrorCode] = []
    var number = 1
    while true {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      try Rehearsal.begin(1, with: recorder)
      let hasty = Recorder(
        store: try fixture.hastyStore(), configuration: Rehearsal.configuration())
      let failing = number
      fixture.proxy.inject { $0.number >= failing ? trouble.fault($0) : nil }
      var code: ErrorCode?
      do { try step.perform(hasty) } catch let error as Rejection { code = error.code }
      // On a busy machine a request may take longer than the store's patience, and then it is lost without a fault of the proxy.
      let isInTime = fixture.proxy.outputs.count >= failing - 1
      let isReached = fixture.proxy.calls.count >= failing
      fixture.proxy.inject(nil)
      let place: Comment = "\(kind), \(step), \(trouble), from request \(failing) on: \(code.map { "\($0)" } ?? "done")"
      let (isDone, isUntouched) = step.states(try recorder.uploads())
      if isReached, let code {
        codes.append(code)
        #expect(isDone || isUntouched, place)
        // A sweep that fails has completely swept what came before (REC-048).
        #expect(code == .outcomeUnknown || isUntouched || step == .sweep, place)
        #expect([.busy, .recordingFailed, .outcomeUnknown].contains(code), place)
        if trouble.isRefusal, isInTime { #expect(code != .outcomeUnknown, place) }
      } else if isInTime {
        #expect(code == nil && isDone, place)
      }
      if code == .outcomeUnknown, step == .begin {
        // The answer stays true, whatever arrives later.
        var status: UploadStatus?
        do throws(Rejection) {
          status = try recorder.resolve(Rehearsal.externalID(2), session: Rehearsal.token, at: Rehearsal.start)
        } catch { #expect(error.code == .uploadUnknown, place) }
        _ = try fixture.proxy.release()
        #expect(try recorder.uploads().count == (status == nil ? 1 : 2), place)
      }
      #expect(try recorder.uploads().allSatisfy(\.isComplete), place)
      guard isReached else { return codes }
      number += step == .sweep && number < 14 ? 7 : 1
    }
  }

  @Test("a lost response is asked for again with the same token", arguments: DynamoServer.Kind.allCases)
  func token(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let recorder = try fixture.recorder()
      let cuts = Mutex(0)
      fixture.proxy.inject { call in
        guard call.operation == "TransactWriteItems" else { return nil }
        return cuts.withLock { cuts in
          cuts += 1
          return cuts <= 2 ? .cutAfter : nil
        }
      }
      // Also where the server forgets tokens, as moto does: then the item says who wrote it.
      try Rehearsal.begin(1, with: recorder)
      let tokens = fixture.proxy.calls("TransactWriteItems").map { $0.input["ClientRequestToken"]?.text }
      #expect(tokens.count == 3 && Set(tokens).count == 1 && tokens.first??.bytes.count == 36)
      fixture.proxy.inject(nil)
      #expect(try recorder.uploads().count == 1)
      #expect(throws: Rejection.self) { try Rehearsal.begin(1, with: recorder) }
    }
  }

  @Test("a commit that arrives late is found, or never takes effect once it was missed", arguments: [true, false])
  func late(resolves: Bool) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let recorder = try fixture.recorder()
      let hasty = Recorder(
        store: try fixture.hastyStore(patience: .seconds(3)), configuration: Rehearsal.configuration())
      fixture.proxy.inject { $0.operation == "TransactWriteItems" ? .hold : nil }
      #expect {
        try Rehearsal.begin(1, with: hasty)
      } throws: { ($0 as? Rejection)?.code == .outcomeUnknown }
      fixture.proxy.inject(nil)
      if resolves {
        #expect {
          try recorder.resolve(Rehearsal.externalID(1), session: Rehearsal.token, at: Rehearsal.start)
        } throws: { ($0 as? Rejection)?.code == .uploadUnknown }
      }
      let statuses = try fixture.proxy.release()
      // Without the item that `settle` writes, the upload would appear now.
      #expect(statuses.first == (resolves ? 400 : 200))
      #expect(try recorder.uploads().count == (resolves ? 0 : 1))
      guard resolves else { return }
      // The answer is the same a second time, and a new begin cannot take the ID.
      for _ in 0..<2 {
        #expect {
          try recorder.resolve(Rehearsal.externalID(1), session: Rehearsal.token, at: Rehearsal.start)
        } throws: { ($0 as? Rejection)?.code == .uploadUnknown }
      }
      #expect { try Rehearsal.begin(1, with: recorder) } throws: { ($0 as? Rejection)?.code == .taken }
    }
  }

  @Test("a server that throttles is a busy database: nothing is left, and the next attempt succeeds")
  func busy() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      _ = try fixture.recorder()
      let isThrottling = Mutex(false)
      fixture.proxy.inject { _ in isThrottling.withLock { $0 } ? .error("ThrottlingException") : nil }
      for point in [RecordingPoint.beginChecked, .beginWritten, .beforeCommit] {
        // At the same points at which the scenarios say that the database is busy.
        let recorder = Recorder(
          store: try fixture.hastyStore(patience: .seconds(2)),
          configuration: Rehearsal.configuration { reached in
            if reached == point { isThrottling.withLock { $0 = true } }
          })
        #expect {
          try Rehearsal.begin(1, with: recorder)
        } throws: { ($0 as? Rejection)?.code == .busy && ($0 as? Rejection)?.status == 503 }
        isThrottling.withLock { $0 = false }
        #expect(try recorder.uploads() == [])
      }
      try Rehearsal.begin(1, with: fixture.recorder())
    }
  }

  @Test("a conflict runs the body again, with a new token and what is true now")
  func conflict() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let recorder = try fixture.recorder()
      try Rehearsal.begin(1, with: recorder)
      let id = Rehearsal.externalID(1)
      let runs = Mutex(0)
      let reading = Recorder(
        store: try fixture.store(),
        configuration: Rehearsal.configuration { point in
          guard point == .recordWritten else { return }
          let run = runs.withLock { runs in
            runs += 1
            return runs
          }
          guard run == 1 else { return }
          // Between the reads of a transaction and its commit, another one changes what it has read.
          _ = try recorder.beginLook(at: id, by: Rehearsal.caller, at: Rehearsal.start)
        })
      fixture.proxy.inject(nil)
      let result = try Rehearsal.complete(id, with: reading)
      #expect(result.status == .completed && runs.withLock { $0 } == 2)
      let tokens = fixture.proxy.calls("TransactWriteItems").compactMap { $0.input["ClientRequestToken"]?.text }
      #expect(Set(tokens).count == tokens.count)
      // The number that the other one took is not given again.
      #expect(try recorder.beginLook(at: id, by: Rehearsal.caller, at: Rehearsal.start).number == 3)
    }
  }

  @Test("a session that ends between check and commit begins nothing", arguments: DynamoServer.Kind.allCases)
  func sessionEnds(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let store = try fixture.store()
      let hash = Array(SHA256.digest(of: Rehearsal.token.bytes).bytes)
      let recorder = try fixture.recorder { point in
        if point == .beginWritten { try store.removeSession(tokenHash: hash) }
      }
      #expect { try Rehearsal.begin(1, with: recorder) } throws: { ($0 as? Rejection)?.code == .sessionInvalid }
      #expect(try store.uploads() == [])
    }
  }

  @Test("a wrong signature is an error without secrets, and nothing is sent again")
  func signature() async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(.ministack)
      let wrong = Credentials(
        accessKeyID: Credentials.example.accessKeyID, secretAccessKey: Secret("another-secret-that-nobody-may-see"),
        sessionToken: Credentials.example.sessionToken)
      #expect {
        try DynamoDBRecordStore(fixture.configuration(), credentials: wrong)
      } throws: { error in
        let text = "\(error)"
        return (error as? RecordStoreError)?.kind == .failed && text.contains("InvalidSignatureException")
          && text.contains("credentials") && !text.contains("another-secret") && !text.contains("token/with")
      }
      #expect(fixture.proxy.rejections.count == 1 && fixture.proxy.calls.isEmpty)
    }
  }

  @Test("a server that cannot be reached, or says nothing, is an error in time")
  func silence() async throws {
    try await Threads.run {
      let listener = try TestServer { exchange in
        usleep(3_000_000)
        exchange.abort()
      }
      let silent = Endpoint(scheme: .http, host: "127.0.0.1", port: Int(listener.address.port))
      let closed = Endpoint(scheme: .http, host: "127.0.0.1", port: 1)
      for endpoint in [silent, closed] {
        let configuration = try DynamoDBRecordStore.Configuration(
          table: "table", region: "us-east-1", endpoint: endpoint, patience: .milliseconds(500),
          requestTimeout: .milliseconds(200))
        let start = ContinuousClock.now
        #expect {
          try DynamoDBRecordStore(configuration, credentials: .example)
        } throws: { ($0 as? RecordStoreError)?.kind == .failed }
        #expect(.now - start < .seconds(20))
      }
    }
  }
}
