public import VideoSpec

/// The input of `record.open`.
public struct RecordingSetup: Sendable {
  /// The directory for everything that must survive a restart.
  public var directory: Text
  public var users: [Text]
  public var sessions: [UserSession]
  public var questions: [Int]
  public var limits: UploadLimits
  /// The longest recording, in seconds.
  public var maximumDuration: Int
  /// How long a form is valid, in seconds.
  public var formSeconds: Int
  /// How long after the form's expiration a sweep gives up an upload that did not arrive, in seconds (REC-030).
  public var sweepSeconds: Int
  /// The origins from which a cookie is accepted (REC-008).
  public var origins: [Text]
  public var credentials: Credentials
  public var region: Text
  public var style: UploadLocation.Style
}

extension RecordingSetup {
  /// Reads the input of `record.open`.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    directory = try input.text("state")
    users = try input.texts("users")
    sessions = try input.readers("sessions").map { session throws(InputError) in
      UserSession(
        token: try session.text("token"), user: try session.text("user"), expires: try session.time("expires"))
    }
    questions = try input.integers("questions")
    limits = try UploadLimits(input.reader("limits"))
    maximumDuration = try input.size("maximumDuration")
    formSeconds = try input.size("formSeconds")
    sweepSeconds = try input.size("sweepSeconds")
    origins = try input.texts("origins")
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    style = try input.choice("style", default: .global)
  }
}
