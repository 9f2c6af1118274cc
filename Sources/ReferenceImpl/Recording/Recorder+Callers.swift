public import VideoSpec

extension Recorder {
  /// Adds users, sessions and questions; those that are there already stay as they are.
  public func add(users: [Text] = [], sessions: [UserSession] = [], questions: [Int] = []) throws {
    try write { database in
      for user in users {
        try database.run("INSERT INTO users (name) VALUES (?) ON CONFLICT DO NOTHING", [.text(user)])
      }
      for session in sessions {
        try database.run(
          """
          INSERT INTO sessions (token_hash, user_id, expires_at) SELECT ?, id, ? FROM users WHERE name = ?
          ON CONFLICT DO NOTHING
          """, [.hash(of: session.token), .integer(session.expires.seconds), .text(session.user)])
      }
      for question in questions {
        try database.run("INSERT INTO questions VALUES (?) ON CONFLICT DO NOTHING", [.integer(question)])
      }
    }
  }

  /// A cookie comes with every request to us, whoever's page sent it (REC-008).
  func checkOrigin(of caller: Caller) throws(Rejection) {
    guard let origin = caller.origin, configuration.origins.contains(origin) else { throw RecordingRejections.origin }
  }

  /// The user's row (REC-002).
  static func user(of session: Text?, at time: Timestamp, in database: Database) throws -> Int {
    guard let session,
      let user = try database.first(
        "SELECT user_id FROM sessions WHERE token_hash = ? AND expires_at > ?",
        [.hash(of: session), .integer(time.seconds)], { $0.integer(0) })
    else { throw RecordingRejections.session }
    return user
  }
}

extension SQLValue {
  /// What is stored of a session's token (REC-068). Tokens are long and random: no salt, no slow hash.
  fileprivate static func hash(of token: Text) -> SQLValue { .blob(SHA256.digest(of: token.bytes).bytes) }
}
