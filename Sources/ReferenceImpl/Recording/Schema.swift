import VideoSpec

/// The recorder's tables, and how each version of them came from the one before.
package enum Schema {
  /// What the file says it is: `VdSp`, as `PRAGMA application_id` has it.
  package static let applicationID = 0x5664_5370

  /// Element n leads from version n to n + 1. What was released is never changed.
  package static let migrations = [
    // 1: what the description of the recording feature has. The database rejects what the code should have.
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
    // 2: results are bound to the object that was looked at, and to the order of looks; uploads have an end.
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
  ]

  /// Brings a database to the newest version, in one transaction (REC-061).
  ///
  /// - Parameter migrations: Those to know: all but in tests.
  /// - Throws: ``Rejection`` for a newer schema or another program's database (REC-062), which stays as it is.
  package static func migrate(_ database: Database, by migrations: [String] = migrations) throws {
    guard try version(of: database, known: migrations.count) < migrations.count else { return }
    do {
      try database.execute("BEGIN IMMEDIATE")
      // Somebody else may have done it while this connection waited for the lock.
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

  /// The version of a database's schema; 0 for a new file. Nothing is changed.
  ///
  /// - Throws: ``Rejection`` for a newer one, or another program's database (REC-062).
  package static func version(of database: Database, known: Int = migrations.count) throws -> Int {
    let (version, application, tables) = try identity(of: database)
    guard application == applicationID || (application == 0 && version == 0 && tables == 0) else {
      throw Rejection(.databaseForeign, "the database is not a recorder's: its application id is \(application)")
    }
    guard version <= known else {
      throw Rejection(
        .schemaNewer, "the database has schema version \(version), and this program knows \(known) and older")
    }
    return version
  }

  /// A database's version, application id and number of tables and the like.
  private static func identity(of database: Database) throws -> (Int, Int, Int) {
    do {
      // All at once: in between another connection may migrate, and a new file that has tables looks like another program's.
      let identity = try database.first(
        """
        SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_user_version, pragma_application_id
        """
      ) { ($0.integer(0), $0.integer(1), $0.integer(2)) }
      return identity ?? (0, 0, 0)
    } catch {
      guard error.isNoDatabase else { throw error }
      throw Rejection(.databaseForeign, "the file is no database")
    }
  }
}
