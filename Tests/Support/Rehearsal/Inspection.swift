import CSQLite

/// A database file, read with SQLite alone and without the recorder.
package final class Inspection {
  private let handle: OpaquePointer?
  /// Keeps the files for as long as they are inspected.
  private let directory: ScratchDirectory

  /// Opens an existing database, or a new one.
  package init(_ directory: ScratchDirectory, creates: Bool = false) throws {
    self.directory = directory
    let path = directory.database
    var pointer: OpaquePointer?
    let code = sqlite3_open_v2(
      path, &pointer, SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX, nil)
    handle = pointer
    guard code == SQLITE_OK else { throw failure("opening \(path)") }
    sqlite3_busy_timeout(pointer, 5000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Returns what SQLite finds wrong. Empty for an intact database.
  package func damage() throws -> [String] {
    try query("PRAGMA integrity_check").filter { $0 != "ok" } + query("PRAGMA foreign_key_check")
  }

  /// Returns the complete schema and the rows that every version has.
  package func contents() throws -> String {
    var lines = try query("SELECT user_version, application_id FROM pragma_user_version, pragma_application_id")
    lines += try query("SELECT name, sql FROM sqlite_schema ORDER BY name")
    for table in try query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('answers', 'users')") {
      lines += try query("SELECT id FROM \(table) ORDER BY id")
    }
    return lines.joined(separator: "\n")
  }

  /// Returns the record of each upload, in the order in which they began.
  package func uploads() throws -> [String] {
    try query(
      """
      SELECT external_id, user_id, question_id, duration, status, storage_key, size, media_type, etag, violations
      FROM answers LEFT JOIN videos ON answer_id = answers.id ORDER BY answers.id
      """)
  }

  /// Runs a query, and returns its rows with bars between the columns.
  package func query(_ sql: String) throws -> [String] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(sql) }
    var rows: [String] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        let columns = (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
        }
        rows.append(columns.joined(separator: "|"))
      case SQLITE_DONE: return rows
      default: throw failure(sql)
      }
    }
  }

  package func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
  }

  private func failure(_ action: String) -> Failure { Failure("\(action): \(String(cString: sqlite3_errmsg(handle)))") }
}

/// What a test found wrong.
package struct Failure: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
