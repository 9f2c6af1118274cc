import CSQLite

/// An error of SQLite.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// SQLite's extended result code.
  public var code: Int32
  /// The action that failed: `COMMIT`, or a statement without its values.
  public var action: String

  public init(code: Int32, action: String) {
    self.code = code
    self.action = action
  }

  /// Whether another connection held the lock past the busy timeout.
  ///
  /// `SQLITE_PROTOCOL` means that readers came and went so fast that no attempt to begin succeeded.
  package var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL }

  /// Whether a row with the same key existed already.
  package var isTaken: Bool { code == Self.unique || code == Self.primaryKey || code == Self.rowID }

  /// Whether the file is not a database.
  package var isNoDatabase: Bool { primary == SQLITE_NOTADB }

  /// SQLite's result code without its extension.
  package var primary: Int32 { code & 0xFF }

  // Swift does not import composed macros.
  private static let unique = SQLITE_CONSTRAINT | 8 << 8
  private static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
  private static let rowID = SQLITE_CONSTRAINT | 10 << 8

  /// SQLite's message for the code. It contains nothing from the database.
  package var explanation: String { String(cString: sqlite3_errstr(code)) }

  public var description: String { "\(action): \(explanation) (\(code))" }
}
