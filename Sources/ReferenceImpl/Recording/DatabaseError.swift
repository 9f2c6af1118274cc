import CSQLite
package import VideoSpec

/// What SQLite says when it cannot do something.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The extended result code.
  public var code: Int32
  /// What was being done: `COMMIT`, or a statement without its values.
  public var action: String

  public init(code: Int32, action: String) {
    self.code = code
    self.action = action
  }

  /// Whether another connection held the lock for longer than this one waits.
  ///
  /// `SQLITE_PROTOCOL`: so many readers came and went that none of its attempts to begin succeeded.
  var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL }

  /// Whether a row of this key was there already.
  var isTaken: Bool { code == Self.unique || code == Self.primaryKey || code == Self.rowID }

  /// Whether the file holds something else than a database.
  var isNoDatabase: Bool { primary == SQLITE_NOTADB }

  private var primary: Int32 { code & 0xFF }

  /// As a fault makes it happen.
  package static func injected(_ kind: RecordingFault.Kind) -> DatabaseError {
    switch kind {
    case .constraint: DatabaseError(code: unique, action: "a statement")
    case .busy: DatabaseError(code: SQLITE_BUSY, action: "a statement")
    case .error, .kill: DatabaseError(code: SQLITE_IOERR, action: "a statement")
    }
  }

  // Composed macros, which Swift does not import.
  private static let unique = SQLITE_CONSTRAINT | 8 << 8
  private static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
  private static let rowID = SQLITE_CONSTRAINT | 10 << 8

  /// SQLite's words for the code, with nothing of the database in them.
  var explanation: String { String(cString: sqlite3_errstr(code)) }

  public var description: String { "\(action): \(explanation) (\(code))" }
}
