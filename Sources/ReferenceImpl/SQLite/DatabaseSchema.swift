import VideoSpec

/// The tables of a store in SQLite: the migrations from each version to the next.
package struct DatabaseSchema: Sendable {
  /// The file's `PRAGMA application_id`, which says whose tables they are.
  package let applicationID: Int
  /// Whose tables they are, in words.
  package let owner: String
  /// Element n migrates from version n to n + 1. A released migration never changes.
  package let migrations: [String]

  package init(applicationID: Int, owner: String, migrations: [String]) {
    self.applicationID = applicationID
    self.owner = owner
    self.migrations = migrations
  }

  /// Migrates a database to the newest version in one transaction (REC-061).
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database (REC-062), which stays unchanged.
  package func migrate(_ database: Database) throws {
    guard try version(of: database) < migrations.count else { return }
    do {
      try database.execute("BEGIN IMMEDIATE")
      // Another connection may have migrated while this one waited for the lock.
      let version = try version(of: database)
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
  package func version(of database: Database) throws -> Int {
    let (version, application, objects) = try Self.identity(of: database)
    let known = migrations.count
    guard application == applicationID || (application == 0 && version == 0 && objects == 0) else {
      let owner =
        [DatabaseSchema.recording, .library, .membership].first { $0.applicationID == application }
        .map { "it is that of a \($0.owner)" } ?? "its application_id is \(application)"
      throw Rejection(.databaseForeign, "the database belongs to another program: \(owner)")
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
