/// A place in a step where it can be made to fail.
public enum RecordingPoint: String, Hashable, Sendable, CaseIterable {
  case beforeInsertAnswer = "insert-answer.before"
  case afterInsertAnswer = "insert-answer.after"
  case beforeInsertVideo = "insert-video.before"
  case afterInsertVideo = "insert-video.after"
  case beforeSign = "sign.before"
  case afterSign = "sign.after"
  case beforeUpdateVideo = "update-video.before"
  case afterUpdateVideo = "update-video.after"
  case beforeUpdateAnswer = "update-answer.before"
  case afterUpdateAnswer = "update-answer.after"
  case beforeCommit = "commit.before"
  case afterCommit = "commit.after"
}

/// What happens at a point, the n-th time that a step comes there.
public struct RecordingFault: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case error
    case constraint
    case busy
    case kill
  }

  public var point: RecordingPoint
  /// From 1.
  public var occurrence: Int
  public var kind: Kind

  public init(point: RecordingPoint, occurrence: Int = 1, kind: Kind) {
    self.point = point
    self.occurrence = occurrence
    self.kind = kind
  }
}

/// Where an upload stands.
public enum UploadStatus: String, Hashable, Sendable, CaseIterable {
  case processing
  case completed
  case failed
}

/// What the database holds of an upload: a member of the output of `record.dump`.
///
/// Whole records have all of the answer's members (from `externalID` to `status`) and a key.
public struct RecordedUpload: Hashable, Sendable {
  public var externalID: Text?
  public var user: Text?
  public var question: Int?
  /// In seconds.
  public var duration: Double?
  public var status: UploadStatus?
  public var key: Text?
  /// In bytes.
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
