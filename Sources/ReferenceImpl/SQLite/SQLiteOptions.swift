/// The options of a database.
public struct SQLiteOptions: Sendable {
  /// How long to wait for another connection's lock, in milliseconds.
  public var busyMilliseconds: Int
  /// Whether the writer checkpoints. If several processes share a database, only one of them should: SQLite 3.7.0 to 3.51.2 can
  /// lose a journal that two connections reset at the same moment.
  public var checkpoints: Bool {
    get { tuning.checkpoints }
    set { tuning.checkpoints = newValue }
  }
  package var tuning = DatabaseTuning()
  /// How many transactions are committed together at least. Tests that have enough of them set it.
  package var groupMinimum = 1
  /// The name of SQLite's file system, or nil for the default.
  package var vfs: String?

  public init(busyMilliseconds: Int = 5000, checkpoints: Bool = true) {
    self.busyMilliseconds = busyMilliseconds
    tuning.checkpoints = checkpoints
  }
}
