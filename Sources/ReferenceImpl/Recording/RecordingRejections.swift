public import VideoSpec

extension ErrorCode {
  /// The session is missing, unknown or expired (REC-002).
  public static let sessionInvalid = ErrorCode("SessionInvalid")
  /// The request comes from another site's page (REC-008).
  public static let originNotAllowed = ErrorCode("OriginNotAllowed")
  /// The question does not exist (REC-003).
  public static let questionUnknown = ErrorCode("QuestionUnknown")
  /// The duration is not a number of seconds, or exceeds the limit (REC-004).
  public static let durationInvalid = ErrorCode("DurationInvalid")
  /// The key or the external ID exists already (REC-005).
  public static let taken = ErrorCode("Taken")
  /// The user has no such upload (REC-024).
  public static let uploadUnknown = ErrorCode("UploadUnknown")
  /// The database stayed locked past the busy timeout (REC-046).
  public static let busy = ErrorCode("Busy")
  /// The upload may be recorded or not (REC-044).
  public static let outcomeUnknown = ErrorCode("OutcomeUnknown")
  /// The database failed, and nothing was recorded (REC-040).
  public static let recordingFailed = ErrorCode("RecordingFailed")
  /// The user has sent the same `Idempotency-Key` with another request (REC-121).
  public static let idempotencyKeyReused = ErrorCode("IdempotencyKeyReused")
  /// The form of the upload that an earlier request has begun is no longer valid (REC-120).
  public static let formExpired = ErrorCode("FormExpired")
  /// The schema belongs to a later version of this program (REC-062).
  public static let schemaNewer = ErrorCode("SchemaNewer")
  /// The file belongs to another program (REC-062).
  public static let databaseForeign = ErrorCode("DatabaseForeign")
}

/// The rejections of a recorder, each with its HTTP status.
enum RecordingRejections {
  static let session = Rejection(
    .sessionInvalid, status: 401, field: "session", "the session is missing, unknown or expired")
  static let origin = Rejection(
    .originNotAllowed, status: 403, field: "origin",
    "the header Origin has to be an origin that the service allows, byte by byte")
  static let upload = Rejection(.uploadUnknown, status: 404, field: "externalId", "the upload does not exist")

  static let keyReused = Rejection(
    .idempotencyKeyReused, status: 422, field: "Idempotency-Key",
    "the key belongs to an earlier request with another question or duration")
  static let formExpired = Rejection(
    .formExpired, status: 409, field: "Idempotency-Key",
    "the form of the earlier request with this key has expired; begin a new upload with a new key")

  static func question(_ id: Int) -> Rejection {
    Rejection(.questionUnknown, status: 404, field: "question", "question \(id) does not exist")
  }

  static func duration(limit: Int) -> Rejection {
    Rejection(
      .durationInvalid, status: 422, field: "duration",
      "the duration must be a decimal number of seconds from 0 to \(limit)")
  }

  /// What a caller is told if the outcome of a transaction is unknown, and does not matter.
  static func nothingRecorded(_ error: Rejection) -> Rejection {
    Rejection(.recordingFailed, status: 500, "the database failed, and nothing was recorded: \(error.message)")
  }

  /// Returns what a caller is told of the record store's failure.
  static func failure(_ error: RecordStoreError, of externalID: Text) -> Rejection {
    switch error.kind {
    case .busy: Rejection(.busy, status: 503, "the database is locked; try again")
    case .taken: Rejection(.taken, status: 409, "the key or the external ID exists already")
    case .failed: Rejection(.recordingFailed, status: 500, "nothing was recorded: \(error.reason)")
    case .outcomeUnknown:
      Rejection(
        .outcomeUnknown, status: 500, field: "externalId",
        "the database failed during the commit; resolve the external ID to find out whether the upload is recorded: \(error.reason)",
        details: [HeaderField("externalId", externalID)])
    }
  }

  /// Turns the store's errors into what the caller is told.
  static func reporting<Result>(_ work: () throws -> Result) throws(Rejection) -> Result {
    let failure: RecordStoreError
    do { return try work() } catch let rejection as Rejection { throw rejection } catch let error as RecordStoreError {
      failure = error
    } catch {
      failure = RecordStoreError(.failed, "\(error)")
    }
    // There is no external ID that could be asked for.
    throw failure.kind == .outcomeUnknown
      ? Rejection(
        .outcomeUnknown, status: 500,
        "the database failed during the commit, which may have taken effect: \(failure.reason)")
      : self.failure(failure, of: Text())
  }
}
