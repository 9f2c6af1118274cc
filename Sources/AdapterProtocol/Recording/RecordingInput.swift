public import VideoSpec

/// What a recorder is opened with: the input of `record.open`.
public struct RecordingSetup: Sendable {
  /// A directory for all that is to last.
  public var directory: Text
  public var users: [Text]
  public var sessions: [UserSession]
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

  public var action: Action
  /// What the store answers, by key; to every other with 404.
  public var store: [Text: StoreResponse]
  public var fault: RecordingFault?
}
