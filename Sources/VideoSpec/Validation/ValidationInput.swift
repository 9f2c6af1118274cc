/// The limits that a stored object must satisfy.
public struct ObjectLimits: Hashable, Sendable {
  /// The maximum size in bytes, inclusive.
  public var maximumSize: Int
  /// The one allowed media type, without parameters and in lower case.
  public var mediaType: Text

  public init(maximumSize: Int, mediaType: Text) {
    self.maximumSize = maximumSize
    self.mediaType = mediaType
  }
}

/// The configuration of a service: the bucket, and the limits for objects in it (VAL-010).
public struct UploadLimits: Hashable, Sendable {
  public var bucket: Text
  public var object: ObjectLimits

  public init(bucket: Text, object: ObjectLimits) {
    self.bucket = bucket
    self.object = object
  }
}

/// A store's response to a `HEAD` request.
public enum StoreResponse: Hashable, Sendable {
  case responded(status: Int, headers: [HeaderField])
  /// There was no response: the connection broke or timed out.
  case unreachable

  /// The response for an object that does not exist.
  public static let missing = StoreResponse.responded(status: 404, headers: [])
}

/// A store's description of an object.
public struct ObjectDescription: Hashable, Sendable {
  /// The size in bytes.
  public var size: Int
  /// The stored `Content-Type`, unchanged; nil if there is none.
  public var contentType: Text?
  /// The ETag, including its quotation marks.
  public var etag: Text

  public init(size: Int, contentType: Text?, etag: Text) {
    self.size = size
    self.contentType = contentType
    self.etag = etag
  }
}

/// The part of an object that content checks read.
public enum ContentSample {
  /// The number of bytes. EBML headers and `ftyp` boxes are much smaller.
  public static let size = 4096
}

/// A reason why an object is not accepted.
public enum Violation: String, Hashable, Sendable, CaseIterable {
  case objectMissing = "ObjectMissing"
  case objectEmpty = "ObjectEmpty"
  case objectTooLarge = "ObjectTooLarge"
  case mediaTypeNotAllowed = "MediaTypeNotAllowed"
  case objectReplaced = "ObjectReplaced"
  case contentNotAllowed = "ContentNotAllowed"
}

/// The decision on an object: the output of `object.validate`.
public struct ValidationResult: Hashable, Sendable {
  /// The size in bytes; nil if the object does not exist.
  public var size: Int?
  /// The media type's essence in lower case; nil if there is no valid media type.
  public var mediaType: Text?
  /// The ETag, including its quotation marks; nil if the object does not exist.
  public var etag: Text?
  /// All violations, each once (VAL-025).
  public var violations: [Violation]

  public var isAccepted: Bool { violations.isEmpty }

  public init(size: Int? = nil, mediaType: Text? = nil, etag: Text? = nil, violations: [Violation]) {
    self.size = size
    self.mediaType = mediaType
    self.etag = etag
    self.violations = violations
  }
}
