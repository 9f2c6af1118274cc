public import VideoSpec

extension ErrorCode {
  /// No session, an unknown one, or one that is over (REC-002).
  public static let sessionInvalid = ErrorCode("SessionInvalid")
  /// A cookie that came from another site's page (REC-008).
  public static let originNotAllowed = ErrorCode("OriginNotAllowed")
  /// REC-003.
  public static let questionUnknown = ErrorCode("QuestionUnknown")
  /// REC-004.
  public static let durationInvalid = ErrorCode("DurationInvalid")
  /// The key or the external id is there already (REC-005).
  public static let taken = ErrorCode("Taken")
  /// No such upload of this user (REC-024).
  public static let uploadUnknown = ErrorCode("UploadUnknown")
  /// The database was locked for longer than one waits (REC-046).
  public static let busy = ErrorCode("Busy")
  /// The record may be there or not (REC-044).
  public static let outcomeUnknown = ErrorCode("OutcomeUnknown")
  /// The database failed, and nothing was recorded (REC-040).
  public static let recordingFailed = ErrorCode("RecordingFailed")
  /// The schema is of a later version of this program (REC-062).
  public static let schemaNewer = ErrorCode("SchemaNewer")
  /// The file is another program's (REC-062).
  public static let databaseForeign = ErrorCode("DatabaseForeign")
}

/// The answers of a recorder that says no, each with its HTTP status.
enum RecordingRejections {
  static let session = Rejection(
    .sessionInvalid, status: 401, field: "session", "there is no such session, or it is over")
  static let origin = Rejection(
    .originNotAllowed, status: 403, field: "origin", "the request does not come from one of our pages")
  static let upload = Rejection(.uploadUnknown, status: 404, field: "externalId", "there is no such upload")

  static func question(_ id: Int) -> Rejection {
    Rejection(.questionUnknown, status: 404, field: "question", "there is no question \(id)")
  }

  static func duration(limit: Int) -> Rejection {
    Rejection(
      .durationInvalid, status: 422, field: "duration",
      "the duration should be a decimal number of seconds, 0 to \(limit)")
  }

  /// What a caller is told of an error of the database before COMMIT; what it was about stays inside.
  static func failure(_ error: DatabaseError) -> Rejection {
    if error.isBusy { return Rejection(.busy, status: 503, "the database is locked; try again") }
    if error.isTaken { return Rejection(.taken, status: 409, "the key or the external id is taken") }
    return Rejection(.recordingFailed, status: 500, "nothing was recorded: \(error.explanation)")
  }

  static func unknownOutcome(of externalID: Text) -> Rejection {
    Rejection(
      .outcomeUnknown, status: 500, field: "externalId",
      "the database failed while it committed; whether the upload is recorded can be asked by its external id",
      details: [HeaderField("externalId", externalID)])
  }
}
