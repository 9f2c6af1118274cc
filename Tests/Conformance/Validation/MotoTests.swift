import Foundation
import Glibc
import ReferenceImpl
import S3Client
import Testing
import VideoSpec

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The server of moto on loopback, on a free port. It ends when the value is released.
private final class MotoServer {
  /// A Python with moto, or nil if `make test` could not install one.
  static let python = ProcessInfo.processInfo.environment["VIDEO_SPEC_MOTO_PYTHON"]

  let endpoint: Endpoint
  private let process = Process()
  private let input = Pipe()

  /// The server ends when its input does, which is when the tests end, in whatever way.
  private static let program = """
    import os, sys, threading
    from moto.server import main
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    main(["-H", "127.0.0.1", "-p", "0"])
    """

  init() throws {
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = ["-u", "-c", Self.program]
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
    let log = try ScratchFile(name: "log")
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log.path))
    process.standardError = process.standardOutput
    try process.run()
    var said = ""
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning, .now < deadline {
      said = try String(contentsOfFile: log.path, encoding: .utf8)
      if let match = said.firstMatch(of: /Running on (http:\/\/[0-9.:]+)/),
        let endpoint = Endpoint(Text(match.output.1))
      {
        self.endpoint = endpoint
        return
      }
      usleep(20_000)
    }
    kill(process.processIdentifier, SIGKILL)
    throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "moto did not start: \(said.suffix(500))"])
  }

  /// The process inherits the blocked signals of a test thread, so only this signal ends it.
  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Creates an object, or the bucket if the key is empty.
  func put(_ key: Text, in bucket: Text, type: Text = "video/webm", _ body: Text = Text()) async throws {
    let request = SigningRequest(
      method: "PUT", endpoint: endpoint, target: .object(bucket: bucket, key: key, addressing: .path),
      headers: [HeaderField("Content-Type", type)], payload: .body(body))
    let signed = try Signer(credentials: .example, region: "us-east-1", service: "s3").signedHeaders(
      for: request, at: SystemClock.now())
    var message = URLRequest(url: try #require(URL(string: signed.url.string)))
    message.httpMethod = "PUT"
    message.httpBody = Data(body.bytes)
    for header in request.headers + signed.headers {
      message.setValue(header.value.string, forHTTPHeaderField: header.name.string)
    }
    let (_, response) = try await URLSession.shared.data(for: message)
    #expect((response as? HTTPURLResponse)?.statusCode == 200)
  }
}

@Suite(
  "A real server",
  .enabled(
    if: MotoServer.python != nil, "not run: there is no Python with moto (VIDEO_SPEC_MOTO_PYTHON, set by 'make test')"))
struct MotoTests {
  @Test("a HEAD signed by our signer finds what is stored")
  func head() async throws {
    let moto = try MotoServer()
    let location = S3Location(bucket: "videos", region: "us-east-1", endpoint: moto.endpoint)
    let store = try S3ObjectStore(location, credentials: .example, now: SystemClock.now)
    let webM = Text(bytes: [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84] + Array("webm and more".utf8))
    let limits = ObjectLimits(maximumSize: webM.bytes.count, mediaType: "video/webm")
    try await moto.put("", in: "videos")
    for key in ["videos/2026/01/a.webm", "a b+c%20d/ビデオ.webm", "a//b"] as [Text] {
      try await moto.put(key, in: "videos", type: "video/webm;codecs=vp8,opus", webM)
      let result = try await ObjectValidator.validate(key, in: store, limits: limits, checksContent: true)
      #expect(result.size == webM.bytes.count && result.mediaType == "video/webm" && result.violations == [], "\(key)")
      let etag = try #require(result.etag)

      // A form that is used again puts another object under the same key.
      try await moto.put(key, in: "videos", type: "video/mp4", webM + "!")
      let later = try await ObjectValidator.validate(key, in: store, limits: limits, etag: etag)
      #expect(later.violations == [.objectTooLarge, .mediaTypeNotAllowed, .objectReplaced])
      #expect(await store.firstBytes(of: key, count: 4096, etag: etag) == .replaced)
      #expect(
        await store.firstBytes(of: key, count: 4, etag: try #require(later.etag)) == .bytes(Text(webM.bytes.prefix(4))))
    }
    try await moto.put("empty", in: "videos")
    #expect(try await ObjectValidator.validate("empty", in: store, limits: limits).violations == [.objectEmpty])
    #expect(try await ObjectValidator.validate("none", in: store, limits: limits).violations == [.objectMissing])
  }
}
