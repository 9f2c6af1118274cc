#if PostgreSQL
  public import ReferenceImpl
  public import VideoSpec

  extension PostgresRecordStore {
    public func add(users: [Text], sessions: [NewSession], questions: [Int]) throws {
      try engine.write { transaction in
        for user in users {
          try transaction.run("INSERT INTO users (name) VALUES ($1) ON CONFLICT DO NOTHING", [.text(user)])
        }
        for session in sessions {
          try transaction.run(
            """
            INSERT INTO sessions (token_hash, user_id, expires_at)
            SELECT $1, id, $2 FROM users WHERE name = $3 ON CONFLICT DO NOTHING
            """, [.bytes(session.tokenHash), .integer(session.expires.seconds), .text(session.user)])
        }
        for question in questions {
          try transaction.run("INSERT INTO questions VALUES ($1) ON CONFLICT DO NOTHING", [.integer(question)])
        }
      }
    }

    public func removeSession(tokenHash: [UInt8]) throws {
      try engine.write { try $0.run("DELETE FROM sessions WHERE token_hash = $1", [.bytes(tokenHash)]) }
    }

    public func removeSessions(expiredBy time: Timestamp) throws {
      try engine.write { try $0.run("DELETE FROM sessions WHERE expires_at <= $1", [.integer(time.seconds)]) }
    }

    public func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
      try engine.write { try $0.takeLease(name, for: holder, at: time, until: end) }
    }

    public func check() throws {
      _ = try engine.read { connection throws(PostgresError) in try connection.run("SELECT 1") }
    }

    public func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) throws -> Text? {
      try engine.read { connection throws(PostgresError) in
        try connection.first(
          """
          SELECT external_id FROM answers
          WHERE status = 'processing' AND form_ends_at <= $1
            AND id > coalesce((SELECT id FROM answers WHERE external_id = $2), 0)
          ORDER BY id LIMIT 1
          """, [.integer(time.seconds), .optional(externalID.flatMap { UUIDBytes($0) })]
        ) { $0.uuid(0) }
      }
    }

    public func uploads() throws -> [RecordedUpload] {
      try engine.read { connection throws(PostgresError) in
        var uploads: [RecordedUpload] = []
        try connection.run(
          """
          SELECT external_id, name, question_id, duration, status, storage_key, size, media_type, etag, answers.id AS row
          FROM answers LEFT JOIN users ON users.id = user_id LEFT JOIN videos ON answer_id = answers.id
          UNION ALL
          SELECT NULL, NULL, NULL, NULL, NULL, storage_key, size, media_type, etag, NULL
          FROM videos WHERE NOT EXISTS (SELECT FROM answers WHERE answers.id = answer_id)
          ORDER BY row
          """
        ) { row in
          uploads.append(
            RecordedUpload(
              externalID: row.isNull(0) ? nil : row.uuid(0), user: row.optionalText(1),
              question: row.optionalInteger(2), duration: row.isNull(3) ? nil : row.real(3),
              status: row.optionalText(4).flatMap { UploadStatus($0) }, key: row.optionalText(5),
              size: row.optionalInteger(6), mediaType: row.optionalText(7), etag: row.optionalText(8)))
        }
        return uploads
      }
    }
  }
#endif
