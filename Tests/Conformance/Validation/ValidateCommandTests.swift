import Foundation
import Glibc
import Testing
import VideoSpec

@Suite("video-spec validate")
struct ValidateCommandTests {
  private static let limits = ["MAX_VIDEO_FILESIZE": "90 * 10**6", "ALLOW_VIDEO_MIME_TYPE": "video/webm"]
  private static let environment = limits.merging(CommandTests.credentials) { $1 }.merging(["AWS_REGION": "eu-west-1"])
  { $1 }

  private func validate(_ arguments: [String], _ environment: [String: String] = environment) throws -> Program.Result {
    try Program.run(Program.videoSpec, ["validate"] + arguments, environment: environment)
  }

  @Test("a file is checked against the limits, and everything that is wrong is reported")
  func file() throws {
    let video = try ScratchFile("not a video", name: "Cat.WEBM")
    let accepted = try validate([video.path])
    #expect(
      accepted.status == 0 && accepted.output == "accepted\n  size: 11\n  type: video/webm\n" && accepted.error.isEmpty)
    let rejected = try validate([video.path, "--check-content", "--max-size", "10", "--content-type", "video/webmx"])
    #expect(
      rejected.status == 1
        && rejected.output == """
          rejected: ObjectTooLarge, MediaTypeNotAllowed, ContentNotAllowed
            it has 11 bytes; at most 10 are allowed
            its type is video/webmx; only video/webm is allowed
            its first bytes are not those of video/webm
            size: 11
            type: video/webmx

          """
    )
    let json = try JSONValue(parsing: try validate([video.path, "--media-type", "video/mp4", "--json"]).output.utf8)
    #expect(json["accepted"] == false && json["violations"] == ["MediaTypeNotAllowed"] && json["size"] == "11")
    #expect(json["etag"] == nil)
    let nameless = try ScratchFile("x", name: "video")
    let unknown = try validate([nameless.path])
    #expect(unknown.status == 1 && unknown.output.contains("its type is none"))
  }

  @Test(
    "wrong usage and wrong limits give no verdict",
    arguments: [
      WrongUsage([], 2, names: "FILE"), WrongUsage(["a", "b"], 2, names: "b"),
      WrongUsage(["/no/such/file"], 2, names: "/no/such"),
      WrongUsage(["/etc"], 2, names: "/etc"), WrongUsage(["/dev/zero"], 2, names: "/dev/zero"),
      WrongUsage(["README.md", "--max-size", "90MB"], 2, names: "--max-size"),
      WrongUsage(["README.md", "--media-type", "“video/webm”"], 2, names: "quotation marks"),
      WrongUsage(["README.md", "--media-type", "video/ogg", "--check-content"], 2, names: "ContentCheckUnknown"),
      WrongUsage(["README.md", "--etag", "\"a\""], 2, names: "--etag"),
      WrongUsage(["s3://videos"], 2, names: "s3://videos"),
      WrongUsage(["s3:///k"], 2, names: "s3:///k"), WrongUsage(["s3://videos/"], 2, names: "s3://videos/"),
      WrongUsage(["s3://videos/k", "--content-type", "a/b"], 2, names: "--content-type"),
      WrongUsage(["s3://videos/k", "--endpoint", "localhost"], 2, names: "--endpoint"),
      WrongUsage(["s3://a_b/k"], 2, names: "InvalidBucketName"),
      WrongUsage(["s3://videos/k", "--aws-profile", "no"], 2, names: "NoCredentials"),
    ])
  func wrongUse(use: WrongUsage) throws {
    let result = try validate(use.arguments)
    #expect(result.status == use.status && result.error.contains(use.names) && result.output.isEmpty, "\(result)")
    #expect(!result.error.contains("wJalrXUtnFEMI"))
  }

  @Test("messages about missing or wrong limits name the variable", arguments: limits.keys.sorted())
  func limitNames(name: String) throws {
    var environment = Self.environment
    environment[name] = "“x”"
    let wrong = try validate(["README.md"], environment)
    #expect(wrong.status == 2 && wrong.error.contains("LimitInvalid (\(name))"))
    environment[name] = nil
    let missing = try validate(["README.md"], environment)
    #expect(missing.status == 2 && missing.error.contains(name) && missing.error.contains("--m"))
    #expect(try validate(["s3://videos/k", "--region", "", "--json"]).status == 2)
  }

  @Test("an object's size, type and ETag come from its store")
  func object() throws {
    let server = try LoopbackServer { request, _ in
      switch request.target.splitOnce(at: UInt8(ascii: "?"))?.head ?? request.target {
      case "/videos/a%20b.webm":
        request.method == "GET"
          ? .answer(
            206, [HeaderField("ETag", "\"a\"")],
            Text(bytes: [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84] + "webm".utf8))
          : .answer(200, StoreFixture.found)
      case "/videos/forbidden": .answer(403)
      case "/videos/moved": .answer(301, [HeaderField("x-amz-bucket-region", "eu-north-1")])
      default: .answer(404)
      }
    }
    defer { server.stop() }
    let store = ["--endpoint", server.endpoint.origin.string]
    let found = try validate(["s3://videos/a b.webm", "--check-content", "--etag", "a"] + store)
    #expect(found.status == 0 && found.output == "accepted\n  size: 5\n  type: video/webm\n  ETag: \"a\"\n", "\(found)")
    #expect(server.requests.map(\.method) == ["HEAD", "GET"])
    #expect(
      try validate(["s3://videos/a b.webm", "--etag", "b"] + store).output.hasPrefix("rejected: ObjectReplaced\n"))
    let missing = try validate(["s3://videos/none"] + store)
    #expect(missing.status == 1 && missing.output == "rejected: ObjectMissing\n  the object does not exist\n")
    let forbidden = try validate(["s3://videos/forbidden"] + store)
    #expect(forbidden.status == 3 && forbidden.output.isEmpty && forbidden.error.contains("StoreForbidden"))
    let moved = try validate(["s3://videos/moved", "--json"] + store)
    #expect(
      moved.status == 3 && moved.output.contains("\"StoreResponseInvalid\"") && moved.error.contains("eu-north-1"))
  }

  @Test("a store that cannot be reached gives no verdict, and the message says why")
  func unreachable() throws {
    let refusing = try RefusingPort()
    let refused = try validate(["s3://videos/k", "--endpoint", "http://127.0.0.1:\(refusing.port)"])
    #expect(refused.status == 3 && refused.output.isEmpty, "\(refused)")
    #expect(refused.error.contains("StoreUnavailable") && refused.error.contains("refused"), "\(refused.error)")
    let broken = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Le")
    defer { broken.stop() }
    let half = try validate(["s3://videos/k", "--endpoint", broken.endpoint.origin.string])
    #expect(half.status == 3 && half.error.contains("StoreUnavailable"), "\(half)")
  }

  @Test("a signal ends the command while it waits for a store")
  func interrupted() throws {
    let server = try LoopbackServer { _, _ in .silence }
    defer { server.stop() }
    let program = Process()
    program.executableURL = URL(fileURLWithPath: Program.videoSpec)
    program.arguments = ["validate", "s3://videos/k", "--endpoint", server.endpoint.origin.string]
    program.environment = Self.environment
    program.standardOutput = FileHandle.nullDevice
    program.standardError = FileHandle.nullDevice
    // Threads of the tests may block signals, and a process that they start inherits that.
    var signals = sigset_t()
    var blocked = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, &blocked)
    let start = Swift.Result { try program.run() }
    pthread_sigmask(SIG_SETMASK, &blocked, nil)
    try start.get()
    while server.requests.isEmpty, program.isRunning { usleep(5000) }
    // Not by SIGINT: whoever runs the tests in the background may have it ignored.
    kill(program.processIdentifier, SIGTERM)
    program.waitUntilExit()
    #expect(program.terminationReason == .uncaughtSignal && program.terminationStatus == SIGTERM)
  }
}
