import Foundation
import Testing
import VideoSpec

@Suite("video-spec check --endpoint", .timeLimit(.minutes(60)))
struct EndpointCommandTests {
  private static let environment = [
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": ScenarioFixture.secret,
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
  ]

  /// A directory of vectors with one case.
  private final class Vectors {
    let directory: String

    init(given: String = "[]", steps: String) throws {
      directory = FileManager.default.temporaryDirectory.appendingPathComponent("video-spec-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try ScenarioFixture.file(given: given, steps: steps)
        .write(toFile: directory + "/test.json", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
  }

  private func check(_ arguments: [String]) throws -> Program.Result {
    try Program.run(Program.videoSpec, ["check"] + arguments, environment: Self.environment)
  }

  @Test(
    "wrong usage names the option",
    arguments: [
      (["--endpoint", "nonsense"], "--endpoint"), (["--endpoint", "http://192.0.2.1:9000"], "--allow-remote"),
      (["--endpoint", "http://s3.eu-west-1.amazonaws.com"], "--allow-remote"),
      (["--endpoint", "http://127.0.0.1:1", "--profile", "sign-headers"], "--profile sign-headers"),
      (["--endpoint", "http://127.0.0.1:1", "--bucket", "No"], "--bucket"),
      (["--endpoint", "http://127.0.0.1:1", "--bucket-prefix", "-x"], "--bucket-prefix"),
      (["--endpoint", "http://127.0.0.1:1", "--bucket", "abc", "--bucket-prefix", "x"], "--bucket-prefix"),
      (["--endpoint", "http://127.0.0.1:1", "--style", "other"], "--style"),
      (["--endpoint", "http://127.0.0.1:1", "--session-profile", "none"], "profile"),
      (["--endpoint", "http://127.0.0.1:1", "--trace-io", "x"], "--trace-io"),
      (["--endpoint", "http://127.0.0.1:1", "--", "/no/such/adapter"], "/no/such/adapter"),
      (["--start", "true"], "--start needs --endpoint"), (["--bucket", "abc"], "--bucket needs --endpoint"),
      (["--allow-remote"], "--allow-remote needs --endpoint"), (["--profile", "s3-auth"], "--endpoint"),
    ])
  func usage(arguments: [String], named: String) throws {
    let result = try check(arguments)
    #expect(result.status != 0 && result.output.isEmpty, "\(result.output)")
    #expect(result.error.contains(named), "\(result.error)")
    #expect(!result.error.contains(ScenarioFixture.secret))
  }

  @Test("nobody who listens is an error that names the address")
  func nobody() throws {
    let server = try LoopbackServer { _, _ in .answer(200) }
    server.stop()
    let vectors = try Vectors(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    let result = try check(["--endpoint", server.endpoint.origin.string, "--vectors", vectors.directory])
    #expect(result.status == 2 && result.error.contains("127.0.0.1:\(server.port)"), "\(result.error)")
  }

  @Test("a server that is right is conformant, and one that is wrong is not, with the exchange and a command")
  func verdicts() throws {
    for (status, exit) in [(200, Int32(0)), (500, 1)] {
      let server = try LoopbackServer { _, _ in .answer(status) }
      defer { server.stop() }
      let vectors = try Vectors(steps: ScenarioFixture.steps(#"{"status": 200}"#))
      let endpoint = server.endpoint.origin.string
      let result = try check(
        ["--endpoint", endpoint, "--vectors", vectors.directory, "--name", "mine", "--json", "/dev/stderr"])
      #expect(result.status == exit, "\(result.output)\(result.error)")
      #expect(result.output.hasPrefix("mine against VideoSpec"))
      let report = try JSONValue(parsing: result.error.utf8)
      #expect(report["implementation"]?["name"]?.string == "mine")
      #expect(report["profiles"]?.array?.compactMap(\.string) == ["s3"])
      guard exit == 1 else { continue }
      #expect(result.output.contains("> GET /b/k HTTP/1.1") && result.output.contains("< HTTP/1.1 500"))
      #expect(result.output.contains("--only SIG-155-90") && result.output.contains("--endpoint \(endpoint)"))
      #expect(report["cases"]?.array?[0]["exchange"]?.string?.contains("> GET /b/k") == true)
      #expect(!(result.output + result.error).contains(ScenarioFixture.secret))
    }
  }

  @Test("known failures are excused, by the server's name")
  func knownFailures() throws {
    let server = try LoopbackServer { _, _ in .answer(500) }
    defer { server.stop() }
    let vectors = try Vectors(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    let known = try ScratchFile(
      #"{"format": 1, "implementation": "mine", "failures": [{"id": "SIG-155-90", "outcome": "fail", "reason": "a bug"}]}"#
    )
    let options = ["--endpoint", server.endpoint.origin.string, "--vectors", vectors.directory]
    #expect(try check(options + ["--known-failures", known.path, "--name", "mine"]).status == 0)
    #expect(try check(options + ["--known-failures", known.path]).status == 1)
  }

  @Test("a bucket that is not empty is refused, and nothing in it is touched")
  func fullBucket() throws {
    let server = try LoopbackServer { _, _ in
      .answer(200, [], "<ListBucketResult><Contents><Key>precious</Key></Contents></ListBucketResult>")
    }
    defer { server.stop() }
    let vectors = try Vectors(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    let result = try check([
      "--endpoint", server.endpoint.origin.string, "--vectors", vectors.directory, "--bucket", "my-bucket",
    ])
    #expect(result.status == 2 && result.error.contains("not empty"), "\(result.error)")
    #expect(server.requests.allSatisfy { $0.method == "GET" })
  }

  @Test("a server that ends before it answers is an error with the end of what it has written")
  func start() throws {
    let server = try LoopbackServer { _, _ in .answer(200) }
    server.stop()
    let vectors = try Vectors(steps: ScenarioFixture.steps(#"{"status": 200}"#))
    let result = try check([
      "--endpoint", server.endpoint.origin.string, "--vectors", vectors.directory, "--start",
      "echo the port is taken; exit 3",
    ])
    #expect(result.status == 2 && result.error.contains("the port is taken"), "\(result.error)")
  }

  @Test("an adapter signs the requests, and the report says which")
  func adapter() throws {
    let server = try LoopbackServer { _, _ in .answer(200) }
    defer { server.stop() }
    let steps = """
      [{"request": {"method": "GET", "bucket": "b", "key": "k"}, "expect": {"status": 200}},
       {"request": {"method": "GET", "bucket": "b", "key": "k", "sign": {"by": "url"}}, "expect": {"status": 200}}]
      """
    let vectors = try Vectors(steps: steps)
    let options = ["--endpoint", server.endpoint.origin.string, "--vectors", vectors.directory]
    let result = try check(options + ["--", Program.videoSpec, "adapter"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("the requests were signed by VideoSpec reference"))
    // Before the cases, the gate asks whether the server knows its access key.
    #expect(server.requests.count == 3)
    #expect(server.requests[2].target.string.contains("X-Amz-Signature="))
    let impossible = try Vectors(
      steps: ScenarioFixture.steps(
        #"{"status": 200}"#,
        request: #"{"method": "GET", "bucket": "b", "key": "k", "sign": {"by": "url", "expires": "604801"}}"#))
    let other = try check(
      [
        "--endpoint", server.endpoint.origin.string, "--vectors", impossible.directory, "--", Program.videoSpec,
        "adapter",
      ])
    #expect(other.status == 3 && other.output.contains("a signer has to refuse"), "\(other.output)")
  }
}
