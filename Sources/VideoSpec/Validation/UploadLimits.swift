/// The limits of an object that may be stored.
public struct ObjectLimits: Hashable, Sendable {
  /// The largest size in bytes, inclusive.
  public var maximumSize: Int
  /// The one media type that is allowed, in lower case and without parameters.
  public var mediaType: Text

  public init(maximumSize: Int, mediaType: Text) {
    self.maximumSize = maximumSize
    self.mediaType = mediaType
  }
}

/// The bucket that a service uploads to, and the limits of its objects (VAL-010).
public struct UploadLimits: Hashable, Sendable {
  public var bucket: Text
  public var object: ObjectLimits

  public init(bucket: Text, object: ObjectLimits) {
    self.bucket = bucket
    self.object = object
  }
}
