extension DatabaseSchema {
  /// The tables of a recorder. The application ID is `VdSp`.
  package static let recording = DatabaseSchema(
    applicationID: 0x5664_5370, owner: "recording service",
    migrations: [
      // 1: the tables of the described system. The database rejects what the code should have rejected.
      """
      CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE sessions (
        token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
        user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE questions (id INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        external_id TEXT NOT NULL UNIQUE CHECK (length(external_id) = 36),
        user_id INTEGER NOT NULL REFERENCES users,
        question_id INTEGER NOT NULL REFERENCES questions,
        duration REAL NOT NULL CHECK (duration >= 0),
        status TEXT NOT NULL CHECK (status IN ('processing', 'completed', 'failed')),
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX answers_of_user ON answers (user_id);
      CREATE TABLE videos (
        id INTEGER PRIMARY KEY,
        answer_id INTEGER NOT NULL UNIQUE REFERENCES answers,
        storage_key TEXT NOT NULL UNIQUE,
        size INTEGER CHECK (size >= 0),
        media_type TEXT
      ) STRICT;
      """,
      // 2: a result belongs to the object that was looked at and has a place in the order of looks, and a form expires.
      """
      ALTER TABLE videos ADD COLUMN etag TEXT;
      ALTER TABLE videos ADD COLUMN violations TEXT;
      ALTER TABLE videos ADD COLUMN validated INTEGER NOT NULL DEFAULT 0 CHECK (validated IN (0, 1));
      ALTER TABLE videos ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE videos ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0 CHECK (recorded <= looked);
      ALTER TABLE answers ADD COLUMN form_ends_at INTEGER NOT NULL DEFAULT 0;
      UPDATE answers SET form_ends_at = created_at + 300;
      CREATE INDEX answers_in_processing ON answers (form_ends_at) WHERE status = 'processing';
      CREATE TABLE fences (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL) STRICT;
      INSERT INTO fences VALUES (1, 0);
      """,
      // 3: sessions end, and of several processes one does a job.
      """
      CREATE INDEX sessions_by_end ON sessions (expires_at);
      CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      """,
    ])
}
