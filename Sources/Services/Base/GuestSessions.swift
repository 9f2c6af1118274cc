import ReferenceImpl
import VideoSpec

/// The operations with which guests sign in and out, for services with a cookie `session`.
struct GuestSessions: Sendable {
  /// How long a session is valid, in seconds; nil if the service has no guests.
  let seconds: Int?
  /// Records a session, or rejects the request.
  let begin: @Sendable (UserSession, ServiceRequest) throws(Rejection) -> Void
  /// Ends the request's session, if there is one, or rejects the request.
  let end: @Sendable (ServiceRequest) throws(Rejection) -> Void

  /// The operations; none without guests.
  var operations: [ServiceOperation] { seconds.map { [beginSession(seconds: $0), endSession] } ?? [] }

  private func beginSession(seconds: Int) -> ServiceOperation {
    ServiceOperation(
      "beginSession", "POST", "/api/session", summary: "Signs in a guest: creates a user and a session.",
      description: "The session is in the cookie `session`.", body: .optional(.emptyRequest),
      success: .init(status: 201, description: "The session has begun.", content: .json(.session)),
      problems: [.originNotAllowed, .recordingFailed, .busy]
    ) { request throws(Rejection) in
      let session = UserSession.new("guest", expires: Timestamp(clamping: request.time.seconds + seconds))
      try begin(session, request)
      var response = ServiceResponse(
        201, ["user": .string(session.user), "expires_at": .string(session.expires.iso8601)])
      response.headers = [SessionCookie.header(session.token, seconds: seconds)]
      return response
    }
  }

  private var endSession: ServiceOperation {
    ServiceOperation(
      "endSession", "DELETE", "/api/session", summary: "Ends the session.",
      success: .init(status: 204, description: "The session has ended, if there was one.", content: .none),
      problems: [.originNotAllowed, .recordingFailed, .busy]
    ) { request throws(Rejection) in
      try end(request)
      var response = ServiceResponse(204)
      response.headers = [SessionCookie.header("", seconds: 0)]
      return response
    }
  }
}

extension UserSession {
  /// A session of a new user, with a random name and token.
  static func new(_ kind: Text, expires: Timestamp) -> UserSession {
    UserSession(
      token: Hexadecimal.lowercase(SystemRandom.bytes(32)),
      user: kind + "-" + Hexadecimal.lowercase(SystemRandom.bytes(8)), expires: expires)
  }

  /// A session of a new user as a scenario wants it: valid for a day, or expired.
  static func new(for settings: JSONValue, at now: Timestamp) -> UserSession {
    let isExpired = settings["session"]?.text == "expired"
    return new("user", expires: Timestamp(clamping: now.seconds + (isExpired ? -60 : 86_400)))
  }
}

extension ObjectSchema {
  static let session = ObjectSchema(
    "Session",
    [
      .init("user", .text(), "The name of the user."),
      .init("expires_at", .text(format: "date-time"), "From this time on the session is invalid."),
    ])

  static let emptyRequest = ObjectSchema("NewSession", [])
}
