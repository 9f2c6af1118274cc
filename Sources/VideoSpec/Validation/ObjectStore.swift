/// A store of objects that the validator and the recorder query.
///
/// It returns what the store responded and decides nothing: a 403 stays a 403 (VAL-026).
public protocol ObjectStore: Sendable {
  /// Returns the store's response to a `HEAD` request for a key in the bucket, after retries (VAL-041).
  func head(_ key: Text) async -> StoreResponse

  /// Returns the first bytes of an object, for checking its content (VAL-030).
  ///
  /// - Parameters:
  ///   - count: The maximum number of bytes. A smaller object gives fewer.
  ///   - etag: The ETag of the object that `HEAD` described. If the object has another one by now, the result is
  ///     ``StoredBytes/replaced``, which becomes ``Violation/objectReplaced``.
  func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes
}

/// The result of reading an object's first bytes.
public enum StoredBytes: Hashable, Sendable {
  case bytes(Text)
  /// The object has been replaced or deleted since (412, 404).
  case replaced
  /// The store's response, if it returned no bytes.
  case failed(StoreResponse)
}
