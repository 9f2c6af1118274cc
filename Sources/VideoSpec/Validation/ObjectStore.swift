/// A store of objects, as the validator and the recorder see it.
///
/// A store reports what it was told and decides nothing: a 403 stays a 403 (VAL-026).
public protocol ObjectStore: Sendable {
  /// Returns the store's response to a HEAD request for a key. Failures that may pass are tried again (VAL-041).
  func head(_ key: Text) async -> StoreResponse

  /// Reads the first bytes of an object, so that its content can be checked (VAL-030).
  ///
  /// - Parameters:
  ///   - count: The largest number of bytes to return. A smaller object has fewer.
  ///   - etag: The ETag of the object that HEAD described. The bytes of another object are not returned: see ``StoredBytes/replaced``.
  func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes
}

/// A store's response to HEAD.
public enum StoreResponse: Hashable, Sendable {
  case responded(status: Int, headers: [HeaderField])
  /// There was no response: the connection broke, or it took too long.
  case unreachable

  /// The response for an object that does not exist.
  public static let missing = StoreResponse.responded(status: 404, headers: [])
}

/// The result of reading an object.
public enum StoredBytes: Hashable, Sendable {
  case bytes(Text)
  /// The object was replaced or deleted in the meantime (412, 404).
  case replaced
  /// The store's response, if it sent no bytes.
  case failed(StoreResponse)
}

/// A store's description of an object.
public struct ObjectDescription: Hashable, Sendable {
  /// The size in bytes.
  public var size: Int
  /// The Content-Type as it was stored, or nil if there is none.
  public var contentType: Text?
  /// The ETag with its quotation marks.
  public var etag: Text

  public init(size: Int, contentType: Text?, etag: Text) {
    self.size = size
    self.contentType = contentType
    self.etag = etag
  }
}

/// The part of an object that is read to check its content.
public enum ContentSample {
  /// The number of bytes that are read. EBML headers and `ftyp` boxes are much smaller.
  public static let size = 4096
}
