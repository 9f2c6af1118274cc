import ReferenceImpl
import S3Client
import Synchronization
import VideoSpec

extension Credentials {
  /// The example credentials of AWS's documentation.
  static let example = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    sessionToken: Secret("token/with+signs=="))
}

/// A store on loopback that records its requests.
struct StoreFixture {
  static let now: Timestamp = "2026-01-02T03:04:05Z"
  static let found = [
    HeaderField("Content-Length", "5"), HeaderField("Content-Type", "video/webm"), HeaderField("ETag", "\"a\""),
  ]

  let server: LoopbackServer
  let store: S3ObjectStore
  private let pauses: Pauses

  final class Pauses: Sendable {
    let all = Mutex<[Duration]>([])
  }

  /// The waits between attempts.
  var waits: [Duration] { pauses.all.withLock(\.self) }

  init(
    attempts: Int = 4, timeout: Duration = .seconds(5), jitter: Double = 1,
    reply: @escaping @Sendable (_ request: ReceivedRequest, _ number: Int) -> LoopbackServer.Reply
  ) throws {
    server = try LoopbackServer(reply: reply)
    let pauses = Pauses()
    self.pauses = pauses
    store = try S3ObjectStore(
      S3Location(bucket: "videos", region: "eu-west-1", endpoint: server.endpoint), credentials: .example,
      retries: RetryPolicy(attempts: attempts, timeout: timeout), now: { StoreFixture.now },
      sleep: { pause in pauses.all.withLock { $0.append(pause) } }, jitter: { jitter })
  }
}
