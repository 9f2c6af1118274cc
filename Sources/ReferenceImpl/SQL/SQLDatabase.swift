package import VideoSpec

/// A database that speaks SQL, SQLite or PostgreSQL, for statements that both understand.
///
/// The parameters of a statement are `$1`, `$2` and so on, in the order in which they first occur: SQLite numbers them by that order. Where
/// PostgreSQL cannot tell the type of a parameter, the statement has a `CAST`.
package protocol SQLDatabase: Sendable {
  /// Reads with any number of statements what was committed when the first of them began.
  func reading<Result>(_ body: (any SQLTransaction) throws -> Result) throws -> Result

  /// Writes everything or nothing. The body may run several times.
  ///
  /// - Parameter reach: Called before and after the commit. What it throws counts as an error at that point.
  /// - Throws: ``RecordStoreError``, or what the body throws, which rolls back.
  func writing<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any SQLTransaction) throws -> Result
  ) throws -> Result
}

extension SQLDatabase {
  package func writing<Result: Sendable>(_ body: (any SQLTransaction) throws -> Result) throws -> Result {
    try writing(reaching: { _ in }, body)
  }
}

/// What a statement can be run in. It is valid inside the body that gets it.
package protocol SQLTransaction {
  /// Runs a statement, and returns what a closure makes of each row.
  func rows<Value>(_ sql: StaticString, _ values: [SQLValue], _ read: (SQLRow) -> Value) throws -> [Value]
}

extension SQLTransaction {
  /// Returns what a closure makes of the first row; nil if there is none.
  package func firstRow<Value>(_ sql: StaticString, _ values: [SQLValue], _ read: (SQLRow) -> Value) throws -> Value? {
    try rows(sql, values, read).first
  }

  /// Runs a statement with `RETURNING`, and returns how many rows it has changed.
  @discardableResult
  package func change(_ sql: StaticString, _ values: [SQLValue]) throws -> Int { try rows(sql, values) { _ in }.count }

  /// Takes a lease or renews it; see ``ServiceStore/takeLease(_:for:at:until:)``.
  package func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
    try change(
      """
      INSERT INTO leases (name, holder, ends_at) VALUES ($1, $2, $3)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
      WHERE leases.holder = excluded.holder OR leases.ends_at <= $4
      RETURNING 1
      """, [.text(name), .text(holder), .integer(end.seconds), .integer(time.seconds)]) == 1
  }
}

/// The values of a row.
package struct SQLRow {
  private let values: [SQLValue]

  package init(_ values: [SQLValue]) { self.values = values }

  package func integer(_ column: Int) -> Int { if case .integer(let integer) = values[column] { integer } else { 0 } }
  package func optionalInteger(_ column: Int) -> Int? {
    if case .integer(let integer) = values[column] { integer } else { nil }
  }
  package func text(_ column: Int) -> Text { if case .text(let text) = values[column] { text } else { Text() } }
  package func time(_ column: Int) -> Timestamp { Timestamp(clamping: integer(column)) }
  package func optionalTime(_ column: Int) -> Timestamp? { optionalInteger(column).map { Timestamp(clamping: $0) } }
}

extension SQLiteEngine: SQLDatabase {
  package func reading<Result>(_ body: (any SQLTransaction) throws -> Result) throws -> Result {
    // What the body throws passes through the engine, which knows only errors of SQLite.
    let result = try readConsistently { database throws(DatabaseError) in
      do { return Swift.Result<Result, any Error>.success(try body(database)) } catch let error as DatabaseError {
        throw error
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  package func writing<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any SQLTransaction) throws -> Result
  ) throws -> Result {
    try write(reaching: reach) { (database: Database) in try body(database) }
  }
}

extension Database: SQLTransaction {
  package func rows<Value>(_ sql: StaticString, _ values: [SQLValue], _ read: (SQLRow) -> Value) throws -> [Value] {
    var found: [Value] = []
    try run(sql, values) { row in found.append(read(SQLRow(row.values))) }
    return found
  }
}
