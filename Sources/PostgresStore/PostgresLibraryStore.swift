#if PostgreSQL
  public import ReferenceImpl
  public import VideoSpec

  /// A library's records in a PostgreSQL database.
  ///
  /// What writes is a serializable transaction, which is run again if it conflicts with another one. Lists are read in one view of the database.
  public final class PostgresLibraryStore: LibraryStore {
    private let engine: PostgresEngine

    /// Connects to a database, creates the tables if there are none, and migrates an older schema. The parameters and errors are those of
    /// ``PostgresRecordStore/init(url:options:)``.
    public init(url: Text, options: PostgresOptions = PostgresOptions()) throws {
      engine = try PostgresEngine(url: url, schema: .library, options: options)
    }

    // MARK: - Sessions

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

    public func user(tokenHash: [UInt8], at time: Timestamp) throws -> LibraryUser? {
      try engine.read { connection throws(PostgresError) in
        try connection.first(
          """
          SELECT users.row, id FROM sessions JOIN users ON users.row = user_row
          WHERE token_hash = $1 AND expires_at > $2
          """, [.bytes(tokenHash), .integer(time.seconds)]
        ) { LibraryUser(row: $0.integer(0), id: $0.uuid(1)) }
      }
    }

    public func user(named name: Text) throws -> LibraryUser? {
      try engine.read { connection throws(PostgresError) in
        try connection.first("SELECT row, id FROM users WHERE name = $1", [.text(name)]) {
          LibraryUser(row: $0.integer(0), id: $0.uuid(1))
        }
      }
    }

    public func add(users: [NewLibraryUser], sessions: [NewSession]) throws {
      try engine.write { transaction in
        for user in users {
          try transaction.run(
            "INSERT INTO users (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.optional(UUIDBytes(user.id)), .text(user.name)])
        }
        for session in sessions {
          try transaction.run(
            """
            INSERT INTO sessions (token_hash, user_row, expires_at)
            SELECT $1, row, $2 FROM users WHERE name = $3 ON CONFLICT DO NOTHING
            """, [.bytes(session.tokenHash), .integer(session.expires.seconds), .text(session.user)])
        }
      }
    }

    // MARK: - Reading

    public func videos(_ query: VideoQuery, of user: LibraryUser) throws -> VideoPage {
      try engine.readConsistently { connection throws(PostgresError) in
        try PostgresVideoList(query, of: user, in: connection).page()
      }
    }

    public func version(of user: LibraryUser) throws -> Int {
      try engine.read { connection throws(PostgresError) in
        try connection.first("SELECT version FROM users WHERE row = $1", [.integer(user.row)]) { $0.integer(0) } ?? 0
      }
    }

    public func video(key: Text, of user: LibraryUser) throws -> LibraryVideo? {
      // A key that is no UTF-8 is no video's, and PostgreSQL refuses it.
      guard key.validString != nil else { return nil }
      return try engine.read { connection throws(PostgresError) in
        try connection.first(
          """
          SELECT row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
            thumbnail_s3_key, metadata, created_at, sha256
          FROM videos WHERE s3_key = $1 AND user_row = $2 AND deleted_at IS NULL
          """, [.text(key), .integer(user.row)]
        ) { LibraryVideo($0) }
      }
    }

    public func video(id: Text, of user: LibraryUser) throws -> LibraryVideo? {
      guard let id = UUIDBytes(id) else { return nil }
      return try engine.read { connection throws(PostgresError) in
        try connection.first(
          """
          SELECT row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
            thumbnail_s3_key, metadata, created_at, sha256
          FROM videos WHERE id = $1 AND user_row = $2 AND deleted_at IS NULL
          """, [.uuid(id), .integer(user.row)]
        ) { LibraryVideo($0) }
      }
    }

    // MARK: - Writing

    public func reserve(_ key: Text, at time: Timestamp) throws -> Bool {
      try engine.write { transaction in
        try transaction.run(
          """
          INSERT INTO uploads (s3_key, begun_at)
          SELECT $1::text, $2::bigint WHERE NOT EXISTS (SELECT FROM videos WHERE s3_key = $1::text OR thumbnail_s3_key = $1::text)
          ON CONFLICT DO NOTHING
          """, [.text(key), .integer(time.seconds)]) == 1
      }
    }

    public func insert(
      _ video: LibraryVideo, of user: LibraryUser, reaching reach: (RecordingPoint) throws -> Void
    ) throws -> Bool {
      try engine.write(reaching: reach) { transaction in
        let keys = [video.key, video.thumbnailKey].compactMap(\.self)
        for key in keys {
          let isReserved = try transaction.run(
            "SELECT 1 FROM uploads WHERE s3_key = $1 AND NOT is_abandoned FOR UPDATE", [.text(key)])
          guard isReserved == 1 else { return false }
        }
        for key in keys { try transaction.run("DELETE FROM uploads WHERE s3_key = $1", [.text(key)]) }
        try transaction.insert(video, of: user)
        return true
      }
    }

    public func release(_ key: Text) throws {
      try engine.write { try $0.run("DELETE FROM uploads WHERE s3_key = $1", [.text(key)]) }
    }

    public func takeAbandoned(reservedBy time: Timestamp, limit: Int) throws -> [Text] {
      try engine.write { transaction in
        var keys: [Text] = []
        try transaction.run(
          """
          UPDATE uploads SET is_abandoned = true
          WHERE s3_key IN (SELECT s3_key FROM uploads WHERE begun_at <= $1 ORDER BY begun_at LIMIT $2) RETURNING s3_key
          """, [.integer(time.seconds), .integer(limit)]
        ) { keys.append($0.text(0)) }
        return keys
      }
    }

    public func delete(id: Text, of user: LibraryUser, at time: Timestamp) throws -> Bool {
      guard let id = UUIDBytes(id) else { return false }
      return try engine.write { transaction in
        try transaction.run(
          """
          UPDATE videos SET deleted_at = $1, updated_at = $1 WHERE id = $2 AND user_row = $3 AND deleted_at IS NULL
          """, [.integer(time.seconds), .uuid(id), .integer(user.row)]) == 1
      }
    }

    public func add(_ videos: [LibraryVideo], of user: LibraryUser) throws {
      try engine.write { transaction in for video in videos { try transaction.insert(video, of: user) } }
    }

    public func insert(_ job: LibraryJob, of user: LibraryUser) throws -> Bool {
      guard let id = UUIDBytes(job.id), let video = UUIDBytes(job.video.id) else { return false }
      return try engine.write { transaction in
        try transaction.run(
          """
          INSERT INTO jobs (id, user_row, video_row, s3_key, filename, transcript_text, transcript_upload_id, created_at)
          SELECT $1, user_row, row, s3_key, filename, $4::text, $5::text, $6::bigint FROM videos
          WHERE id = $2 AND user_row = $3 AND deleted_at IS NULL
          """,
          [
            .uuid(id), .uuid(video), .integer(user.row), .optional(job.transcriptText),
            .optional(job.transcriptUploadID), .integer(job.created.seconds),
          ]) == 1
      }
    }
  }

  extension PostgresTransaction {
    /// Inserts a video and the hashes of its trigrams.
    fileprivate func insert(_ video: LibraryVideo, of user: LibraryUser) throws {
      let folded = SearchText.folded(names: [video.filename, video.originalFilename])
      try run(
        """
        INSERT INTO videos (id, user_row, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size,
          duration, thumbnail_s3_key, metadata, search, trigrams, created_at, updated_at, sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)
        """,
        [
          .optional(UUIDBytes(video.id)), .integer(user.row), .text(video.filename), .text(video.originalFilename),
          .text(video.key), .text(video.url), .text(video.bucket), .text(video.contentType), .integer(video.size),
          .integer(video.duration ?? -1), .optional(video.thumbnailKey),
          .optional(video.metadata.map { Text(bytes: $0.json.line) }), .text(folded),
          .integers(SearchText.hashes(of: folded, user: user.row).sorted()), .integer(video.created.seconds),
          .optional(video.sha256),
        ])
    }
  }

  extension LibraryVideo {
    /// Reads a video from the columns that every statement about videos selects, the second one first.
    init(_ row: borrowing PostgresRow) {
      self.init(
        id: row.uuid(1), filename: row.text(2), originalFilename: row.text(3), key: row.text(4), url: row.text(5),
        bucket: row.text(6), contentType: row.text(7), size: row.integer(8),
        duration: row.integer(9) < 0 ? nil : row.integer(9), thumbnailKey: row.optionalText(10),
        metadata: row.optionalText(11).flatMap { try? JSONValue(parsing: $0.bytes) }.flatMap { VideoMetadata($0) },
        created: Timestamp(clamping: row.integer(12)), sha256: row.isNull(13) ? nil : row.bytes(13))
    }
  }
#endif
