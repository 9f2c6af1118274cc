/// An object that a form stored in a bucket.
public struct StoredObject: Hashable, Sendable {
  public var bucket: Text
  public var key: Text
  /// The ETag, including its quotation marks.
  public var etag: Text
  /// The object's URL.
  public var location: Text

  public init(bucket: Text, key: Text, etag: Text, location: Text) {
    self.bucket = bucket
    self.key = key
    self.etag = etag
    self.location = location
  }
}
