package import ReferenceImpl
package import VideoSpec

#if PostgreSQL
  import PostgresStore
#endif

/// The steps with which tests of a recorder's database fill it: one user's uploads, all different, all made the same way.
package enum Rehearsal {
  /// A token that is easy to find if it is written anywhere.
  package static let token: Text = "session-token-of-u_1-that-nobody-may-find-in-a-file"
  package static let caller = Caller(session: token, origin: "https://app.example.com")
  package static let start: Timestamp = "2026-01-02T03:04:05Z"
  /// A time at which every upload that began at `start` is overdue.
  package static let overdue = Timestamp(seconds: start.seconds + 7200)
  /// The object store's response for every video.
  package static let found = StoreResponse.responded(
    status: 200,
    headers: [
      HeaderField("content-length", "4096"), HeaderField("content-type", "video/webm"), HeaderField("etag", "\"e1\""),
    ])

  /// A configuration with a limit of 1 MiB.
  ///
  /// - Parameter reach: Called at each point of a step.
  package static func configuration(
    reaching reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in }
  ) -> Recorder.Configuration {
    let limits = UploadLimits(
      bucket: "videos", object: ObjectLimits(maximumSize: 1 << 20, mediaType: "video/webm"))
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))
    var configuration = Recorder.Configuration(
      limits: limits, origins: ["https://app.example.com"],
      signer: Signer(credentials: credentials, region: "eu-west-1", service: "s3"))
    configuration.reach = reach
    return configuration
  }

  package static func options(
    vfs: String? = nil, tuning: DatabaseTuning = DatabaseTuning(), busyMilliseconds: Int = 5000
  ) -> SQLiteOptions {
    var options = SQLiteOptions(busyMilliseconds: busyMilliseconds)
    options.vfs = vfs
    options.tuning = tuning
    return options
  }

  /// Opens a database that has the user, the session and the question.
  ///
  /// - Parameters:
  ///   - path: The path of a SQLite database, or the URL of a PostgreSQL database.
  ///   - reach: Called at each point of a step.
  package static func reopen(
    _ path: String, options: SQLiteOptions = options(),
    reaching reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in }
  ) throws -> Recorder {
    Recorder(store: try store(at: path, options), configuration: configuration(reaching: reach))
  }

  private static func store(at path: String, _ options: SQLiteOptions) throws -> any RecordStore {
    #if PostgreSQL
      if path.hasPrefix("postgresql://") {
        var postgres = PostgresOptions()
        postgres.lockMilliseconds = options.busyMilliseconds
        postgres.conflictMilliseconds = options.busyMilliseconds
        return try PostgresRecordStore(url: Text(path), options: postgres)
      }
    #endif
    return try SQLiteRecordStore(path: path, options: options)
  }

  /// Opens a database and adds the user, the session and the question.
  package static func open(
    _ path: String, vfs: String? = nil, tuning: DatabaseTuning = DatabaseTuning(), busyMilliseconds: Int = 5000
  ) throws -> Recorder {
    let recorder = try reopen(path, options: options(vfs: vfs, tuning: tuning, busyMilliseconds: busyMilliseconds))
    try recorder.add(
      users: ["u_1"], sessions: [UserSession(token: token, user: "u_1", expires: .maximum)], questions: [7])
    return recorder
  }

  /// Begins the upload with a number, which determines its key and external ID.
  @discardableResult
  package static func begin(_ number: Int, with recorder: Recorder) throws(Rejection) -> Text {
    try recorder.beginUpload(by: caller, question: 7, duration: "12.5", at: start, random: random(number)).externalID
  }

  /// The external ID of the upload with a number.
  package static func externalID(_ number: Int) -> Text { KeyGenerator.uuid(Array(random(number)[16..<32])) }

  @discardableResult
  package static func complete(_ externalID: Text, with recorder: Recorder) throws(Rejection) -> RecordedResult {
    let look = try recorder.beginLook(at: externalID, by: caller, at: start)
    return try recorder.record(found, of: look)
  }

  /// Sweeps all overdue uploads. None of their objects exists.
  package static func sweep(with recorder: Recorder) throws(Rejection) {
    var last: Text?
    while let look = try recorder.nextOverdueLook(after: last, at: overdue) {
      last = look.externalID
      _ = try recorder.record(.missing, ofOverdue: look)
    }
  }

  /// Returns 32 bytes that depend on a number (SplitMix64).
  private static func random(_ number: Int) -> [UInt8] {
    var state = UInt64(number)
    return (0..<4).flatMap { _ -> [UInt8] in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      mixed ^= mixed >> 31
      return (0..<8).map { UInt8(truncatingIfNeeded: mixed >> ($0 * 8)) }
    }
  }
}
