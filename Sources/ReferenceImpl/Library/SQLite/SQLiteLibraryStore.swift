public import VideoSpec

/// A library's records in a SQLite database.
///
/// As with ``SQLiteRecordStore``, one connection writes, others read concurrently, and concurrent transactions are committed together.
/// SQLite needs its module FTS5, which all usual builds have.
public final class SQLiteLibraryStore: LibraryStore {
  private let engine: SQLiteEngine

  /// Opens a database, creates it if it does not exist, and migrates an older schema.
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database, or a ``DatabaseError`` if the database cannot be opened.
  public init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
    engine = try SQLiteEngine(path: path, schema: .library, options: options)
  }

  // MARK: - Sessions

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

  public func user(tokenHash: [UInt8], at time: Timestamp) throws -> LibraryUser? {
    try engine.read { database throws(DatabaseError) in
      try database.first(
        """
        SELECT users.row, id FROM sessions JOIN users ON users.row = user_row WHERE token_hash = ? AND expires_at > ?
        """, [.blob(tokenHash), .integer(time.seconds)]
      ) { LibraryUser(row: $0.integer(0), id: $0.text(1)) }
    }
  }

  public func user(named name: Text) throws -> LibraryUser? {
    try engine.read { database throws(DatabaseError) in
      try database.first("SELECT row, id FROM users WHERE name = ?", [.text(name)]) {
        LibraryUser(row: $0.integer(0), id: $0.text(1))
      }
    }
  }

  public func add(users: [NewLibraryUser], sessions: [NewSession]) throws {
    try engine.write { database in
      for user in users {
        try database.run(
          "INSERT INTO users (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", [.text(user.id), .text(user.name)])
      }
      for session in sessions {
        try database.run(
          """
          INSERT INTO sessions (token_hash, user_row, expires_at) SELECT ?, row, ? FROM users WHERE name = ?
          ON CONFLICT DO NOTHING
          """, [.blob(session.tokenHash), .integer(session.expires.seconds), .text(session.user)])
      }
    }
  }

  // MARK: - Reading

  public func videos(_ query: VideoQuery, of user: LibraryUser) throws -> VideoPage {
    try engine.readConsistently { database throws(DatabaseError) in
      try SQLiteVideoList(query, of: user, in: database).page()
    }
  }

  public func version(of user: LibraryUser) throws -> Int {
    try engine.read { database throws(DatabaseError) in
      try database.first("SELECT version FROM users WHERE row = ?", [.integer(user.row)]) { $0.integer(0) } ?? 0
    }
  }

  public func video(key: Text, of user: LibraryUser) throws -> LibraryVideo? {
    try engine.read { database throws(DatabaseError) in
      try database.first(
        """
        SELECT row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
          thumbnail_s3_key, metadata, created_at, sha256
        FROM videos WHERE s3_key = ? AND user_row = ? AND deleted_at IS NULL
        """, [.text(key), .integer(user.row)]
      ) { LibraryVideo($0) }
    }
  }

  public func video(id: Text, of user: LibraryUser) throws -> LibraryVideo? {
    try engine.read { database throws(DatabaseError) in
      try database.first(
        """
        SELECT row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
          thumbnail_s3_key, metadata, created_at, sha256
        FROM videos WHERE id = ? AND user_row = ? AND deleted_at IS NULL
        """, [.text(id), .integer(user.row)]
      ) { LibraryVideo($0) }
    }
  }

  // MARK: - Writing

  public func reserve(_ key: Text, at time: Timestamp) throws -> Bool {
    try engine.write { database in
      try database.first(
        """
        INSERT INTO uploads (s3_key, begun_at)
        SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM videos WHERE s3_key = ?1 OR thumbnail_s3_key = ?1)
        ON CONFLICT DO NOTHING RETURNING 1
        """, [.text(key), .integer(time.seconds)]
      ) { _ in true } ?? false
    }
  }

  public func insert(
    _ video: LibraryVideo, of user: LibraryUser, reaching reach: (RecordingPoint) throws -> Void
  ) throws -> Bool {
    try engine.write(reaching: reach) { database in
      let keys = [video.key, video.thumbnailKey].compactMap(\.self)
      for key in keys {
        let isReserved = try database.first(
          "SELECT 1 FROM uploads WHERE s3_key = ? AND NOT is_abandoned", [.text(key)]
        ) { _ in true }
        guard isReserved == true else { return false }
      }
      for key in keys { try database.run("DELETE FROM uploads WHERE s3_key = ?", [.text(key)]) }
      try database.insert(video, of: user)
      return true
    }
  }

  public func release(_ key: Text) throws {
    try engine.write { try $0.run("DELETE FROM uploads WHERE s3_key = ?", [.text(key)]) }
  }

  public func takeAbandoned(reservedBy time: Timestamp, limit: Int) throws -> [Text] {
    try engine.write { database in
      var keys: [Text] = []
      try database.run(
        """
        UPDATE uploads SET is_abandoned = 1
        WHERE s3_key IN (SELECT s3_key FROM uploads WHERE begun_at <= ? ORDER BY begun_at LIMIT ?) RETURNING s3_key
        """, [.integer(time.seconds), .integer(limit)]
      ) { keys.append($0.text(0)) }
      return keys
    }
  }

  public func delete(id: Text, of user: LibraryUser, at time: Timestamp) throws -> Bool {
    try engine.write { database in
      try database.first(
        """
        UPDATE videos SET deleted_at = ?1, updated_at = ?1 WHERE id = ?2 AND user_row = ?3 AND deleted_at IS NULL
        RETURNING 1
        """, [.integer(time.seconds), .text(id), .integer(user.row)]
      ) { _ in true } ?? false
    }
  }

  public func add(_ videos: [LibraryVideo], of user: LibraryUser) throws {
    try engine.write { database in for video in videos { try database.insert(video, of: user) } }
  }

  public func insert(_ job: LibraryJob, of user: LibraryUser) throws -> Bool {
    try engine.write { database in
      try database.first(
        """
        INSERT INTO jobs (id, user_row, video_row, s3_key, filename, transcript_text, transcript_upload_id, created_at)
        SELECT ?1, user_row, row, s3_key, filename, ?4, ?5, ?6 FROM videos
        WHERE id = ?2 AND user_row = ?3 AND deleted_at IS NULL
        RETURNING 1
        """,
        [
          .text(job.id), .text(job.video.id), .integer(user.row), .optional(job.transcriptText),
          .optional(job.transcriptUploadID), .integer(job.created.seconds),
        ]
      ) { _ in true } ?? false
    }
  }
}

extension Database {
  /// Inserts a video and the hashes of its trigrams.
  fileprivate func insert(_ video: LibraryVideo, of user: LibraryUser) throws(DatabaseError) {
    let folded = SearchText.folded(names: [video.filename, video.originalFilename])
    try run(
      """
      INSERT INTO videos (id, user_row, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size,
        duration, thumbnail_s3_key, metadata, search, created_at, updated_at, sha256)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?14, ?14, ?15)
      """,
      [
        .text(video.id), .integer(user.row), .text(video.filename), .text(video.originalFilename), .text(video.key),
        .text(video.url), .text(video.bucket), .text(video.contentType), .integer(video.size),
        .integer(video.duration ?? -1), .optional(video.thumbnailKey),
        .optional(video.metadata.map { Text(bytes: $0.json.line) }), .text(folded), .integer(video.created.seconds),
        video.sha256.map { .blob($0) } ?? .null,
      ])
    let hashes = SearchText.hashes(of: folded, user: user.row)
    try run(
      "INSERT INTO trigrams (rowid, hashes) VALUES (?, ?)",
      [.integer(lastInsertedRow), .text(SQLiteVideoList.tokens(hashes).joined(" "))])
  }
}

extension LibraryVideo {
  /// Reads a video from the columns that every statement about videos selects, the second one first.
  init(_ row: borrowing Row) {
    self.init(
      id: row.text(1), filename: row.text(2), originalFilename: row.text(3), key: row.text(4), url: row.text(5),
      bucket: row.text(6), contentType: row.text(7), size: row.integer(8),
      duration: row.integer(9) < 0 ? nil : row.integer(9), thumbnailKey: row.optionalText(10),
      metadata: row.optionalText(11).flatMap { try? JSONValue(parsing: $0.bytes) }.flatMap { VideoMetadata($0) },
      created: Timestamp(clamping: row.integer(12)), sha256: row.isNull(13) ? nil : row.bytes(13))
  }
}
