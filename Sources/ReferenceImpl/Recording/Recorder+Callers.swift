public import VideoSpec

extension Recorder {
  /// Adds users, sessions and questions. Those that exist already stay unchanged.
  ///
  /// - Throws: ``RecordStoreError``.
  public func add(users: [Text] = [], sessions: [UserSession] = [], questions: [Int] = []) throws {
    let sessions = sessions.map {
      NewSession(tokenHash: SessionToken.hash(of: $0.token), user: $0.user, expires: $0.expires)
    }
    try store.add(users: users, sessions: sessions, questions: questions)
  }

  /// Ends a session. It is no error if there is none.
  ///
  /// - Throws: A ``Rejection``: 403 ``ErrorCode/originNotAllowed``, 503 ``ErrorCode/busy`` or 500 ``ErrorCode/recordingFailed``.
  public func endSession(of caller: Caller) throws(Rejection) {
    try checkOrigin(of: caller)
    guard let token = caller.session else { return }
    try reportingSession { try store.removeSession(tokenHash: SessionToken.hash(of: token)) }
  }

  /// Creates a user with a session.
  ///
  /// - Throws: A ``Rejection``: 403 ``ErrorCode/originNotAllowed``, 503 ``ErrorCode/busy`` or 500 ``ErrorCode/recordingFailed``.
  public func beginSession(_ session: UserSession, from origin: Text?) throws(Rejection) {
    try checkOrigin(of: Caller(session: nil, origin: origin))
    try reportingSession { try add(users: [session.user], sessions: [session]) }
  }

  /// Turns the store's errors into what the caller is told. A session of which nobody knows can be begun or ended again.
  private func reportingSession(_ work: () throws -> Void) throws(Rejection) {
    do throws(Rejection) { try reporting(work) } catch let error where error.code == .outcomeUnknown {
      throw RecordingRejections.nothingRecorded(error)
    }
  }

  /// Rejects a request from another site's page: the browser sends the cookie with those, too (REC-008).
  func checkOrigin(of caller: Caller) throws(Rejection) {
    guard let origin = caller.origin, configuration.origins.contains(origin) else { throw RecordingRejections.origin }
  }

  /// Returns the user of a session (REC-002).
  func user(of token: Text?, at time: Timestamp, in transaction: any RecordTransaction) throws -> UserReference {
    guard let token, let session = try transaction.session(tokenHash: SessionToken.hash(of: token)),
      session.expires > time
    else { throw RecordingRejections.session }
    return session.user
  }
}
