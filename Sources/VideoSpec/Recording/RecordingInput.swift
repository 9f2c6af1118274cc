/// What a recorder is opened with: the input of `record.open`.
public struct RecordingSetup: Sendable {
  public struct Session: Hashable, Sendable {
    /// What the cookie holds.
    public var token: Text
    public var user: Text
    /// From then on it is no more (REC-002).
    public var expires: Timestamp

    public init(token: Text, user: Text, expires: Timestamp) {
      self.token = token
      self.user = user
      self.expires = expires
    }
  }

  /// A directory for all that is to last.
  public var directory: Text
  public var users: [Text]
  public var sessions: [Session]
  public var questions: [Int]
  public var limits: UploadLimits
  /// In seconds.
  public var maximumDuration: Int
  /// For how many seconds a form can be used.
  public var formSeconds: Int
  /// How many seconds after its form's end an upload that did not arrive is given up (REC-030).
  public var sweepSeconds: Int
  /// Those from which a cookie is taken (REC-008).
  public var origins: [Text]
  public var credentials: Credentials
  public var region: Text
  public var style: UploadLocation.Style
}

/// One thing that a recorder does: the input of `record.step`.
public struct RecordingStep: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case begin(Caller, question: Int, duration: Text)
    case complete(Caller, externalID: Text)
    case look(Caller, externalID: Text)
    /// What `look` gave.
    case record(look: Text)
    case sweep
    case resolve(session: Text?, externalID: Text)
  }

  /// Who asks, as their request says.
  public struct Caller: Hashable, Sendable {
    /// The cookie; nil without one.
    public var session: Text?
    /// The header; nil without one.
    public var origin: Text?

    public init(session: Text?, origin: Text?) {
      self.session = session
      self.origin = origin
    }
  }

  public var action: Action
  /// What the store answers, by key; to every other with 404.
  public var store: [Text: StoreAnswer]
  public var fault: RecordingFault?
}

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
