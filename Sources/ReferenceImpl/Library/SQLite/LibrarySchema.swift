extension DatabaseSchema {
  /// The tables of a library. The application ID is `VdLb`.
  package static let library = DatabaseSchema(
    applicationID: 0x5664_4C62, owner: "library",
    migrations: [
      // 1: the tables of the described system. A duration is in hundredths of a second, -1 if it is not known, so that videos without one have a
      // place in every order. Of videos with the same value, the one that was recorded later counts as larger. Numbers are never used again
      // (AUTOINCREMENT): what is left of a deleted user must not become that of a new one.
      """
      CREATE TABLE users (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
        name TEXT NOT NULL UNIQUE,
        video_count INTEGER NOT NULL DEFAULT 0 CHECK (video_count >= 0),
        version INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE sessions (
        token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
        user_row INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_of_user ON sessions (user_row);
      CREATE INDEX sessions_by_end ON sessions (expires_at);
      CREATE TABLE videos (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
        user_row INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
        filename TEXT NOT NULL CHECK (length(filename) BETWEEN 1 AND 255),
        original_filename TEXT NOT NULL CHECK (length(original_filename) <= 255),
        s3_key TEXT NOT NULL UNIQUE CHECK (length(s3_key) <= 500),
        s3_url TEXT NOT NULL CHECK (length(s3_url) <= 1000),
        s3_bucket TEXT NOT NULL CHECK (length(s3_bucket) <= 255),
        content_type TEXT NOT NULL CHECK (length(content_type) <= 100),
        file_size INTEGER NOT NULL CHECK (file_size >= 0),
        duration INTEGER NOT NULL DEFAULT -1,
        thumbnail_s3_key TEXT UNIQUE CHECK (length(thumbnail_s3_key) <= 500),
        metadata TEXT,
        sha256 BLOB CHECK (length(sha256) = 32),
        search TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
      ) STRICT;
      CREATE INDEX videos_of_user ON videos (user_row);
      CREATE INDEX videos_by_creation ON videos (user_row, created_at) WHERE deleted_at IS NULL;
      CREATE INDEX videos_by_filename ON videos (user_row, filename) WHERE deleted_at IS NULL;
      CREATE INDEX videos_by_original_filename ON videos (user_row, original_filename) WHERE deleted_at IS NULL;
      CREATE INDEX videos_by_size ON videos (user_row, file_size) WHERE deleted_at IS NULL;
      CREATE INDEX videos_by_duration ON videos (user_row, duration) WHERE deleted_at IS NULL;
      CREATE VIRTUAL TABLE trigrams USING fts5 (hashes, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
      CREATE TABLE uploads (s3_key TEXT PRIMARY KEY, begun_at INTEGER NOT NULL, is_abandoned INTEGER NOT NULL DEFAULT 0)
        STRICT, WITHOUT ROWID;
      CREATE INDEX uploads_by_begin ON uploads (begun_at);
      CREATE TABLE jobs (
        id TEXT PRIMARY KEY CHECK (length(id) = 36),
        user_row INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
        video_row INTEGER NOT NULL REFERENCES videos ON DELETE CASCADE,
        s3_key TEXT NOT NULL,
        filename TEXT NOT NULL,
        transcript_text TEXT,
        transcript_upload_id TEXT,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX jobs_of_user ON jobs (user_row);
      CREATE INDEX jobs_of_video ON jobs (video_row);
      CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE fences (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL) STRICT;
      INSERT INTO fences VALUES (1, 0);
      CREATE TRIGGER video_inserted AFTER INSERT ON videos BEGIN
        UPDATE users SET version = version + 1, video_count = video_count + (NEW.deleted_at IS NULL)
        WHERE row = NEW.user_row;
      END;
      CREATE TRIGGER video_deleted AFTER DELETE ON videos BEGIN
        UPDATE users SET version = version + 1, video_count = video_count - (OLD.deleted_at IS NULL)
        WHERE row = OLD.user_row;
      END;
      CREATE TRIGGER video_updated AFTER UPDATE ON videos BEGIN
        UPDATE users SET version = version + 1, video_count = video_count - (OLD.deleted_at IS NULL)
        WHERE row = OLD.user_row;
        UPDATE users SET version = version + 1, video_count = video_count + (NEW.deleted_at IS NULL)
        WHERE row = NEW.user_row;
      END;
      """
    ])
}
