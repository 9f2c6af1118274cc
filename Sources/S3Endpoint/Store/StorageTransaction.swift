import ReferenceImpl

/// A transaction that is open on the connection that writes.
///
/// A body decides first and writes then: if it throws a ``StorageError`` it has to leave the database as it was.
final class StorageTransaction {
  let database: Database
  /// What is to be removed after the commit.
  fileprivate(set) var removals: [ContentRemoval] = []
  private let path: String

  init(database: Database, path: String) {
    self.database = database
    self.path = path
  }

  func run(_ sql: StaticString, _ values: [SQLValue] = []) throws(StorageError) {
    do throws(DatabaseError) { try database.run(sql, values) } catch { throw .fault(StorageFault(error, path: path)) }
  }

  func first<Value>(
    _ sql: StaticString, _ values: [SQLValue] = [], _ read: (borrowing Row) -> Value
  ) throws(StorageError) -> Value? {
    do throws(DatabaseError) { return try database.first(sql, values, read) } catch {
      throw .fault(StorageFault(error, path: path))
    }
  }

  func all<Value>(
    _ sql: StaticString, _ values: [SQLValue] = [], _ read: (borrowing Row) -> Value
  ) throws(StorageError) -> [Value] {
    var all: [Value] = []
    do throws(DatabaseError) { try database.run(sql, values) { all.append(read($0)) } } catch {
      throw .fault(StorageFault(error, path: path))
    }
    return all
  }

  func removeAfterCommit(_ removal: ContentRemoval) { removals.append(removal) }
}
