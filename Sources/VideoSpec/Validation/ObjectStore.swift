/// A place where objects are: what the validator and the recorder ask.
///
/// It says what the store says and decides nothing: a 403 stays a 403 (VAL-026).
public protocol ObjectStore: Sendable {
  /// What the store answers to HEAD for a key of the bucket, tried again where that is worth it (VAL-041).
  func head(_ key: Text) async -> StoreResponse

  /// The first bytes of an object, where its content is to be checked (VAL-030).
  ///
  /// - Parameters:
  ///   - count: How many at most; less come of a smaller object.
  ///   - etag: Of the object that HEAD described: the bytes of another one are a ``Violation/objectReplaced``.
  func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes
}

/// What came of reading an object.
public enum StoredBytes: Hashable, Sendable {
  case bytes(Text)
  /// There is another object by now, or none (412, 404).
  case replaced
  /// The store's answer when it gave no bytes.
  case failed(StoreResponse)
}
