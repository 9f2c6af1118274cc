public import VideoSpec

extension SQLiteRecordStore {
  public func add(users: [Text], sessions: [NewSession], questions: [Int]) throws {
    try engine.write { database in
      for user in users {
        try database.run("INSERT INTO users (name) VALUES (?) ON CONFLICT DO NOTHING", [.text(user)])
      }
      for session in sessions {
        try database.run(
          """
          INSERT INTO sessions (token_hash, user_id, expires_at) SELECT ?, id, ? FROM users WHERE name = ?
          ON CONFLICT DO NOTHING
          """, [.blob(session.tokenHash), .integer(session.expires.seconds), .text(session.user)])
      }
      for question in questions {
        try database.run("INSERT INTO questions VALUES (?) ON CONFLICT DO NOTHING", [.integer(question)])
      }
    }
  }

  public func removeSession(tokenHash: [UInt8]) throws {
    try engine.write { try $0.run("DELETE FROM sessions WHERE token_hash = ?", [.blob(tokenHash)]) }
  }

  public func removeSessions(expiredBy time: Timestamp) throws {
    try engine.write { try $0.run("DELETE FROM sessions WHERE expires_at <= ?", [.integer(time.seconds)]) }
  }

  public func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
    try engine.write { try $0.takeLease(name, for: holder, at: time, until: end) }
  }

  /// Writes, because a database that can only be read is of no use.
  public func check() throws { try engine.write { try $0.run("UPDATE fences SET number = number + 1") } }

  public func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) throws -> Text? {
    try engine.read { database throws(DatabaseError) in
      try database.first(
        """
        SELECT external_id FROM answers
        WHERE status = 'processing' AND form_ends_at <= ?
          AND id > ifnull((SELECT id FROM answers WHERE external_id = ?), 0)
        ORDER BY id LIMIT 1
        """, [.integer(time.seconds), .optional(externalID)]
      ) { $0.text(0) }
    }
  }

  public func uploads() throws -> [RecordedUpload] {
    try engine.read { database throws(DatabaseError) in
      var uploads: [RecordedUpload] = []
      try database.run(
        """
        SELECT external_id, name, question_id, duration, status, storage_key, size, media_type, etag, answers.id AS row
        FROM answers LEFT JOIN users ON users.id = user_id LEFT JOIN videos ON answer_id = answers.id
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, storage_key, size, media_type, etag, NULL
        FROM videos WHERE answer_id NOT IN (SELECT id FROM answers)
        ORDER BY row
        """
      ) { row in
        uploads.append(
          RecordedUpload(
            externalID: row.optionalText(0), user: row.optionalText(1), question: row.optionalInteger(2),
            duration: row.isNull(3) ? nil : row.real(3), status: row.optionalText(4).flatMap { UploadStatus($0) },
            key: row.optionalText(5), size: row.optionalInteger(6), mediaType: row.optionalText(7),
            etag: row.optionalText(8)))
      }
      return uploads
    }
  }
}
