import CSQLite
import Foundation

/// A database's file seen without the recorder: with SQLite alone, and the system's own file system.
package struct Inspection {
  package var path: String

  package init(_ path: String) { self.path = path }

  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// What SQLite finds wrong; empty for a database that is whole, and for no file.
  package func damage() throws -> [String] {
    guard exists else { return [] }
    let integrity = try query("PRAGMA integrity_check").filter { $0 != "ok" }
    return try integrity + query("PRAGMA foreign_key_check")
  }

  /// The schema, whole, and the rows that every version has; of an empty file and of none it is the same.
  package func contents() throws -> String {
    guard exists else { return "0|0" }
    var lines = try query("SELECT user_version, application_id FROM pragma_user_version, pragma_application_id")
    lines += try query("SELECT name, sql FROM sqlite_schema ORDER BY name")
    for table in try query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('answers', 'users')") {
      lines += try query("SELECT id FROM \(table) ORDER BY id")
    }
    return lines.joined(separator: "\n")
  }

  /// Rows of columns, with bars between them. Creates no file.
  package func query(_ sql: String) throws -> [String] {
    var rows: [String] = []
    try withDatabase(SQLITE_OPEN_READWRITE) { database in
      var statement: OpaquePointer?
      defer { sqlite3_finalize(statement) }
      guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(database, sql) }
      while true {
        switch sqlite3_step(statement) {
        case SQLITE_ROW:
          let columns = (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
          }
          rows.append(columns.joined(separator: "|"))
        case SQLITE_DONE: return
        default: throw failure(database, sql)
        }
      }
    }
    return rows
  }

  /// Runs statements. Creates the file where there is none.
  package func execute(_ sql: String) throws {
    try withDatabase(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) { database in
      guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure(database, sql) }
    }
  }

  private func withDatabase(_ flags: Int32, _ body: (OpaquePointer?) throws -> Void) throws {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    guard sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK else { throw failure(database, "opening \(path)") }
    sqlite3_busy_timeout(database, 5000)
    try body(database)
  }

  private func failure(_ database: OpaquePointer?, _ action: String) -> Failure {
    Failure("\(action): \(String(cString: sqlite3_errmsg(database)))")
  }
}

/// What a drill found wrong.
package struct Failure: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// A directory that goes with the value; in memory where there is such a place, for what is tested is not the disk.
package final class ScratchDirectory {
  package let path: String

  package init() {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    var template = Array("\(parent)/video-spec-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no directory in \(parent)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The database's file.
  package var database: String { "\(path)/recorder.db" }

  /// The files as they are now, without those that only memory has: what another process finds after a kill.
  package func copy() throws -> ScratchDirectory {
    let copy = ScratchDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where !name.hasSuffix("-shm") {
      try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(copy.path)/\(name)")
    }
    return copy
  }
}
