package import ReferenceImpl
package import VideoSpec

/// What tests of the recorder's database record: one user's uploads, all different, all the same way.
package enum Rehearsal {
  /// Long and easily found, were it written anywhere.
  package static let token: Text = "session-token-of-u_1-that-nobody-may-find-in-a-file"
  package static let caller = Caller(session: token, origin: "https://app.example.com")
  package static let start: Timestamp = "2026-01-02T03:04:05Z"
  /// When everything that began at the start is long overdue.
  package static let overdue = Timestamp(seconds: start.seconds + 7200)
  /// What the store says of every video.
  package static let found = StoreResponse.responded(
    status: 200,
    headers: [
      HeaderField("content-length", "4096"), HeaderField("content-type", "video/webm"), HeaderField("etag", "\"e1\""),
    ])

  package static func configuration(
    tuning: DatabaseTuning = DatabaseTuning(), busyMilliseconds: Int = 5000
  ) -> Recorder.Configuration {
    let limits = UploadLimits(
      bucket: "videos", object: ObjectLimits(maximumSize: 1 << 20, mediaType: "video/webm"))
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))
    var configuration = Recorder.Configuration(
      limits: limits, origins: ["https://app.example.com"],
      signer: Signer(credentials: credentials, region: "eu-west-1", service: "s3"),
      busyMilliseconds: busyMilliseconds)
    configuration.tuning = tuning
    return configuration
  }

  /// Opens a recorder that knows the user, the session and the question.
  package static func open(
    _ path: String, vfs: String? = nil, tuning: DatabaseTuning = DatabaseTuning(), busyMilliseconds: Int = 5000
  ) throws -> Recorder {
    let recorder = try Recorder(
      path: path, configuration(tuning: tuning, busyMilliseconds: busyMilliseconds), vfs: vfs)
    try recorder.add(
      users: ["u_1"], sessions: [UserSession(token: token, user: "u_1", expires: .maximum)], questions: [7])
    return recorder
  }

  /// Begins the upload of a number: the same number makes the same key and external id.
  @discardableResult
  package static func begin(_ number: Int, with recorder: Recorder) throws(Rejection) -> Text {
    try recorder.beginUpload(caller, question: 7, duration: "12.5", at: start, random: random(number)).externalID
  }

  /// The external id of the upload of a number.
  package static func externalID(_ number: Int) -> Text { KeyGenerator.uuid(Array(random(number)[16..<32])) }

  @discardableResult
  package static func complete(_ externalID: Text, with recorder: Recorder) throws(Rejection) -> RecordedResult {
    let look = try recorder.look(at: externalID, caller, at: start)
    return try recorder.record(look, found)
  }

  /// Sweeps what is overdue, and finds nothing of it.
  package static func sweep(with recorder: Recorder) throws(Rejection) {
    var last = 0
    while let look = try recorder.nextOverdue(after: last, at: overdue) {
      last = look.answer
      _ = try recorder.record(overdue: look, .missing)
    }
  }

  /// 32 bytes (SplitMix64).
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
