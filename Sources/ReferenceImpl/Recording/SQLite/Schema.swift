import VideoSpec

/// The tables of a record store, and the migrations from each version to the next.
package enum Schema {
  /// The file's `PRAGMA application_id`: `VdSp`.
  package static let applicationID = 0x5664_5370

  /// The migrations. Element n migrates from version n to n + 1. A released migration never changes.
  package static let migrations = [
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
  ]

  /// Migrates a database to the newest version in one transaction (REC-061).
  ///
  /// - Parameter migrations: The known migrations. Only tests pass others.
  /// - Throws: A ``Rejection`` for a newer schema or another program's database (REC-062), which stays unchanged.
  package static func migrate(_ database: Database, by migrations: [String] = migrations) throws {
    guard try version(of: database, known: migrations.count) < migrations.count else { return }
    do {
      try database.execute("BEGIN IMMEDIATE")
      // Another connection may have migrated while this one waited for the lock.
      let version = try version(of: database, known: migrations.count)
      for migration in migrations[version...] { try database.execute(migration) }
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(migrations.count)")
      try database.execute("COMMIT")
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
  }

  /// Returns the version of a database's schema, or 0 for a new file. Changes nothing.
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database (REC-062).
  package static func version(of database: Database, known: Int = migrations.count) throws -> Int {
    let (version, application, objects) = try identity(of: database)
    guard application == applicationID || (application == 0 && version == 0 && objects == 0) else {
      throw Rejection(.databaseForeign, "the database belongs to another program: its application_id is \(application)")
    }
    guard version <= known else {
      throw Rejection(
        .schemaNewer, "the database has schema version \(version), but this program only knows versions up to \(known)")
    }
    return version
  }

  /// Returns a database's version, its application ID and the number of its tables, indexes and so on.
  private static func identity(of database: Database) throws -> (version: Int, application: Int, objects: Int) {
    do {
      // In one statement: another connection may migrate in between, and a new file with tables looks like another program's.
      let identity = try database.first(
        """
        SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_user_version, pragma_application_id
        """
      ) { ($0.integer(0), $0.integer(1), $0.integer(2)) }
      return identity ?? (0, 0, 0)
    } catch {
      guard error.isNoDatabase else { throw error }
      throw Rejection(.databaseForeign, "the file is not a SQLite database")
    }
  }
}
