import CSQLite
import Glibc
package import VideoSpec

/// A connection to a SQLite database, used by one thread at a time.
///
/// Statements are prepared once and kept. Nothing here knows what the database is about.
///
/// The compiler cannot prove that it is `Sendable`: SQLite's handle and the statements may be used from any thread, but not at the
/// same time. The mutex and the pool of readers of whoever owns the connection ensure that.
package final class Database: @unchecked Sendable {
  package enum Access {
    /// Creates the file if it does not exist.
    case write
    case read
    /// Reads a file that nobody changes, and creates no file beside it. A journal is not looked at.
    case readUnchanging
  }

  private let handle: OpaquePointer
  private let busyMilliseconds: Int
  /// The statements by the address of their text: literals do not move, and an address is found faster than a text.
  private var statements: [UnsafePointer<UInt8>: Statement] = [:]
  /// Statements that are composed of parts, by their text.
  private var composedStatements: [String: Statement] = [:]

  /// - Parameters:
  ///   - busyMilliseconds: How long to wait for another connection's lock.
  ///   - vfs: The name of SQLite's file system, or nil for the default.
  package init(path: String, access: Access, busyMilliseconds: Int, vfs: String? = nil) throws(DatabaseError) {
    if access == .write, vfs == nil { Database.createPrivately(path) }
    var pointer: OpaquePointer?
    // NOMUTEX: the connection's owner ensures that one thread at a time uses it.
    let flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
      | (access == .write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY)
    let code =
      access == .readUnchanging
      ? sqlite3_open_v2(Database.unchangingURI(path), &pointer, flags | SQLITE_OPEN_URI, vfs)
      : sqlite3_open_v2(path, &pointer, flags, vfs)
    guard let handle = pointer, code == SQLITE_OK else {
      // There is a handle even if opening fails.
      sqlite3_close_v2(pointer)
      throw DatabaseError(code: code, action: "opening the database")
    }
    self.handle = handle
    self.busyMilliseconds = busyMilliseconds
    sqlite3_busy_timeout(handle, Int32(clamping: busyMilliseconds))
    // The last connection to close checkpoints. That must not happen to another program's database.
    csqlite_set_checkpoint_on_close(handle, 0)
    try enforceForeignKeys()
    if access != .write {
      try set("synchronous", to: "FULL", reading: "2")
      // Only the writer checkpoints: SQLite 3.7.0 to 3.51.2 can lose a WAL that two connections reset at the same moment.
      sqlite3_wal_autocheckpoint(handle, 0)
    }
  }

  /// Creates the file for its owner alone if it does not exist: it holds personal data. SQLite gives the WAL and the shared memory the same
  /// mode. A failure is left to SQLite, which reports it.
  private static func createPrivately(_ path: String) {
    // Names that SQLite does not take for a file's.
    if path.isEmpty || path.hasPrefix(":") || path.hasPrefix("file:") { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Returns the URI of a file that nobody changes. All bytes but unreserved ones and slashes are percent-encoded.
  private static func unchangingURI(_ path: String) -> String {
    let encoded = path.utf8.map { byte in
      byte.isASCIIAlphanumeric || "-._~/".utf8.contains(byte)
        ? [byte] : Array("%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
    }
    return "file:\(String(decoding: encoded.joined(), as: UTF8.self))?immutable=1"
  }

  /// Makes this the connection that writes and checkpoints. Nothing before this call changes the file.
  package func prepareToWrite(_ tuning: DatabaseTuning) throws(DatabaseError) {
    try enterWAL()
    try set("synchronous", to: tuning.syncs ? "FULL" : "OFF", reading: tuning.syncs ? "2" : "0")
    sqlite3_wal_autocheckpoint(handle, Int32(clamping: tuning.checkpoints ? tuning.checkpointPages : 0))
    csqlite_set_checkpoint_on_close(handle, tuning.checkpoints ? 1 : 0)
  }

  /// Switches to WAL. Two connections that open a new file at the same time both want to upgrade a lock, and SQLite waits for
  /// neither, so this method waits.
  private func enterWAL() throws(DatabaseError) {
    let pause = 5
    sqlite3_busy_timeout(handle, 0)
    defer { sqlite3_busy_timeout(handle, Int32(clamping: busyMilliseconds)) }
    var patience = busyMilliseconds / pause
    while true {
      do throws(DatabaseError) {
        let mode = try read(pragma: "journal_mode = WAL")
        guard mode != "wal" else { return }
        // SQLite ignores a mode that it cannot set, such as WAL on a file system without shared memory.
        throw DatabaseError(
          code: SQLITE_CANTOPEN, action: "PRAGMA journal_mode = WAL had no effect: it is \(mode ?? "unset")")
      } catch {
        guard error.isBusy, patience > 0 else { throw error }
        patience -= 1
        sqlite3_sleep(Int32(pause))
      }
    }
  }

  /// Turns foreign keys on. A build of SQLite without them says so only if it is asked.
  private func enforceForeignKeys() throws(DatabaseError) {
    var isOn: Int32 = 0
    let code = csqlite_enforce_foreign_keys(handle, &isOn)
    guard code == SQLITE_OK, isOn == 1 else {
      throw DatabaseError(code: code == SQLITE_OK ? SQLITE_CANTOPEN : code, action: "enforcing foreign keys")
    }
  }

  /// Sets a pragma and reads it back, because SQLite ignores a value that it cannot set.
  private func set(_ pragma: String, to value: String, reading expected: Text) throws(DatabaseError) {
    try execute("PRAGMA \(pragma) = \(value)")
    let set = try read(pragma: pragma)
    guard set == expected else {
      throw DatabaseError(
        code: SQLITE_CANTOPEN, action: "PRAGMA \(pragma) = \(value) had no effect: it is \(set ?? "unset")")
    }
  }

  package func read(pragma: String) throws(DatabaseError) -> Text? {
    var statement: OpaquePointer?
    var code = sqlite3_prepare_v2(handle, "PRAGMA \(pragma)", -1, &statement, nil)
    defer { sqlite3_finalize(statement) }
    if let statement, code == SQLITE_OK {
      code = sqlite3_step(statement)
      if code == SQLITE_ROW { return Row(statement: statement).text(0) }
    }
    guard code == SQLITE_DONE else { throw DatabaseError(code: code, action: "PRAGMA \(pragma)") }
    return nil
  }

  deinit {
    statements = [:]
    composedStatements = [:]
    sqlite3_close_v2(handle)
  }

  /// Whether a transaction is open. Some errors end it.
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// How many rows this connection has changed so far.
  package var changedRows: Int { Int(sqlite3_total_changes(handle)) }

  package var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// The number of statements that are kept.
  package var statementCount: Int { statements.count + composedStatements.count }

  /// The database as a file, or nil if there is not enough memory.
  package var serialized: [UInt8]? {
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { return nil }
    defer { sqlite3_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
  }

  /// Runs a statement and passes its rows to a closure.
  package func run(
    _ sql: StaticString, _ values: [SQLValue] = [], row: (borrowing Row) -> Void = { _ in }
  ) throws(DatabaseError) {
    try run(prepared(sql), values, row)
  }

  /// Runs a statement that is composed of a few fixed parts, and passes its rows to a closure. It is kept like the others: never
  /// compose one of values.
  package func run(
    composed sql: String, _ values: [SQLValue] = [], row: (borrowing Row) -> Void = { _ in }
  ) throws(DatabaseError) {
    try run(prepared(composed: sql), values, row)
  }

  /// Runs a composed statement and passes its rows to a closure until it returns false.
  package func scan(
    composed sql: String, _ values: [SQLValue] = [], while row: (borrowing Row) -> Bool
  ) throws(DatabaseError) {
    try scan(prepared(composed: sql), values, while: row)
  }

  private func prepared(composed sql: String) throws(DatabaseError) -> Statement {
    if let statement = composedStatements[sql] { return statement }
    let statement = try Statement(sql, in: handle)
    composedStatements[sql] = statement
    return statement
  }

  private func run(
    _ statement: Statement, _ values: [SQLValue], _ row: (borrowing Row) -> Void
  ) throws(DatabaseError) {
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {
      row(Row(statement: statement.pointer))
      // If memory runs out, a column looks empty.
      guard sqlite3_errcode(handle) != SQLITE_NOMEM else {
        throw DatabaseError(code: SQLITE_NOMEM, action: statement.sql)
      }
    }
  }

  /// Runs a statement and passes its rows to a closure until it returns false.
  package func scan(
    _ sql: StaticString, _ values: [SQLValue] = [], while row: (borrowing Row) -> Bool
  ) throws(DatabaseError) {
    try scan(prepared(sql), values, while: row)
  }

  private func scan(
    _ statement: Statement, _ values: [SQLValue], while row: (borrowing Row) -> Bool
  ) throws(DatabaseError) {
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {
      let goesOn = row(Row(statement: statement.pointer))
      guard sqlite3_errcode(handle) != SQLITE_NOMEM else {
        throw DatabaseError(code: SQLITE_NOMEM, action: statement.sql)
      }
      guard goesOn else { return }
    }
  }

  /// Runs a statement and returns its first row, or nil if there is none.
  ///
  /// The statement always runs to its end: one with `RETURNING` reports a violated constraint after its last row.
  package func first<Value>(
    _ sql: StaticString, _ values: [SQLValue] = [], _ read: (borrowing Row) -> Value
  ) throws(DatabaseError) -> Value? {
    var first: Value?
    try run(sql, values) { row in if first == nil { first = read(row) } }
    return first
  }

  /// Runs statements that are not run again, such as pragmas and schemas.
  package func execute(_ sql: String) throws(DatabaseError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError(code: code, action: sql) }
  }

  private func prepared(_ sql: StaticString) throws(DatabaseError) -> Statement {
    if let statement = statements[sql.utf8Start] { return statement }
    let statement = try Statement(sql.description, in: handle)
    statements[sql.utf8Start] = statement
    return statement
  }
}

/// A value to bind to a statement.
package enum SQLValue {
  case null
  case integer(Int)
  case real(Double)
  case text(Text)
  case blob([UInt8])

  package static func optional(_ text: Text?) -> SQLValue { text.map { .text($0) } ?? .null }
  package static func optional(_ integer: Int?) -> SQLValue { integer.map { .integer($0) } ?? .null }
}

/// A row of a result. It is valid until the statement goes on.
package struct Row: ~Copyable {
  fileprivate let statement: OpaquePointer

  package func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
  package func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
  package func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }
  package func optionalText(_ column: Int32) -> Text? { isNull(column) ? nil : text(column) }

  /// Returns the bytes of a blob, or no bytes for NULL.
  package func bytes(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
  }

  /// The values of all columns.
  package var values: [SQLValue] {
    (0..<sqlite3_column_count(statement)).map { column in
      switch sqlite3_column_type(statement, column) {
      case SQLITE_NULL: .null
      case SQLITE_INTEGER: .integer(integer(column))
      case SQLITE_FLOAT: .real(real(column))
      case SQLITE_BLOB: .blob(bytes(column))
      default: .text(text(column))
      }
    }
  }

  package func text(_ column: Int32) -> Text {
    guard let bytes = sqlite3_column_text(statement, column) else { return Text() }
    return Text(UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
  }
}

/// A prepared statement that can be run many times.
private final class Statement {
  let pointer: OpaquePointer
  let sql: String

  init(_ sql: String, in handle: OpaquePointer) throws(DatabaseError) {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard let statement, code == SQLITE_OK else { throw DatabaseError(code: code, action: sql) }
    pointer = statement
    self.sql = sql
  }

  deinit { sqlite3_finalize(pointer) }

  func bind(_ values: [SQLValue]) throws(DatabaseError) {
    for (offset, value) in values.enumerated() {
      let index = Int32(offset + 1)
      let code =
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let integer): sqlite3_bind_int64(pointer, index, Int64(integer))
        case .real(let real): sqlite3_bind_double(pointer, index, real)
        case .text(let text): text.bytes.withUnsafeBytes { bind(index, $0, csqlite_bind_text) }
        case .blob(let bytes): bytes.withUnsafeBytes { bind(index, $0, csqlite_bind_blob) }
        }
      guard code == SQLITE_OK else { throw DatabaseError(code: code, action: sql) }
    }
  }

  private func bind(
    _ index: Int32, _ bytes: UnsafeRawBufferPointer,
    _ bind: (OpaquePointer?, Int32, UnsafeRawPointer?, Int32) -> Int32
  ) -> Int32 {
    // An empty array may have a null pointer, which would bind NULL.
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { empty in
      bind(pointer, index, bytes.baseAddress ?? UnsafeRawPointer(empty.baseAddress), Int32(clamping: bytes.count))
    }
  }

  /// Goes on to the next row, and returns whether there is one.
  func step() throws(DatabaseError) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw DatabaseError(code: code, action: sql)
    }
  }

  func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }
}
