/// A reason for which an object is rejected.
public enum Violation: String, Hashable, Sendable, CaseIterable {
  case objectMissing = "ObjectMissing"
  case objectEmpty = "ObjectEmpty"
  case objectTooLarge = "ObjectTooLarge"
  case mediaTypeNotAllowed = "MediaTypeNotAllowed"
  /// The object is not the one that was validated before (VAL-028).
  case objectReplaced = "ObjectReplaced"
  /// The object's first bytes are not those of its media type (VAL-030).
  case contentNotAllowed = "ContentNotAllowed"
}

/// The decision on an object.
public struct ValidationResult: Hashable, Sendable {
  /// The size in bytes, or nil if the object does not exist.
  public var size: Int?
  /// The media type without parameters, in lower case, or nil if the object does not exist or has no valid Content-Type.
  public var mediaType: Text?
  /// The ETag with its quotation marks, or nil if the object does not exist.
  public var etag: Text?
  /// All reasons to reject the object, each once (VAL-025).
  public var violations: [Violation]

  public var isAccepted: Bool { violations.isEmpty }

  public init(size: Int? = nil, mediaType: Text? = nil, etag: Text? = nil, violations: [Violation]) {
    self.size = size
    self.mediaType = mediaType
    self.etag = etag
    self.violations = violations
  }
}
