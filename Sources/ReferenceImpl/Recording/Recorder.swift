import Synchronization
public import VideoSpec

/// Records uploads on SQLite: what should arrive, before; what did, afterwards. Each in one transaction, whole or not at all.
///
/// A recorder may be used from many threads, and several of one database. One connection writes; others read beside it.
///
/// ```swift
/// let recorder = try Recorder(path: "recordings.db", configuration)
/// let upload = try recorder.beginUpload(caller, question: 7, duration: "12.5", at: now, random: bytes)
/// // … the browser posts upload.form …
/// let result = try await recorder.completeUpload(upload.externalID, caller, store: store, at: later)
/// ```
public final class Recorder: Sendable {
  public let configuration: Configuration
  private let path: String
  private let vfs: String?
  let writer: Mutex<RecordingConnection>
  /// Those that nobody uses just now.
  private let readers: Mutex<[Database]>

  /// How many readers are kept open.
  private static let readerLimit = 8

  /// Opens a recorder's database, creates it where there is none, and migrates an older one (REC-061).
  ///
  /// - Parameter path: Of the database; beside it there will be a `-wal` and a `-shm` file. Network file systems will not do.
  /// - Throws: ``Rejection`` for a newer schema or another program's database (REC-062), ``DatabaseError`` when it cannot be opened.
  public convenience init(path: String, _ configuration: Configuration) throws {
    try self.init(path: path, configuration, vfs: nil)
  }

  /// - Parameter vfs: The name of the file system below SQLite; nil: the system's own.
  package init(path: String, _ configuration: Configuration, vfs: String?) throws {
    self.configuration = configuration
    self.path = path
    self.vfs = vfs
    let connection = try RecordingConnection(
      path: path, busyMilliseconds: configuration.busyMilliseconds, tuning: configuration.tuning, vfs: vfs)
    writer = Mutex(connection)
    readers = Mutex([])
  }

  deinit {
    // The writer goes last: whoever does carries the journal over and removes it, which a reader cannot.
    readers.withLock { $0 = [] }
  }

  /// Writes in one transaction, one caller at a time.
  func write<Result: Sendable>(
    points: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in }, _ body: (Database) throws -> Result
  ) throws -> Result {
    try writer.withLock { try $0.transaction(points: points, body) }
  }

  /// Reads beside the writer, what was committed when it began.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    let idle = readers.withLock { $0.popLast() }
    let database =
      try idle ?? Database(path: path, access: .read, busyMilliseconds: configuration.busyMilliseconds, vfs: vfs)
    let result = try body(database)
    // After an error it isn't kept: the next reader begins with a connection that never failed.
    readers.withLock { if $0.count < Recorder.readerLimit { $0.append(database) } }
    return result
  }
}

extension Recorder {
  /// What a recorder works by.
  public struct Configuration: Sendable {
    public var limits: UploadLimits
    /// The longest recording, in seconds.
    public var maximumDuration: Int
    /// For how many seconds a form can be used.
    public var formSeconds: Int
    /// How many seconds after its form's end an upload that did not arrive is given up.
    public var sweepSeconds: Int
    /// Those from which a cookie is taken, as browsers write them: `https://app.example.com`.
    public var origins: Set<Text>
    /// Signs the forms.
    public var signer: Signer
    /// Where the forms go.
    public var location: UploadLocation
    /// How long a lock of another connection is waited for.
    public var busyMilliseconds: Int
    /// Whether this recorder's writer carries the journal over into the database. Where several processes share one, let one of them
    /// do it: SQLite 3.7.0 to 3.51.2 can lose a journal that two reset at the same moment.
    public var checkpoints: Bool {
      get { tuning.checkpoints }
      set { tuning.checkpoints = newValue }
    }
    /// Told where a step stands; what it throws happens there. For tests and scenarios.
    package var points: @Sendable (RecordingPoint) throws -> Void = { _ in }
    package var tuning = DatabaseTuning()

    public init(
      limits: UploadLimits, maximumDuration: Int = 3600, formSeconds: Int = 300, sweepSeconds: Int = 3600,
      origins: Set<Text>, signer: Signer, location: UploadLocation = .style(.regional), busyMilliseconds: Int = 5000
    ) {
      self.limits = limits
      self.maximumDuration = maximumDuration
      self.formSeconds = formSeconds
      self.sweepSeconds = sweepSeconds
      self.origins = origins
      self.signer = signer
      self.location = location
      self.busyMilliseconds = busyMilliseconds
    }
  }
}
