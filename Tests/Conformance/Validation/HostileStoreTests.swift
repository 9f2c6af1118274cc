import Glibc
import HTTPCore
import ReferenceImpl
import S3Client
import Synchronization
import Testing
import VideoSpec

/// Stores that break HTTP, by accident or on purpose. Each must be an error that a caller can handle.
@Suite("S3 store: hostile stores")
struct HostileStoreTests {
  private static let limits = ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")

  private static func store(
    _ server: RawServer, attempts: Int = 2, timeout: Duration = .seconds(60)
  ) throws -> S3ObjectStore {
    try S3ObjectStore(
      S3Location(bucket: "videos", region: "eu-west-1", endpoint: server.endpoint), credentials: .example,
      retries: RetryPolicy(attempts: attempts, timeout: timeout), now: { StoreFixture.now }, sleep: { _ in })
  }

  @Test(
    "a store that closes in the middle of a head, or sends a bare CR there, is unavailable, and is asked again",
    arguments: [
      "H", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETa",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r", "HTTP/1.1 200 OK\r\nETag: \"a\"\rX: y\r\nContent-Length: 5\r\n\r\n",
      "\r", "\r\n\r\n", "\u{0}",
    ])
  func brokenHead(text: String) async throws {
    let server = try RawServer.answering(text)
    defer { server.stop() }
    let store = try Self.store(server)
    await #expect { try await ObjectValidator.validate("k", in: store, limits: Self.limits) } throws: {
      ($0 as? Rejection)?.code == .storeUnavailable
    }
    #expect(server.connections == 2)
    #expect(await store.firstBytes(of: "k", count: 9, etag: "\"a\"") == .failed(.unreachable))
  }

  @Test(
    "a length from 2^63 - 512 on is too large, or says nothing",
    arguments: ["9223372036854775296", "9223372036854775807", "9223372036854775808", "99999999999999999999"])
  func hugeLength(length: String) async throws {
    for status in [200, 403, 404, 500] {
      let server = try RawServer.answering(
        "HTTP/1.1 \(status) X\r\nETag: \"a\"\r\nContent-Type: video/webm\r\nContent-Length: \(length)\r\n\r\n")
      defer { server.stop() }
      let store = try Self.store(server, attempts: 1)
      let result = await Result.of { try await ObjectValidator.validate("k", in: store, limits: Self.limits) }
      switch (status, Int(length)) {
      case (200, .some): #expect(try result.get().violations == [.objectTooLarge])
      case (404, _): #expect(try result.get().violations == [.objectMissing])
      default:
        let codes: [Int: ErrorCode] = [200: .storeResponseInvalid, 403: .storeForbidden, 500: .storeUnavailable]
        #expect(throws: Rejection.self) { try result.get() }
        if case .failure(let error) = result { #expect((error as? Rejection)?.code == codes[status]) }
      }
      let bytes = await store.firstBytes(of: "k", count: 9, etag: "\"a\"")
      guard case .failed = bytes else {
        #expect(status == 404 && bytes == .replaced && Int(length) != nil, "\(bytes)")
        continue
      }
    }
  }

  @Test("100, 102 and 103 are not the response", arguments: [100, 102, 103])
  func interim(status: Int) async throws {
    let found = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Type: video/webm\r\nContent-Length: 5\r\n\r\n"
    let interim = "HTTP/1.1 \(status) X\r\nETag: \"b\"\r\nContent-Length: 7\r\n\r\n"
    let server = try RawServer.answering(interim + interim + found)
    defer { server.stop() }
    let result = try await ObjectValidator.validate("k", in: Self.store(server), limits: Self.limits)
    #expect(result.violations.isEmpty && result.etag == "\"a\"" && result.size == 5)
  }

  @Test("a head of 30,000 fields is not read to its end")
  func manyFields() async throws {
    let sent = Counter()
    let server = try RawServer { connection, _ in
      _ = try connection.readRequestHead()
      try connection.write(Array("HTTP/1.1 200 OK\r\n".utf8), deadline: .after(.seconds(60)))
      let fields = Array((0..<30_000).map { "X-\($0): \($0)\r\n" }.joined().utf8)
      for _ in 0..<1000 {
        try connection.write(fields, deadline: .after(.seconds(60)))
        sent.add(fields.count)
      }
    }
    defer { server.stop() }
    #expect(try await Self.store(server, attempts: 1).head("k") == .unreachable)
    // The client went away; the buffers of the system have taken the rest.
    #expect(sent.value < 100 << 20)
  }

  @Test("proxies of the environment get nothing, for loopback and elsewhere")
  func proxies() throws {
    let proxy = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    defer { proxy.stop() }
    let server = try LoopbackServer { _, _ in .answer(404) }
    defer { server.stop() }
    var environment = [
      "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "AWS_REGION": "eu-west-1",
    ]
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
      environment[name] = proxy.endpoint.origin.string
    }
    // A name below localhost needs no look-up, and is no address that clients send past a proxy.
    for host in ["127.0.0.1", "store.localhost"] {
      let result = try Program.run(
        Program.videoSpec,
        [
          "validate", "s3://videos/k", "--max-size", "9", "--media-type", "video/webm", "--path-style", "--endpoint",
          "http://\(host):\(server.port)",
        ], environment: environment)
      #expect(result.status == 1, "\(result)")
    }
    #expect(server.requests.count == 2 && proxy.connections == 0)
  }

  @Test("a store that sends its response byte by byte is given up when the time is over")
  func slow() async throws {
    let server = try RawServer { connection, _ in
      _ = try connection.readRequestHead()
      while true {
        try connection.write([0x48], deadline: .after(.seconds(60)))
        usleep(2000)
      }
    }
    defer { server.stop() }
    #expect(try await Self.store(server, attempts: 1, timeout: .milliseconds(100)).head("k") == .unreachable)
  }

  @Test("a connection that the store closed is not used again")
  func closedInBetween() async throws {
    let server = try RawServer { connection, _ in
      _ = try connection.readRequestHead()
      try connection.write(Array("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n".utf8), deadline: .after(.seconds(60)))
    }
    defer { server.stop() }
    let store = try Self.store(server, attempts: 4)
    for _ in 1...5 {
      #expect(await store.head("k") == .responded(status: 404, headers: [HeaderField("Content-Length", "0")]))
    }
  }
}

extension Result where Failure == any Error {
  /// The result of asynchronous work.
  fileprivate static func of(_ work: () async throws -> Success) async -> Self {
    do { return .success(try await work()) } catch { return .failure(error) }
  }
}

/// A number that threads share.
private final class Counter: Sendable {
  private let total = Atomic(0)

  var value: Int { total.load(ordering: .relaxed) }

  func add(_ count: Int) { total.wrappingAdd(count, ordering: .relaxed) }
}
