import DynamoDBStore
import Foundation
import ReferenceImpl
import Rehearsal
import VideoSpec

/// A table of its own on a shared server, behind a proxy of its own.
struct DynamoFixture: Sendable {
  let proxy: SigningProxy
  let table: Text

  init(_ kind: DynamoServer.Kind, credentials: Credentials = .example) throws {
    proxy = try SigningProxy(before: .shared(kind), credentials: credentials)
    table = Text("t-" + UUID().uuidString)
  }

  func configuration(
    patience: Duration = .seconds(60), requestTimeout: Duration = .seconds(20), prefix: Text = Text()
  ) throws -> DynamoDBRecordStore.Configuration {
    try DynamoDBRecordStore.Configuration(
      table: table, region: "us-east-1", endpoint: proxy.endpoint, prefix: prefix, createsTable: true,
      patience: patience, requestTimeout: requestTimeout)
  }

  /// Opens the store. The table is created if it is missing.
  func store(patience: Duration = .seconds(60), prefix: Text = Text()) throws -> DynamoDBRecordStore {
    try DynamoDBRecordStore(configuration(patience: patience, prefix: prefix), credentials: .example)
  }

  /// Opens a store that gives up soon. On a busy machine, opening it may take several attempts.
  func hastyStore(patience: Duration = .seconds(1)) throws -> DynamoDBRecordStore {
    // After a lost commit a store waits for one more request, so that this must not take long either.
    let configuration = try configuration(patience: patience, requestTimeout: patience)
    for _ in 0..<100 {
      if let store = try? DynamoDBRecordStore(configuration, credentials: .example) { return store }
    }
    return try DynamoDBRecordStore(configuration, credentials: .example)
  }

  /// Opens a recorder that has the user, the session and the question of the rehearsal.
  func recorder(
    patience: Duration = .seconds(60), reaching reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in }
  ) throws -> Recorder {
    let recorder = Recorder(
      store: try store(patience: patience), configuration: Rehearsal.configuration(reaching: reach))
    try recorder.add(
      users: ["u_1"], sessions: [UserSession(token: Rehearsal.token, user: "u_1", expires: .maximum)], questions: [7])
    return recorder
  }
}

extension DynamoDBRecordStore {
  /// Runs a body in a transaction.
  func transact<Result: Sendable>(_ body: (any RecordTransaction) throws -> Result) throws -> Result {
    try transaction(reaching: { _ in }, body)
  }
}

extension RecordedUpload {
  /// Whether the upload has everything that its status needs.
  var isComplete: Bool {
    let hasResult = size != nil && mediaType != nil && etag != nil
    let isBegun = externalID != nil && user != nil && question != nil && duration != nil && key != nil
    return isBegun && (status == .completed) == hasResult
  }
}
