import VideoSpec

/// An item of the table: attributes in DynamoDB's JSON, each with its type.
///
/// An item that was read keeps the attributes that this version does not know, so writing it back loses nothing.
struct Item: Hashable, Sendable {
  private(set) var attributes: JSONObject

  init(_ attributes: JSONObject) { self.attributes = attributes }

  /// Creates an item that has only its key and its version, 0: the commit makes it 1.
  init(key: Text, kind: Kind) {
    attributes = JSONObject()
    self[.key] = key
    self[.kind] = Text(kind.rawValue)
  }

  /// The names of the attributes.
  enum Name: String {
    /// The partition key.
    case key = "pk"
    case kind
    /// Counts the writes of the item, from 1.
    case version
    /// The token of the transaction that wrote the item last.
    case commit
    /// The partition key of the index `queue`. Only items that wait for something have it.
    case queue
    /// The sort key of the index `queue`, and the order in which uploads began.
    case place
    /// When DynamoDB may remove the item: the table's time to live.
    case ttl
    case user
    case end = "ends_at"
    case holder
    case uploadID = "upload"
    case question
    case duration
    case begin = "begins_at"
    case formEnd = "form_ends_at"
    case status
    case storageKey = "storage_key"
    case looked
    case recorded
    case validated
    case size
    case mediaType = "media_type"
    case etag
    case violations
    case layout
  }

  /// What an item is.
  enum Kind: String {
    case layout, user, session, question, upload, settled, key, lease
  }

  /// Reads or writes a text. Bytes that are not UTF-8 are stored as binary data.
  subscript(name: Name) -> Text? {
    get {
      let value = attributes[Text(name.rawValue)]
      return value?["S"]?.text ?? value?["B"]?.text.flatMap { Base64.decode($0.bytes) }.map { Text(bytes: $0) }
    }
    set { attributes[Text(name.rawValue)] = newValue.map(Item.value) }
  }

  /// Reads or writes an integer.
  subscript(number name: Name) -> Int? {
    get { attributes[Text(name.rawValue)]?["N"]?.string.flatMap { Int($0) } }
    set { attributes[Text(name.rawValue)] = newValue.map(Item.value) }
  }

  subscript(flag name: Name) -> Bool {
    get { attributes[Text(name.rawValue)]?["BOOL"]?.bool ?? false }
    set { attributes[Text(name.rawValue)] = ["BOOL": .bool(newValue)] }
  }

  var version: Int { self[number: .version] ?? 0 }

  var kind: Kind? { self[.kind].flatMap { Kind(rawValue: $0.string) } }

  /// Returns a text in DynamoDB's JSON.
  static func value(_ text: Text) -> JSONValue {
    text.isUTF8 ? ["S": .string(text)] : ["B": .string(Text(bytes: Base64.encode(text.bytes)))]
  }

  /// Returns an integer in DynamoDB's JSON, which has the digits of a number in a string.
  static func value(_ number: Int) -> JSONValue { ["N": JSONValue("\(number)")] }
}
