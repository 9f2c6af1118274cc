extension DatabaseSchema {
  /// The tables of a membership service. The application ID is `VdMb`.
  package static let membership = DatabaseSchema(
    applicationID: 0x5664_4D62, owner: "membership service",
    migrations: [MembershipTables.sqlite.map { $0 + ";" }.joined(separator: "\n")])
}

/// The statements that create the tables of a membership service: those of the described system, and `logins`, which says which refresh tokens
/// come from one login.
///
/// Times are seconds since 1970. Of a refresh token, only the SHA-256 is stored. Numbers are never used again (AUTOINCREMENT): a token of a deleted
/// user must not become one of a new user.
package enum MembershipTables {
  /// The statements for SQLite, without semicolons at the end.
  package static let sqlite = statements(
    number: "INTEGER PRIMARY KEY AUTOINCREMENT", integer: "INTEGER", bytes: "BLOB", end: " STRICT")

  /// The statements for PostgreSQL. Each may be run again.
  package static let postgreSQL = statements(
    number: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", integer: "bigint", bytes: "bytea", end: "")

  private static func statements(number: String, integer: String, bytes: String, end: String) -> [String] {
    [
      """
      CREATE TABLE IF NOT EXISTS corporations (
        seq \(number),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        plan_type text NOT NULL CHECK (plan_type IN ('free', 'paid')),
        plan_expired_at \(integer),
        created_at \(integer) NOT NULL,
        updated_at \(integer) NOT NULL
      )\(end)
      """,
      """
      CREATE INDEX IF NOT EXISTS corporations_by_end ON corporations (plan_expired_at) WHERE plan_type = 'paid'
      """,
      """
      CREATE TABLE IF NOT EXISTS users (
        seq \(number),
        email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
        email_folded text NOT NULL UNIQUE,
        password text NOT NULL,
        role text NOT NULL CHECK (role IN ('operator', 'admin', 'guest')),
        corporation_id \(integer) REFERENCES corporations,
        point \(integer) NOT NULL DEFAULT 0 CHECK (point >= 0),
        created_at \(integer) NOT NULL,
        updated_at \(integer) NOT NULL,
        CHECK ((role = 'operator') = (corporation_id IS NULL))
      )\(end)
      """,
      "CREATE INDEX IF NOT EXISTS users_of_corporation ON users (corporation_id, seq)",
      "CREATE INDEX IF NOT EXISTS users_who_operate ON users (seq) WHERE role = 'operator'",
      """
      CREATE TABLE IF NOT EXISTS videos (
        seq \(number),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        file_path text NOT NULL CHECK (length(file_path) BETWEEN 1 AND 1100),
        deleted \(integer) NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
        corporation_id \(integer) NOT NULL REFERENCES corporations,
        created_at \(integer) NOT NULL,
        updated_at \(integer) NOT NULL
      )\(end)
      """,
      "CREATE INDEX IF NOT EXISTS videos_of_corporation ON videos (corporation_id, deleted, seq)",
      """
      CREATE TABLE IF NOT EXISTS video_view_logs (
        seq \(number),
        video_id \(integer) NOT NULL REFERENCES videos ON DELETE CASCADE,
        user_id \(integer) NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at \(integer) NOT NULL,
        UNIQUE (user_id, video_id)
      )\(end)
      """,
      "CREATE INDEX IF NOT EXISTS views_of_video ON video_view_logs (video_id)",
      """
      CREATE TABLE IF NOT EXISTS logins (
        seq \(number),
        user_id \(integer) NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at \(integer) NOT NULL,
        expired_at \(integer) NOT NULL,
        revoked \(integer) NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
      )\(end)
      """,
      "CREATE INDEX IF NOT EXISTS logins_of_user ON logins (user_id, seq)",
      "CREATE INDEX IF NOT EXISTS logins_by_end ON logins (expired_at)",
      """
      CREATE TABLE IF NOT EXISTS refresh_tokens (
        seq \(number),
        token \(bytes) NOT NULL UNIQUE CHECK (length(token) = 32),
        login_id \(integer) NOT NULL REFERENCES logins ON DELETE CASCADE,
        user_id \(integer) NOT NULL REFERENCES users ON DELETE CASCADE,
        expired_at \(integer) NOT NULL,
        is_used \(integer) NOT NULL DEFAULT 0 CHECK (is_used IN (0, 1)),
        created_at \(integer) NOT NULL
      )\(end)
      """,
      "CREATE INDEX IF NOT EXISTS refresh_tokens_of_login ON refresh_tokens (login_id)",
      "CREATE INDEX IF NOT EXISTS refresh_tokens_of_user ON refresh_tokens (user_id)",
      "CREATE INDEX IF NOT EXISTS refresh_tokens_by_end ON refresh_tokens (expired_at)",
      "CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at \(integer) NOT NULL)\(end)",
      "CREATE TABLE IF NOT EXISTS fences (id \(integer) PRIMARY KEY CHECK (id = 1), number \(integer) NOT NULL)\(end)",
      "INSERT INTO fences VALUES (1, 0) ON CONFLICT DO NOTHING",
    ]
  }
}
