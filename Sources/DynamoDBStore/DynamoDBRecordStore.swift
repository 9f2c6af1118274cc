import Glibc
import HTTPCore
public import ReferenceImpl
import Synchronization
public import VideoSpec

/// A record store in a table of Amazon DynamoDB, or of a server that is compatible with it.
///
/// A transaction reads with strong consistency, and commits with one `TransactWriteItems` on the condition that nothing has changed
/// that it read. If something has, its body runs again. `Docs/Engines.md` describes the table and what the store promises.
///
/// ```swift
/// let store = try DynamoDBRecordStore(url: "dynamodb://recordings?region=eu-west-1", credentials: credentials)
/// let recorder = Recorder(store: store, configuration: configuration)
/// ```
public final class DynamoDBRecordStore: RecordStore {
  public let configuration: Configuration
  let client: DynamoDBClient
  let layout: Layout
  /// The last moment that was given to an upload.
  private let lastMoment = Mutex(0)
  /// The overdue uploads that the index has reported.
  let overdue = Mutex<OverdueWindow?>(nil)

  /// How often a body runs if others change what it reads. The patience usually ends earlier.
  private static let attempts = 100

  /// Opens the table, and creates it if that is allowed.
  ///
  /// - Throws: A ``Rejection`` if no request can be signed, for a table of a later version, or one of another program;
  ///   ``RecordStoreError`` if the table does not exist or cannot be reached.
  public init(_ configuration: Configuration, credentials: Credentials) throws {
    self.configuration = configuration
    client = try DynamoDBClient(configuration, credentials: credentials)
    layout = Layout(table: configuration.table, prefix: configuration.prefix)
    try openTable()
  }

  /// Opens the table of a URL such as `dynamodb://recordings?region=eu-west-1`; see ``Configuration/init(url:)``.
  public convenience init(url: Text, credentials: Credentials) throws {
    try self.init(Configuration(url: url), credentials: credentials)
  }

  public func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result {
    try write(reaching: reach) { try body($0) }
  }

  /// Runs a body, and commits what it wrote. Runs it again if something that it read has changed.
  func write<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void = { _ in }, _ body: (DynamoDBTransaction) throws -> Result
  ) throws -> Result {
    let deadline = patience()
    var attempt = 1
    while true {
      let transaction = DynamoDBTransaction(self, until: deadline)
      let result = try body(transaction)
      try reach(.beforeCommit)
      if try !transaction.hasWrites || commit(transaction, until: deadline) {
        do { try reach(.afterCommit) } catch { throw RecordStoreError(.outcomeUnknown, "\(error)") }
        return result
      }
      guard attempt < Self.attempts, client.backoff.wait(after: min(attempt, 4), until: deadline) else {
        throw RecordStoreError(.busy, "others kept changing the same items")
      }
      attempt += 1
    }
  }

  // MARK: - Reading

  /// The end of the time in which an operation has to succeed.
  func patience() -> Deadline { .after(configuration.patience) }

  func keyObject(_ key: Text) -> JSONObject { [Text(Item.Name.key.rawValue): Item.value(key)] }

  /// Reads an item with strong consistency.
  func item(_ key: Text, until deadline: Deadline) throws -> Item? {
    let output = try client.perform(
      "GetItem",
      ["TableName": .string(layout.table), "Key": .object(keyObject(key)), "ConsistentRead": true], until: deadline)
    return output["Item"]?.object.map { Item($0) }
  }

  /// Reads items with strong consistency, and returns those that exist by their keys.
  func items(_ keys: [Text], until deadline: Deadline) throws -> [Text: Item] {
    var found: [Text: Item] = [:]
    var rest = Array(Set(keys))
    var attempt = 1
    while !rest.isEmpty {
      let batch = rest.suffix(100)
      rest.removeLast(batch.count)
      let request: JSONValue = [
        "Keys": .array(batch.map { .object(keyObject($0)) }), "ConsistentRead": true,
      ]
      let output = try client.perform(
        "BatchGetItem", ["RequestItems": .object([layout.table: request])], until: deadline)
      for object in output["Responses"]?[layout.table]?.array?.compactMap(\.object) ?? [] {
        let item = Item(object)
        if let key = item[.key] { found[key] = item }
      }
      // What was too much for one response, or for the table at the moment.
      let left = (output["UnprocessedKeys"]?[layout.table]?["Keys"]?.array ?? []).compactMap { key in
        key.object.flatMap { Item($0)[.key] }
      }
      guard !left.isEmpty else { continue }
      rest += left
      guard client.backoff.wait(after: attempt, until: deadline) else {
        throw RecordStoreError(.busy, "DynamoDB left keys of a batch unprocessed")
      }
      attempt += 1
    }
    return found
  }

  /// Returns the items of a `Query` or `Scan`, page by page until there are no more.
  func pages(_ operation: Text, _ input: JSONObject, until deadline: () -> Deadline) throws -> [Item] {
    var items: [Item] = []
    var input = input
    while true {
      let output = try client.perform(operation, input, until: deadline())
      items += (output["Items"]?.array ?? []).compactMap(\.object).map { Item($0) }
      guard let last = output["LastEvaluatedKey"]?.object, !last.members.isEmpty else { return items }
      input["ExclusiveStartKey"] = .object(last)
    }
  }

  // MARK: - Clocks

  /// Returns the present time in nanoseconds, each time a later one. It orders the uploads that begin within a second.
  func moment() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = time.tv_sec * 1_000_000_000 + time.tv_nsec
    return lastMoment.withLock { last in
      last = max(now, last + 1)
      return last
    }
  }

  /// The time from which on it need not be on record any more that an upload does not exist, or nil for never.
  var settledEnd: Timestamp? {
    configuration.expiresItems ? configuration.now().adding(seconds: Layout.settledSeconds) : nil
  }
}
