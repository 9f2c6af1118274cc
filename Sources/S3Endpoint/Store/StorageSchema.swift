import ReferenceImpl

/// The tables of a storage, and the version of a directory's format.
enum StorageSchema {
  /// The file's `PRAGMA application_id`: `VdS3`.
  static let applicationID = 0x5664_5333

  /// The format of the directory: the tables, and the names of the files. A program refuses a version that it does not know.
  static let version = 1

  /// A content's bytes are NULL if it is a file. A layout is 0 for the row `content`, 1 for the file `content`, 2 for the parts of the
  /// upload `content`, which stay where they are when the upload is completed. Zero as a row stands for no bytes.
  ///
  /// An upload is overtaken if its key was written or deleted after it began. A completed one stays as long as its object.
  private static let tables = """
    CREATE TABLE buckets (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL UNIQUE, region BLOB NOT NULL, created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE configurations (
      bucket INTEGER NOT NULL REFERENCES buckets, kind TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (bucket, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contents (id INTEGER PRIMARY KEY, bytes BLOB) STRICT;
    CREATE TABLE objects (
      bucket INTEGER NOT NULL REFERENCES buckets,
      key BLOB NOT NULL CHECK (length(key) BETWEEN 1 AND 1024),
      size INTEGER NOT NULL CHECK (size >= 0),
      etag BLOB NOT NULL,
      modified INTEGER NOT NULL,
      storage_class BLOB NOT NULL,
      checksum_algorithm TEXT,
      checksum_type TEXT,
      layout INTEGER NOT NULL CHECK (layout IN (0, 1, 2)),
      content INTEGER NOT NULL,
      part_count INTEGER,
      content_type BLOB NOT NULL,
      headers BLOB NOT NULL,
      checksum BLOB,
      tags BLOB NOT NULL,
      PRIMARY KEY (bucket, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE uploads (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      token BLOB NOT NULL,
      bucket INTEGER NOT NULL REFERENCES buckets,
      key BLOB NOT NULL CHECK (length(key) BETWEEN 1 AND 1024),
      initiated INTEGER NOT NULL,
      storage_class BLOB NOT NULL,
      checksum_algorithm TEXT,
      checksum_type TEXT,
      content_type BLOB NOT NULL,
      headers BLOB NOT NULL,
      tags BLOB NOT NULL,
      is_overtaken INTEGER NOT NULL DEFAULT 0,
      is_completed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX uploads_by_key ON uploads (bucket, key) WHERE NOT is_completed;
    CREATE TABLE parts (
      upload INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 10000),
      file INTEGER NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      etag BLOB NOT NULL,
      modified INTEGER NOT NULL,
      checksum_algorithm TEXT,
      checksum BLOB,
      PRIMARY KEY (upload, number)
    ) STRICT, WITHOUT ROWID;
    """

  /// Creates the tables in a new database, in one transaction.
  static func create(in database: Database) throws(DatabaseError) {
    do throws(DatabaseError) {
      try database.execute("BEGIN IMMEDIATE")
      try database.execute(tables)
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(version)")
      try database.execute("COMMIT")
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
  }

  /// Whether the database has the tables; false for a new file. Changes nothing.
  ///
  /// - Throws: ``StorageFault/Kind/foreign`` for another program's database or a newer version.
  static func isCreated(in database: Database, path: String) throws(StorageError) -> Bool {
    let identity: (version: Int, application: Int, objects: Int)?
    do throws(DatabaseError) {
      identity = try database.first(
        """
        SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_user_version, pragma_application_id
        """
      ) { ($0.integer(0), $0.integer(1), $0.integer(2)) }
    } catch {
      throw .fault(StorageFault(error, path: path))
    }
    guard let identity else { return false }
    if identity.application == 0, identity.version == 0, identity.objects == 0 { return false }
    guard identity.application == applicationID else {
      throw .fault(StorageFault(.foreign, "\(quoted(path)) is another program's database"))
    }
    guard identity.version <= version else {
      throw .fault(
        StorageFault(
          .foreign,
          "\(quoted(path)) has format \(identity.version), but this version of video-spec knows only formats up to \(version)"
        ))
    }
    return true
  }
}
