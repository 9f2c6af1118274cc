/// The record of an upload in the database, as `record.dump` returns it.
///
/// A complete record has every member from `externalID` to `key`. An answer without a video has no key, and a video without an
/// answer has nothing else.
public struct RecordedUpload: Hashable, Sendable {
  public var externalID: Text?
  public var user: Text?
  public var question: Int?
  /// The duration in seconds.
  public var duration: Double?
  public var status: UploadStatus?
  public var key: Text?
  /// The size in bytes.
  public var size: Int?
  public var mediaType: Text?
  public var etag: Text?

  public init(
    externalID: Text? = nil, user: Text? = nil, question: Int? = nil, duration: Double? = nil,
    status: UploadStatus? = nil, key: Text? = nil, size: Int? = nil, mediaType: Text? = nil, etag: Text? = nil
  ) {
    self.externalID = externalID
    self.user = user
    self.question = question
    self.duration = duration
    self.status = status
    self.key = key
    self.size = size
    self.mediaType = mediaType
    self.etag = etag
  }
}
