import Foundation
import Testing
import VideoSpec

@Suite("video-spec check of a backend", .timeLimit(.minutes(60)))
struct ServiceCommandTests {
  private static let environment = [
    "AWS_ACCESS_KEY_ID": "GATETESTKEY", "AWS_SECRET_ACCESS_KEY": ServiceFixture.secret,
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
  ]
  private static let backend = ["--endpoint", "http://127.0.0.1:1", "--profile", "recording-http"]

  private func check(_ arguments: [String]) throws -> Program.Result {
    try Program.run(Program.videoSpec, ["check"] + arguments, environment: Self.environment)
  }

  private static let wrongUsage: [(arguments: [String], named: String)] = [
    (backend, "--store"), (backend + ["--store", "127.0.0.1"], "--store"),
    (backend + ["--store", "127.0.0.1:0"], "--store"), (backend + ["--store", "0.0.0.0:9000"], "--allow-remote"),
    (["--endpoint", "http://192.0.2.1", "--profile", "recording-http", "--start", "true"], "--allow-remote"),
    (backend + ["--start", "true", "--style", "path"], "--style"),
    (backend + ["--start", "true", "--bucket", "No"], "--bucket"),
    (backend + ["--start", "true", "--bucket-prefix", "x"], "--bucket-prefix"),
    (backend + ["--start", "true", "--profile", "s3"], "recording-http"),
    (backend + ["--start", "true", "--origin", "localhost"], "--origin"),
    (backend + ["--start", "true", "--origin", "http://localhost/"], "--origin"),
    (backend + ["--start", "true", "--mapping", "/no/such/file"], "/no/such/file"),
    (backend + ["--start", "true", "--", "adapter"], "not signed"),
    (["--endpoint", "http://127.0.0.1:1", "--hook", "x"], "--hook is for backends"),
    (["--endpoint", "http://127.0.0.1:1", "--profile", "s3", "--store", "x"], "--store is for backends"),
    (["--hook", "x"], "--hook needs --endpoint"), (["--profile", "recording-http"], "backends: it needs --endpoint"),
  ]

  @Test(
    "wrong usage names the option",
    arguments: wrongUsage)
  func usage(arguments: [String], named: String) throws {
    let result = try check(arguments)
    #expect(result.status == 2 && result.output.isEmpty, "\(result.output)")
    #expect(result.error.contains(named), "\(result.error)")
    #expect(!result.error.contains(ServiceFixture.secret))
  }

  @Test("a fault of the mapping names the file and the member")
  func mapping() throws {
    let file = try ScratchFile("{\n\"calls\": {\"start\": {}}}", name: "mapping.json")
    let result = try check(Self.backend + ["--start", "true", "--mapping", file.path])
    #expect(result.status == 2 && result.error.contains("mapping.json:2: calls.start"), "\(result.error)")
  }

  @Test("a backend that ends before it responds is an error with the end of what it has written")
  func start() throws {
    let server = try LoopbackServer { _, _ in .answer(200) }
    server.stop()
    let result = try check([
      "--endpoint", server.endpoint.origin.string, "--profile", "recording-http", "--start",
      "echo no database; exit 3",
    ])
    #expect(result.status == 2 && result.error.contains("no database"), "\(result.error)")
  }

  @Test("a backend that the gate starts, and its hook, get the store's address and credentials, and the limits")
  func environment() throws {
    let server = try LoopbackServer { _, _ in .answer(401) }
    defer { server.stop() }
    let log = try ScratchFile()
    let names = [
      "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "S3_BUCKET_NAME_VIDEO",
      "MAX_VIDEO_FILESIZE", "ALLOW_VIDEO_MIME_TYPE",
    ]
    let list = "env | grep -E '^(\(names.joined(separator: "|")))=' | sort"
    let vectors = try Vectors(given: "[]", steps: #"[{"call": "begin", "expect": {"status": 401}}]"#)
    let hook = """
      \(list) >> '\(log.path).hook'; read x; \
      echo '{"name": "tests", "version": "1", "origin": "http://a", "states": [], "actions": []}'; read y
      """
    let result = try check([
      "--endpoint", server.endpoint.origin.string, "--profile", "recording-http", "--vectors", vectors.directory,
      "--start", "\(list) > '\(log.path)'; exec sleep 60", "--hook", hook,
    ])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.hasPrefix("tests 1 against VideoSpec"), "\(result.output)")
    let lines = try String(contentsOfFile: log.path, encoding: .utf8)
    #expect(try lines == String(contentsOfFile: log.path + ".hook", encoding: .utf8))
    let values = Dictionary(
      uniqueKeysWithValues: lines.split(separator: "\n").map { line in
        let parts = line.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), String(parts[1]))
      })
    #expect(Set(values.keys) == Set(names))
    #expect(values["MAX_VIDEO_FILESIZE"] == "90000000" && values["ALLOW_VIDEO_MIME_TYPE"] == "video/webm")
    #expect(values["AWS_SECRET_ACCESS_KEY"] != ServiceFixture.secret && values["AWS_ACCESS_KEY_ID"] != "GATETESTKEY")
    #expect(values["AWS_ENDPOINT_URL"]?.hasPrefix("http://127.0.0.1:") == true)
  }

  @Test("a hook that breaks the protocol is an error that says how")
  func hook() throws {
    let server = try LoopbackServer { _, _ in .answer(401) }
    defer { server.stop() }
    let endpoint = server.endpoint.origin.string
    let start = ["--endpoint", endpoint, "--profile", "recording-http", "--start", "exec sleep 60"]
    for (hook, message) in [
      ("echo nonsense", "--hook: the hook sent"), ("exit 7", "exit status 7"), ("", "--hook is empty"),
      ("http://192.0.2.1/", "--allow-remote"), ("http://a b/", "--hook"),
    ] {
      let result = try check(start + ["--hook", hook])
      #expect(result.status == 2 && result.error.contains(message), "\(result.error)")
    }
  }

  @Test("a failure shows the exchange, and a command that repeats the case")
  func failure() throws {
    let server = try LoopbackServer { _, _ in .answer(500, [], #"{"code": "Broken"}"#) }
    defer { server.stop() }
    let vectors = try Vectors(given: "[]", steps: #"[{"call": "begin", "expect": {"status": 401}}]"#)
    let result = try check([
      "--endpoint", server.endpoint.origin.string, "--profile", "recording-http", "--vectors", vectors.directory,
      "--start", "exec sleep 60", "--name", "mine",
    ])
    #expect(result.status == 1, "\(result.output)\(result.error)")
    #expect(result.output.contains("the status is 500 Broken, expected 401 (begin)"), "\(result.output)")
    #expect(result.output.contains("> POST /api/video/presigned-url HTTP/1.1"))
    #expect(result.output.contains("--only REC-021-30") && result.output.contains("--start"))
  }

  @Test("show, list and lint work with scenarios of services")
  func others() throws {
    let shown = try Program.run(Program.videoSpec, ["show", "REC-124-01"])
    #expect(shown.status == 0 && shown.output.contains("at the same moment"), "\(shown.output)")
    let listed = try Program.run(Program.videoSpec, ["list", "--profile", "recording-http"])
    #expect(listed.status == 0 && listed.output.contains("REC-124"), "\(listed.output)")
    let vectors = try Vectors(given: "[]", steps: #"[{"call": "begin", "expect": {"status": "${b.status}"}}]"#)
    let linted = try Program.run(Program.videoSpec, ["vectors", "lint", vectors.directory])
    #expect(linted.status != 0 && linted.output.contains("expect.status"), "\(linted.output)\(linted.error)")
  }

  /// A directory of vectors with one case.
  private final class Vectors {
    let directory: String

    init(given: String, steps: String) throws {
      directory = FileManager.default.temporaryDirectory.appendingPathComponent("video-spec-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try ServiceFixture.file(given: given, steps: steps)
        .write(toFile: directory + "/test.json", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
  }
}
