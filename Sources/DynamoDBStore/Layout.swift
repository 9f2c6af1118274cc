import ReferenceImpl
import VideoSpec

/// The keys of the items and the definition of the table. `Docs/Engines.md` describes both.
struct Layout: Sendable {
  /// The version of the layout. A program refuses tables with a later one.
  static let version = 1
  static let index: Text = "queue"
  /// The number of partitions of each queue.
  ///
  /// The places in a queue grow with time, so all writes to one partition of the index would go to its end: at most 1000 per
  /// second. It cannot change while there are items in the queues.
  static let shards = 16
  /// How long it stays on record that an upload does not exist, in seconds: far longer than a signed request is accepted.
  static let settledSeconds = 86_400

  var table: Text
  var prefix: Text

  private func key(_ kind: Item.Kind, _ name: Text = Text()) -> Text { prefix + Text("/\(kind.rawValue)/") + name }

  var layout: Text { key(.layout) }
  func user(_ name: Text) -> Text { key(.user, name) }
  func session(_ tokenHash: [UInt8]) -> Text { key(.session, Text(bytes: Hexadecimal.encode(tokenHash))) }
  func question(_ id: Int) -> Text { key(.question, Text("\(id)")) }
  func upload(_ externalID: Text) -> Text { key(.upload, externalID) }
  func storageKey(_ key: Text) -> Text { self.key(.key, key) }
  func lease(_ name: Text) -> Text { key(.lease, name) }

  /// Whether a text can be the external ID of an upload. Whatever else a client sends is not looked up.
  static func isExternalID(_ text: Text) -> Bool {
    text.bytes.count == 36 && text.bytes.allSatisfy { (0x21...0x7E).contains($0) }
  }

  // MARK: - Queues

  /// A queue of the index: items that wait until a time has come.
  enum Queue: String {
    /// Uploads that are processing, in the order in which they began.
    case processing
    /// Sessions, in the order in which they end.
    case sessions
  }

  func partition(_ shard: Int, of queue: Queue) -> Text { prefix + Text("/\(queue.rawValue)/\(shard)") }

  func partition(of name: some Collection<UInt8>, in queue: Queue) -> Text {
    partition(Int(name.reduce(0, ^)) % Layout.shards, of: queue)
  }

  /// Returns a place in a queue, which sorts by time.
  static func place(_ time: Timestamp, _ rest: Text) -> Text { Text(padded(time.seconds, 12)) + "-" + rest }

  /// The place after all that begin with a time.
  static func end(of time: Timestamp) -> Text { Text(padded(time.seconds, 12)) + "~" }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  // MARK: - Items

  func userItem(_ name: Text) -> Item { Item(key: user(name), kind: .user) }

  func questionItem(_ id: Int) -> Item { Item(key: question(id), kind: .question) }

  func sessionItem(_ session: NewSession, expiring: Bool) -> Item {
    var item = Item(key: self.session(session.tokenHash), kind: .session)
    item[.user] = session.user
    item[number: .end] = session.expires.seconds
    item[.queue] = partition(of: session.tokenHash, in: .sessions)
    item[.place] = Layout.place(session.expires, Text(bytes: Hexadecimal.encode(session.tokenHash)))
    if expiring { item[number: .ttl] = session.expires.seconds }
    return item
  }

  func uploadItem(_ upload: NewUpload, user: Text, moment: Int) -> Item {
    var item = Item(key: self.upload(upload.externalID), kind: .upload)
    item[.uploadID] = upload.externalID
    item[.user] = user
    item[number: .question] = upload.question
    // A text: DynamoDB's numbers have other limits than a Double.
    item[.duration] = Text("\(upload.duration)")
    item[number: .begin] = upload.begins.seconds
    item[number: .formEnd] = upload.formExpires.seconds
    item[.status] = Text(UploadStatus.processing.rawValue)
    item[.storageKey] = upload.key
    item[number: .looked] = 0
    item[number: .recorded] = 0
    item[flag: .validated] = false
    item[.queue] = partition(of: upload.externalID.bytes, in: .processing)
    item[.place] = Layout.place(upload.begins, Text(Layout.padded(moment, 19)) + "-" + upload.externalID)
    return item
  }

  func keyItem(_ upload: NewUpload) -> Item {
    var item = Item(key: storageKey(upload.key), kind: .key)
    item[.storageKey] = upload.key
    item[.uploadID] = upload.externalID
    return item
  }

  /// The item that takes the place of an upload that does not exist, so that nobody can insert it any more.
  func settledItem(_ externalID: Text, until end: Timestamp?) -> Item {
    var item = Item(key: upload(externalID), kind: .settled)
    item[number: .ttl] = end?.seconds
    return item
  }

  // MARK: - Table

  /// The input of `CreateTable`.
  var definition: JSONObject {
    func attribute(_ name: Item.Name) -> JSONValue {
      ["AttributeName": JSONValue(name.rawValue), "AttributeType": "S"]
    }
    func element(_ name: Item.Name, _ type: Text) -> JSONValue {
      ["AttributeName": JSONValue(name.rawValue), "KeyType": .string(type)]
    }
    return [
      "TableName": .string(table), "BillingMode": "PAY_PER_REQUEST",
      "AttributeDefinitions": [attribute(.key), attribute(.queue), attribute(.place)],
      "KeySchema": [element(.key, "HASH")],
      "GlobalSecondaryIndexes": [
        [
          "IndexName": .string(Layout.index), "KeySchema": [element(.queue, "HASH"), element(.place, "RANGE")],
          "Projection": ["ProjectionType": "INCLUDE", "NonKeyAttributes": [JSONValue(Item.Name.formEnd.rawValue)]],
        ]
      ],
    ]
  }

  /// Returns what a table's description lacks, or nil if it is a table of this layout.
  static func fault(in table: JSONValue) -> String? {
    guard hasKeys(table, [.key]) else { return "its key is not the text \"pk\" alone" }
    let indexes = table["GlobalSecondaryIndexes"]?.array ?? []
    guard let index = indexes.first(where: { $0["IndexName"]?.text == Layout.index }) else {
      return "it has no index \"\(Layout.index)\""
    }
    return hasKeys(index, [.queue, .place]) ? nil : "its index \"\(Layout.index)\" has other keys than queue and place"
  }

  private static func hasKeys(_ description: JSONValue, _ names: [Item.Name]) -> Bool {
    let keys = (description["KeySchema"]?.array ?? []).compactMap { $0["AttributeName"]?.string }
    return keys == names.map(\.rawValue)
  }
}
