import HTTPCore
import ReferenceImpl
import VideoSpec

/// A draft of a transaction: it reads items with strong consistency, remembers their versions, and collects what is written.
///
/// It becomes one `TransactWriteItems`, in which each item that was read or written has a condition: it is as it was read. So
/// nothing is committed that depends on something that has changed. See ``actions(token:)``.
final class DynamoDBTransaction: RecordTransaction {
  private let store: DynamoDBRecordStore
  private let deadline: Deadline
  /// The items that were read or written, by key, as the transaction sees them; nil for one that does not exist.
  private var items: [Text: Item?] = [:]
  /// What a condition of the commit refers to: the version that was read, or nil if there was no item.
  private var seen: [Text: Int?] = [:]
  /// The keys in the order in which they came, so that the same body makes the same request.
  private var order: [Text] = []
  private var written: Set<Text> = []
  /// The keys of the items that an insert makes without having looked for them.
  private(set) var inserted: Set<Text> = []

  init(_ store: DynamoDBRecordStore, until deadline: Deadline) {
    self.store = store
    self.deadline = deadline
  }

  private var layout: Layout { store.layout }

  /// Whether there is something to commit.
  var hasWrites: Bool { !written.isEmpty }

  /// The keys of the items that are written, in their order.
  var writtenKeys: [Text] { order.filter(written.contains) }

  // MARK: - Items

  /// Returns an item as this transaction sees it.
  ///
  /// - Parameter isPermanent: Whether the item never changes once it exists, so that the commit need not check it.
  func item(_ key: Text, isPermanent: Bool = false) throws -> Item? {
    if let item = items[key] { return item }
    let item = try store.item(key, until: deadline)
    learn(item, at: key, isPermanent: isPermanent && item != nil)
    return item
  }

  /// Reads several items at once.
  func readPermanent(_ keys: [Text]) throws {
    let found = try store.items(keys.filter { items[$0] == nil }, until: deadline)
    for key in keys where items[key] == nil { learn(found[key], at: key, isPermanent: found[key] != nil) }
  }

  private func learn(_ item: Item?, at key: Text, isPermanent: Bool) {
    items[key] = .some(item)
    guard !isPermanent else { return }
    seen[key] = .some(item?.version)
    order.append(key)
  }

  /// Replaces an item, or writes a new one.
  func write(_ item: Item) {
    guard let key = item[.key] else { return }
    if items[key] == nil {
      // Nothing is known of it, so the commit requires that it does not exist.
      seen[key] = .some(nil)
      order.append(key)
    }
    items[key] = item
    written.insert(key)
  }

  /// Returns the actions of `TransactWriteItems`, and the key of the item that each is about.
  func actions(token: Text) -> [(key: Text, action: JSONValue)] {
    order.map { key in
      let condition = condition(key)
      guard written.contains(key), var item = items[key] ?? nil else {
        return (key, ["ConditionCheck": .object(condition)])
      }
      var put = condition
      put["Key"] = nil
      item[number: .version] = ((seen[key] ?? nil) ?? 0) + 1
      item[.commit] = token
      put["Item"] = .object(item.attributes)
      return (key, ["Put": .object(put)])
    }
  }

  private func condition(_ key: Text) -> JSONObject {
    var condition: JSONObject = [
      "TableName": .string(layout.table), "Key": .object(store.keyObject(key)),
    ]
    if let version = seen[key] ?? nil {
      condition["ConditionExpression"] = "#v = :v"
      condition["ExpressionAttributeNames"] = ["#v": JSONValue(Item.Name.version.rawValue)]
      condition["ExpressionAttributeValues"] = [":v": Item.value(version)]
    } else {
      condition["ConditionExpression"] = "attribute_not_exists(pk)"
    }
    return condition
  }

  // MARK: - Records

  func session(tokenHash: [UInt8]) throws -> StoredSession? {
    guard let item = try item(layout.session(tokenHash)), let user = item[.user], let end = item[number: .end] else {
      return nil
    }
    return StoredSession(user: .name(user), expires: Timestamp(clamping: end))
  }

  func hasQuestion(_ question: Int) throws -> Bool {
    // Nothing of this store removes a question, so one that a consistent read has found stays. A check at the commit would make
    // every begin write to the item that all of them share: they would conflict, and no partition takes more than 1000 writes
    // per second.
    try item(layout.question(question), isPermanent: true) != nil
  }

  func insert(_ upload: NewUpload) throws {
    guard case .name(let user) = upload.user else {
      throw RecordStoreError(.failed, "the reference to the user comes from another record store")
    }
    guard Layout.isExternalID(upload.externalID) else {
      throw RecordStoreError(.failed, "an external ID has 36 visible ASCII characters")
    }
    guard (1...1024).contains(upload.key.bytes.count), upload.key.isUTF8 else {
      throw RecordStoreError(.failed, "a storage key has to be UTF-8 of 1 to 1024 bytes")
    }
    let new = [
      layout.uploadItem(upload, user: user, moment: store.moment()), layout.keyItem(upload),
    ]
    for item in new {
      guard let key = item[.key] else { continue }
      // Also an item that says that the upload does not exist (see `settle`).
      if let known = items[key] {
        guard known == nil else { throw RecordStoreError.taken }
      } else {
        inserted.insert(key)
      }
      write(item)
    }
  }

  /// Returns the item of an upload, or nil if it does not exist.
  private func uploadItem(_ externalID: Text) throws -> Item? {
    guard Layout.isExternalID(externalID), let item = try item(layout.upload(externalID)), item.kind == .upload else {
      return nil
    }
    return item
  }

  func upload(_ externalID: Text) throws -> StoredUpload? {
    guard let item = try uploadItem(externalID), let user = item[.user] else { return nil }
    return StoredUpload(user: .name(user), status: item.uploadStatus)
  }

  func beginning(of externalID: Text) throws -> NewUpload? {
    guard let item = try uploadItem(externalID), let user = item[.user], let key = item[.storageKey],
      let question = item[number: .question], let duration = item.seconds, let begins = item[number: .begin],
      let formExpires = item[number: .formEnd]
    else { return nil }
    return NewUpload(
      externalID: externalID, key: key, user: .name(user), question: question, duration: duration,
      begins: Timestamp(clamping: begins), formExpires: Timestamp(clamping: formExpires))
  }

  func numberLook(at externalID: Text) throws -> Look? {
    guard var item = try uploadItem(externalID), let key = item[.storageKey] else { return nil }
    let number = (item[number: .looked] ?? 0) + 1
    item[number: .looked] = number
    write(item)
    return Look(externalID: externalID, key: key, number: number)
  }

  func recordedLook(at externalID: Text) throws -> RecordedLook? {
    guard let item = try uploadItem(externalID) else { return nil }
    let violations = [Violation](column: item[.violations] ?? Text())
    return RecordedLook(
      number: item[number: .recorded] ?? 0, isValidated: item[flag: .validated],
      result: RecordedResult(
        status: item.uploadStatus, size: item[number: .size], mediaType: item[.mediaType], etag: item[.etag],
        violations: violations))
  }

  func record(_ look: RecordedLook, at externalID: Text) throws {
    guard var item = try uploadItem(externalID) else { return }
    item[.status] = Text(look.result.status.rawValue)
    item[number: .size] = look.result.size
    item[.mediaType] = look.result.mediaType
    item[.etag] = look.result.etag
    item[.violations] = look.result.violations.column
    item[flag: .validated] = look.isValidated
    item[number: .recorded] = look.number
    // What is decided is not overdue any more. Its place stays, for the order of the uploads.
    if look.result.status != .processing { item[.queue] = nil }
    write(item)
  }

  /// Puts an item in the place of an upload that does not exist.
  ///
  /// A request to commit an upload may be on its way although its sender has given up: in a buffer, or in DynamoDB itself. A
  /// consistent read finds nothing then, and still the upload may appear a moment later. But an upload is inserted on the condition
  /// that there is no item with its key. So whoever finds no upload puts one there, on the same condition, and one of the two
  /// commits fails: either the late insert, for ever, or this one, and then the body runs again and finds the upload.
  ///
  /// DynamoDB may remove the item after a day. By then no request can be on its way: DynamoDB refuses one whose signature is older
  /// than some minutes. An upload that exists needs nothing, because no upload is ever removed.
  func settle(_ externalID: Text) throws {
    guard Layout.isExternalID(externalID), try item(layout.upload(externalID)) == nil else { return }
    write(layout.settledItem(externalID, until: store.settledEnd))
  }
}

extension Item {
  var uploadStatus: UploadStatus { self[.status].flatMap { UploadStatus($0) } ?? .processing }

  /// The duration of an upload.
  var seconds: Double? { self[.duration].flatMap { Double($0.string) } }
}

extension RecordStoreError {
  static var taken: RecordStoreError { RecordStoreError(.taken, "the external ID or the key exists already") }
}
