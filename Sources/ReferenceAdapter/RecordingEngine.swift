package import ReferenceImpl
package import VideoSpec

/// The database behind the adapter's recorder.
package struct RecordingEngine: Sendable {
  /// Opens the record store of a scenario's directory. Existing records stay.
  package var open: @Sendable (_ directory: Text) throws -> any RecordStore
  /// Keeps the records as they would be found if the process were killed now.
  package var keep: @Sendable (_ directory: Text) throws -> Void
  /// Brings back the records that `keep` kept. The record store is closed.
  package var restore: @Sendable (_ directory: Text) throws -> Void
  /// Removes the records of a scenario's directory. The record store is closed.
  package var remove: @Sendable (_ directory: Text) -> Void

  package init(
    open: @escaping @Sendable (Text) throws -> any RecordStore,
    keep: @escaping @Sendable (Text) throws -> Void = { _ in },
    restore: @escaping @Sendable (Text) throws -> Void = { _ in },
    remove: @escaping @Sendable (Text) -> Void = { _ in }
  ) {
    self.open = open
    self.keep = keep
    self.restore = restore
    self.remove = remove
  }

  /// A SQLite database in the scenario's directory.
  package static let sqlite = RecordingEngine(
    open: { directory in
      let path = "\(directory)/recorder.db"
      NewDatabase.place(at: path)
      return try SQLiteRecordStore(path: path)
    }, keep: StateDirectory.keepCopy(of:), restore: StateDirectory.restore, remove: StateDirectory.remove)
}
