/// What may be stored.
public struct ObjectLimits: Hashable, Sendable {
  /// In bytes, inclusive.
  public var maximumSize: Int
  /// One media type without parameters, in lower case.
  public var mediaType: Text

  public init(maximumSize: Int, mediaType: Text) {
    self.maximumSize = maximumSize
    self.mediaType = mediaType
  }
}

/// What a service is configured with: the bucket, and what may be stored there (VAL-010).
public struct UploadLimits: Hashable, Sendable {
  public var bucket: Text
  public var object: ObjectLimits

  public init(bucket: Text, object: ObjectLimits) {
    self.bucket = bucket
    self.object = object
  }
}

/// What a store answered to HEAD.
public enum StoreResponse: Hashable, Sendable {
  case responded(status: Int, headers: [HeaderField])
  /// There was no answer: a broken connection, or a time-out.
  case unreachable

  /// Of an object that does not exist.
  public static let missing = StoreResponse.responded(status: 404, headers: [])
}

/// What a store says of an object.
public struct ObjectDescription: Hashable, Sendable {
  /// In bytes.
  public var size: Int
  /// The Content-Type as it was stored; nil without one.
  public var contentType: Text?
  /// With its quotation marks.
  public var etag: Text

  public init(size: Int, contentType: Text?, etag: Text) {
    self.size = size
    self.contentType = contentType
    self.etag = etag
  }
}

/// How much of an object is looked at.
public enum ContentSample {
  /// In bytes: EBML headers and `ftyp` boxes are much smaller.
  public static let size = 4096
}

/// What is wrong with an object.
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
  /// In bytes; nil for an object that does not exist.
  public var size: Int?
  /// The essence, in lower case; nil for what is no media type.
  public var mediaType: Text?
  /// With its quotation marks; nil for an object that does not exist.
  public var etag: Text?
  /// All that is wrong, each once (VAL-025).
  public var violations: [Violation]

  public var isAccepted: Bool { violations.isEmpty }

  public init(size: Int? = nil, mediaType: Text? = nil, etag: Text? = nil, violations: [Violation]) {
    self.size = size
    self.mediaType = mediaType
    self.etag = etag
    self.violations = violations
  }
}
