import ReferenceImpl

/// Connections that read while others write. Each sees what was committed when its reading began.
final class ReaderPool: Sendable {
  private let path: String
  private let open: @Sendable () throws(DatabaseError) -> Database
  /// The connections that nobody uses at the moment.
  private let idle = SharedState<[Database]>([])

  /// How many connections stay open.
  private static let idleLimit = 16

  init(path: String, opening open: @escaping @Sendable () throws(DatabaseError) -> Database) {
    self.path = path
    self.open = open
  }

  func read<Value>(_ body: (Database) throws(DatabaseError) -> Value) throws(StorageError) -> Value {
    do throws(DatabaseError) {
      let waiting = idle.withLock { $0.popLast() }
      let database = if let waiting { waiting } else { try open() }
      let value = try body(database)
      // After an error the connection is dropped, so that the next one begins with a connection that never failed.
      idle.withLock { if $0.count < ReaderPool.idleLimit { $0.append(database) } }
      return value
    } catch {
      throw .fault(StorageFault(error, path: path))
    }
  }

  /// Closes the connections that nobody uses.
  func close() { idle.withLock { $0 = [] } }
}
