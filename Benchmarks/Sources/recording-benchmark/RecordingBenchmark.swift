@preconcurrency import Glibc
@_spi(Benchmarks) import ReferenceImpl
import VideoSpec

/// Records N uploads in a database after a warm-up, and prints a JSON line like the peers.
///
/// `create` makes the database for ours and the peers: one user, session and question. `begin` signs the form; `record` does not,
/// like the peers; `sign` only signs; `complete` looks and records the store's response.
@main
struct RecordingBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "create" { return try create(arguments[2]) }
    guard arguments.count == 5, let operation = operations[arguments[1]], ["full", "normal"].contains(arguments[3]),
      let count = Int(arguments[4]), count > 0
    else {
      fputs(
        """
        Usage: recording-benchmark create DATABASE
               recording-benchmark \(operations.keys.sorted().joined(separator: "|")) DATABASE full|normal ITERATIONS

        """, stderr)
      exit(2)
    }
    let store = try SQLiteRecordStore(path: arguments[2])
    if arguments[3] == "normal" { try store.commitWithoutSync() }
    let recorder = Recorder(store: store, configuration: configuration)
    _ = try operation(recorder, max(1, count / 10))
    let latencies = try operation(recorder, count)
    print(
      #"{"peer":"VideoSpec","version":"\#(Catalogue.version)","operation":"\#(arguments[1])","#
        + #""synchronous":"\#(arguments[3])","iterations":\#(count),\#(latencies.json)}"#)
  }

  static let operations: [String: @Sendable (Recorder, Int) throws -> Latencies] = [
    "begin": { recorder, count in
      try Latencies.measure(count, prepare: random) {
        _ = try recorder.beginUpload(by: caller, question: 1, duration: "12.5", at: time, random: $0)
      }
    },
    "record": { recorder, count in
      try Latencies.measure(count, prepare: random) {
        _ = try recorder.beginUnsignedUpload(by: caller, question: 1, duration: "12.5", at: time, random: $0)
      }
    },
    "sign": { recorder, count in
      let sign = { _ = try recorder.configuration.signer.presignedPost(for: $0, at: time) }
      return try Latencies.measure(count, prepare: { _ in form }, sign)
    },
    // Each upload begins before its completion is timed.
    "complete": { recorder, count in
      let begin = { (_: Int) throws -> Text in
        try recorder.beginUnsignedUpload(by: caller, question: 1, duration: "12.5", at: time, random: random(0))
      }
      return try Latencies.measure(count, prepare: begin) {
        _ = try recorder.record(stored, of: recorder.beginLook(at: $0, by: caller, at: time))
      }
    },
  ]

  static func create(_ path: String) throws {
    let session = UserSession(token: token, user: "user", expires: Timestamp(seconds: time.seconds + 3600))
    try Recorder(store: SQLiteRecordStore(path: path), configuration: configuration).add(
      users: ["user"], sessions: [session], questions: [1])
  }

  // MARK: The recorded data, the same as in the peers

  static let token = Text("c2Vzc2lvbi10b2tlbi1vZi10aGlydHktdHdvLWJ5dGVz")
  static let origin = Text("https://app.example.com")
  static let caller = Caller(session: token, origin: origin)
  static let time = Timestamp(seconds: 1_767_322_800)

  static let configuration = Recorder.Configuration(
    limits: UploadLimits(
      bucket: "video-uploads-example", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")),
    origins: [origin],
    signer: Signer(
      credentials: Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
      region: "eu-west-1", service: "s3"))

  static let form = PostPolicyRequest.recording(
    bucket: "video-uploads-example", key: "videos/2026/01/8e9bd1c0-6bd2-4f6a-9d64-5a6d8e0f4c21.webm",
    location: .style(.regional))

  static let stored = StoreResponse.responded(
    status: 200,
    headers: [
      HeaderField("Content-Length", "1000000"), HeaderField("Content-Type", "video/webm"),
      HeaderField("ETag", "\"9b2cf535f27731c974343645a3985328\""),
    ])

  static func random(_ index: Int) -> [UInt8] {
    // In one call like the peers, so that the untimed part does not disturb the timed one.
    [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      precondition(getentropy(bytes.baseAddress!, 32) == 0, "no random bytes")
      count = 32
    }
  }
}
