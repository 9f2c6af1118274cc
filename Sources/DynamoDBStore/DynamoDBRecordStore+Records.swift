import HTTPCore
public import ReferenceImpl
public import VideoSpec

extension DynamoDBRecordStore {
  /// The most items that one transaction adds. A session needs its user, which is added before or at the same time.
  private static let partSize = 50

  public func add(users: [Text], sessions: [NewSession], questions: [Int]) throws {
    for user in users + sessions.map(\.user) where !user.isUTF8 || user.bytes.count > 1024 {
      throw RecordStoreError(.failed, "the name of a user has to be UTF-8 of at most 1024 bytes")
    }
    let items =
      users.map { layout.userItem($0) } + questions.map { layout.questionItem($0) }
      + sessions.map { layout.sessionItem($0, expiring: configuration.expiresItems) }
    for start in stride(from: 0, to: items.count, by: Self.partSize) {
      try add(Array(items[start..<min(start + Self.partSize, items.count)]))
    }
  }

  private func add(_ items: [Item]) throws {
    try write { transaction in
      let users = items.filter { $0.kind == .session }.compactMap { $0[.user] }.map { layout.user($0) }
      try transaction.readPermanent(items.compactMap { $0[.key] } + users)
      for item in items {
        guard let key = item[.key], try transaction.item(key) == nil else { continue }
        if item.kind == .session, let user = item[.user], try transaction.item(layout.user(user)) == nil { continue }
        transaction.write(item)
      }
    }
  }

  public func removeSession(tokenHash: [UInt8]) throws {
    _ = try client.perform(
      "DeleteItem",
      ["TableName": .string(layout.table), "Key": .object(keyObject(layout.session(tokenHash)))], writes: true,
      until: patience())
  }

  public func removeSessions(expiredBy time: Timestamp) throws {
    for shard in 0..<Layout.shards {
      let found = try pages(
        "Query",
        [
          "TableName": .string(layout.table), "IndexName": .string(Layout.index),
          "KeyConditionExpression": "#q = :q AND #p <= :to",
          "ExpressionAttributeNames": [
            "#q": JSONValue(Item.Name.queue.rawValue), "#p": JSONValue(Item.Name.place.rawValue),
          ],
          "ExpressionAttributeValues": [
            ":q": Item.value(layout.partition(shard, of: .sessions)), ":to": Item.value(Layout.end(of: time)),
          ],
        ], until: patience)
      for item in found { if let key = item[.key] { try removeSession(key, expiredBy: time) } }
    }
  }

  /// Removes a session if it has expired. The index may be wrong, the table is not.
  private func removeSession(_ key: Text, expiredBy time: Timestamp) throws {
    do {
      _ = try client.perform(
        "DeleteItem",
        [
          "TableName": .string(layout.table), "Key": .object(keyObject(key)), "ConditionExpression": "#e <= :t",
          "ExpressionAttributeNames": ["#e": JSONValue(Item.Name.end.rawValue)],
          "ExpressionAttributeValues": [":t": Item.value(time.seconds)],
        ], writes: true, until: patience())
    } catch let error as DynamoDBFailure {
      // Somebody else removed it.
      guard error.kind == .condition else { throw RecordStoreError(.failed, error.reason) }
    }
  }

  public func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
    guard name.isUTF8, name.bytes.count <= 1024 else {
      throw RecordStoreError(.failed, "the name of a lease has to be UTF-8 of at most 1024 bytes")
    }
    var item = Item(key: layout.lease(name), kind: .lease)
    item[.holder] = holder
    item[number: .end] = end.seconds
    do {
      // A lost response does no harm: the holder renews what it has.
      _ = try client.perform(
        "PutItem",
        [
          "TableName": .string(layout.table), "Item": .object(item.attributes),
          "ConditionExpression": "attribute_not_exists(pk) OR #h = :h OR #e <= :t",
          "ExpressionAttributeNames": [
            "#h": JSONValue(Item.Name.holder.rawValue), "#e": JSONValue(Item.Name.end.rawValue),
          ],
          "ExpressionAttributeValues": [":h": Item.value(holder), ":t": Item.value(time.seconds)],
        ], writes: true, until: patience())
      return true
    } catch let error as DynamoDBFailure {
      guard error.kind == .condition else { throw RecordStoreError(.failed, error.reason) }
      return false
    }
  }

  public func check() throws { _ = try item(layout.layout, until: patience()) }

  /// Reads the whole table, page by page.
  public func uploads() throws -> [RecordedUpload] {
    let found = try scan([.upload, .key])
    var uploads: [Text: Item] = [:]
    var keys: [Text: Item] = [:]
    for item in found {
      guard let key = item[.key] else { continue }
      if item.kind == .upload { uploads[key] = item } else if item.kind == .key { keys[key] = item }
    }
    // A scan is no snapshot: it may find one item of an upload that begins meanwhile, and not the other. Both are read again.
    for item in Array(keys.values) {
      guard let id = item[.uploadID], uploads[layout.upload(id)] == nil else { continue }
      let read = try self.item(layout.upload(id), until: patience())
      if let read, read.kind == .upload { uploads[layout.upload(id)] = read }
    }
    for item in Array(uploads.values) {
      guard let key = item[.storageKey], keys[layout.storageKey(key)] == nil else { continue }
      keys[layout.storageKey(key)] = try self.item(layout.storageKey(key), until: patience())
    }
    let ordered = uploads.values.sorted { ($0[.place] ?? Text()) < ($1[.place] ?? Text()) }
    let orphans = keys.values.filter { item in item[.uploadID].map { uploads[layout.upload($0)] == nil } ?? true }
    return ordered.map { $0.recordedUpload(keys[layout.storageKey($0[.storageKey] ?? Text())]) }
      + orphans.map { RecordedUpload(key: $0[.storageKey]) }
  }

  /// Returns the items of some kinds.
  func scan(_ kinds: [Item.Kind]) throws -> [Item] {
    let names = kinds.indices.map { ":k\($0)" }
    var values: JSONObject = [":p": Item.value(layout.prefix + "/")]
    for (name, kind) in zip(names, kinds) { values[Text(name)] = Item.value(Text(kind.rawValue)) }
    return try pages(
      "Scan",
      [
        "TableName": .string(layout.table), "ConsistentRead": true,
        "FilterExpression": JSONValue("begins_with(pk, :p) AND #k IN (\(names.joined(separator: ", ")))"),
        "ExpressionAttributeNames": ["#k": JSONValue(Item.Name.kind.rawValue)],
        "ExpressionAttributeValues": .object(values),
      ], until: patience)
  }

  /// Removes everything that this store has in the table.
  package func removeAll() throws {
    for item in try scan([.layout, .user, .session, .question, .upload, .settled, .key, .lease]) {
      guard let key = item[.key] else { continue }
      _ = try client.perform(
        "DeleteItem", ["TableName": .string(layout.table), "Key": .object(keyObject(key))], writes: true,
        until: patience())
    }
  }
}

extension Item {
  /// Returns an upload as it is recorded.
  ///
  /// - Parameter key: The item of its key. It is missing only if a transaction was not committed as a whole.
  fileprivate func recordedUpload(_ key: Item?) -> RecordedUpload {
    RecordedUpload(
      externalID: self[.uploadID], user: self[.user], question: self[number: .question], duration: seconds,
      status: self[.status].flatMap { UploadStatus(rawValue: $0.string) },
      key: key?[.uploadID] == self[.uploadID] ? key?[.storageKey] : nil, size: self[number: .size],
      mediaType: self[.mediaType], etag: self[.etag])
  }
}
